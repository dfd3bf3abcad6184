import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCollector } from './collector.js';

const run = promisify(execFile);
const FLAGS = ['--import', 'tsx', '--conditions=@hiveboard/source', '--input-type=module'];

/** A program that reports a little and just ends, without flush or shutdown. */
const program = (endpoint: string): string => `
  import { init } from ${JSON.stringify(join(__dirname, '../src/index.ts'))};
  const agent = init({ endpoint: '${endpoint}' }).agent('short');
  agent.startTask('left open').event('half way');
  await agent.task('done', {}, async () => undefined);
  console.log('over');
`;

async function runProgram(endpoint: string): Promise<{ readonly stdout: string; readonly tookMs: number }> {
  const startedAt = performance.now();
  const { stdout } = await run(process.execPath, [...FLAGS, '--eval', program(endpoint)], {
    cwd: join(__dirname, '..'),
    timeout: 60_000,
  });
  return { stdout, tookMs: performance.now() - startedAt };
}

test('a program that just ends sends what it had to say first', async () => {
  const collector = await startCollector();
  try {
    await runProgram(collector.endpoint);
    expect(collector.spans.map(({ name }) => name).sort()).toEqual([
      'hive.agent',
      'hive.agent',
      'hive.progress',
      'invoke_agent short',
    ]);
  } finally {
    await collector.close();
  }
});

test('a program whose receiver is away ends all the same, with nothing on its output', async () => {
  const gone = await startCollector();
  await gone.close();
  const { stdout, tookMs } = await runProgram(gone.endpoint);
  expect(stdout).toBe('over\n');
  // Far less than any retry would take; most of it is the start of the process.
  expect(tookMs).toBeLessThan(20_000);
});

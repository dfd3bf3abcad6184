import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCollector, type Collector } from './collector.js';

const run = promisify(execFile);
const FLAGS = ['--import', 'tsx', '--conditions=@hiveboard/source', '--input-type=module'];
const SDK = JSON.stringify(join(__dirname, '../src/index.ts'));
const ROOT = { cwd: join(__dirname, '..') };

/** A program that reports a little and just ends, without flush or shutdown. */
const program = (endpoint: string): string => `
  import { init } from ${SDK};
  const agent = init({ endpoint: '${endpoint}' }).agent('short');
  agent.startTask('left open').event('half way');
  await agent.task('done', async () => undefined);
  console.log('over');
`;

async function runProgram(endpoint: string): Promise<{ readonly stdout: string; readonly tookMs: number }> {
  const startedAt = performance.now();
  const { stdout } = await run(process.execPath, [...FLAGS, '--eval', program(endpoint)], {
    ...ROOT,
    timeout: 240_000,
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

describe('a signal', () => {
  let collector: Collector;
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.close());

  /** Runs a program that would go on for ever, sends it a signal once it is at work, and looks how it ends. */
  async function signalled(signal: NodeJS.Signals, listening: string) {
    const code = `
      import { init } from ${SDK};
      const hive = init({ endpoint: '${collector.endpoint}', flushIntervalMs: 600_000 });
      const task = hive.agent('a', { heartbeatInterval: 0 }).startTask('open');
      task.event('last words');
      // Pending counts spans; the event leaves on one only when somebody flushes.
      const onceSent = (count, then) => {
        const timer = setInterval(() => {
          if (hive.stats().sent < count) return;
          clearInterval(timer);
          then();
        }, 5);
      };
      ${listening}
      setInterval(() => {}, 1000);
      console.log('ready');
    `;
    const child = spawn(process.execPath, [...FLAGS, '--eval', code], {
      ...ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    child.kill(signal);
    await closed;
    const events = collector.spans.flatMap((span) => span.events.map(({ name }) => name));
    return { code: child.exitCode, signal: child.signalCode, events };
  }

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s ends a program that does not listen, by that signal, after its last words and a goodbye',
    async (signal) => {
      const ended = await signalled(signal, '');
      expect(ended).toMatchObject({ code: null, signal });
      expect(ended.events).toEqual(expect.arrayContaining(['hive.custom', 'hive.agent_stopped']));
      const goodbye = collector.spans.flatMap(({ events }) => events).find(({ name }) => name === 'hive.agent_stopped');
      expect(goodbye?.attributes['hive.agent.stop_reason']).toBe(signal);
    },
  );

  test('a program that listens decides itself: its exit code stays, and only its own listeners are counted', async () => {
    const listening = `
      process.on('SIGTERM', () => {
        if (process.listenerCount('SIGTERM') !== 1) process.exit(99);
        onceSent(2, () => process.exit(7));
      });
    `;
    const ended = await signalled('SIGTERM', listening);
    expect(ended).toMatchObject({ code: 7, signal: null });
    expect(ended.events).toContain('hive.custom');
    expect(ended.events).not.toContain('hive.agent_stopped');
  });

  test('a program that lives on after a signal is served again at the next', async () => {
    const listening = `
      let signals = 0;
      process.on('SIGINT', () => {
        signals += 1;
        if (signals === 2) onceSent(3, () => process.exit(0));
        else onceSent(2, () => {
          task.event('more');
          process.kill(process.pid, 'SIGINT');
        });
      });
    `;
    const ended = await signalled('SIGINT', listening);
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.events.filter((name) => name === 'hive.custom')).toHaveLength(2);
  });
});

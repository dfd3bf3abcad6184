import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../clickhouse/test/until.js';
import { isRunning } from '../test/processes.js';
import { paths } from './paths.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hiveboard-compile-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A parent that compiles into `folder` and prints its child's process id when the compiler is at work. */
const parentProgram = `
  const { compileInChild } = await import(process.argv[1]);
  await compileInChild(process.argv[2], (pid) => console.log(pid));
`;

test('the compiler ends at once when its parent is killed', async () => {
  const module = join(paths.pluginRoot, 'build', 'compile-in-child.ts');
  const parent = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', parentProgram, module, folder],
    { cwd: paths.repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await parent.stdout.take(1).toArray()) as readonly Buffer[];
  const compiler = Number(line?.toString('utf8'));
  expect(await isRunning(compiler)).toBe(true);
  parent.kill('SIGKILL');
  await until('the compiler has ended', async () => !(await isRunning(compiler)));
  expect(await readdir(folder)).toEqual([]);
});

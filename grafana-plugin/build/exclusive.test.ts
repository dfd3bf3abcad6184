import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exclusive } from './exclusive.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hiveboard-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('work under one lock never overlaps', async () => {
  const lock = join(folder, 'deep', 'lock');
  const trace: string[] = [];
  const job = (name: string) => (): Promise<void> => {
    trace.push(`${name} starts`);
    return new Promise((resolve) => {
      setImmediate(() => {
        trace.push(`${name} ends`);
        resolve();
      });
    });
  };
  await Promise.all(['a', 'b', 'c'].map((name) => exclusive(lock, job(name))));
  const [first = '', second = '', third = ''] = trace
    .filter((_, index) => index % 2 === 0)
    .map((line) => line.charAt(0));
  expect([first, second, third].sort()).toEqual(['a', 'b', 'c']);
  expect(trace).toEqual([first, second, third].flatMap((name) => [`${name} starts`, `${name} ends`]));
  expect(existsSync(lock)).toBe(false);
});

test('a lock is given back when the work fails', async () => {
  const lock = join(folder, 'lock');
  await expect(exclusive(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(exclusive(lock, () => Promise.resolve('done'))).resolves.toBe('done');
});

test('a lock whose owner died is taken over', async () => {
  const lock = join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(lock, String(pid));
  await expect(exclusive(lock, () => Promise.resolve('done'))).resolves.toBe('done');
});

import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, noteFingerprint, notedFingerprint } from './fingerprint.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hiveboard-fingerprint-'));
  await mkdir(join(folder, 'inner'));
  await writeFile(join(folder, 'inner', 'a.ts'), 'a');
});
afterEach(() => rm(folder, { recursive: true }));

const changes: Readonly<Record<string, () => Promise<void>>> = {
  'a file more': () => writeFile(join(folder, 'b.ts'), ''),
  'a file less': () => rm(join(folder, 'inner', 'a.ts')),
  'another size': () => writeFile(join(folder, 'inner', 'a.ts'), 'aa'),
  'another time': () => utimes(join(folder, 'inner', 'a.ts'), 1, 1),
};

test.each(Object.keys(changes))('%s gives another fingerprint', async (name) => {
  const before = await fingerprint([folder]);
  await changes[name]?.();
  expect(await fingerprint([folder])).not.toBe(before);
});

test('files left alone give the same fingerprint, whatever tests stand beside them', async () => {
  await writeFile(join(folder, 'a.test.ts'), '');
  expect(await fingerprint([folder])).toBe(await fingerprint([join(folder, 'inner', 'a.ts')]));
});

test('a fingerprint is noted and read back, and absent at first', async () => {
  const note = join(folder, 'notes', 'build.txt');
  expect(await notedFingerprint(note)).toBe('');
  await noteFingerprint(note, 'abc');
  expect(await notedFingerprint(note)).toBe('abc');
});

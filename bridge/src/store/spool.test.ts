import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block } from './block.js';
import { openSpool, type Spool } from './spool.js';

const root = mkdtempSync(join(tmpdir(), "hive 'spöol' & "));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let folderCount = 0;
const freshFolder = (): string => join(root, String(++folderCount));

const block = (text: string): Block => ({
  statement: `INSERT INTO hive.events (summary) FORMAT RowBinary`,
  tenant: 'ten”ant',
  receivedAt: 1_763_700_000_123,
  ends: [text.length],
  bytes: Buffer.from(text),
});

const said: string[] = [];
const log = {
  error: (_details: object, message: string) => {
    said.push(message);
  },
};
beforeEach(() => {
  said.length = 0;
});

const open = (folder: string, more: { readonly maxBytes?: number; readonly segmentBytes?: number } = {}) =>
  openSpool({ folder, maxBytes: 1024 * 1024, log, ...more });

/** Takes everything out, in order. */
async function takeAll(spool: Spool): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  for (let segment = await spool.oldest(); segment !== undefined; segment = await spool.oldest()) {
    blocks.push(...segment.blocks);
    await segment.remove();
  }
  return blocks;
}

const textsOf = (blocks: readonly Block[]): readonly string[] => blocks.map(({ bytes }) => bytes.toString());
const segmentsOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name !== 'lock')
    .sort();

test('blocks come back as they were, in order, also from another process', async () => {
  const folder = freshFolder();
  const first = await open(folder, { segmentBytes: 300 });
  for (const text of ['a', 'b', 'c', 'd', 'e']) await first.append([block(text), block(`${text}${text}`)]);
  await first.close();
  const second = await open(folder);
  expect(second.state().bytes).toBe(first.state().bytes);
  await second.append([block('f')]);
  expect(segmentsOf(folder).length).toBeGreaterThan(2);
  expect(await takeAll(second)).toEqual(
    ['a', 'aa', 'b', 'bb', 'c', 'cc', 'd', 'dd', 'e', 'ee', 'f'].map((text) => block(text)),
  );
  expect(second.state()).toEqual({ bytes: 0, maxBytes: 1024 * 1024, isFull: false, oldestAt: null });
  expect(segmentsOf(folder)).toEqual([]);
  await second.close();
  expect(said).toEqual([]);
});

test('what is not removed is there again', async () => {
  const folder = freshFolder();
  const first = await open(folder);
  await first.append([block('kept')]);
  expect(textsOf((await first.oldest())?.blocks ?? [])).toEqual(['kept']);
  await first.append([block('later')]);
  await first.close();
  const second = await open(folder);
  expect(textsOf(await takeAll(second))).toEqual(['kept', 'later']);
  await second.close();
});

test('a file that ends at any byte of its last record gives all others, and takes new ones', async () => {
  const folder = freshFolder();
  const spool = await open(folder);
  await spool.append([block('first'), block('second')]);
  const before = spool.state().bytes;
  await spool.append([block('last')]);
  const after = spool.state().bytes;
  await spool.close();
  const [name = ''] = segmentsOf(folder);
  for (let bytes = before; bytes <= after; bytes++) {
    const torn = freshFolder();
    await mkdir(torn);
    await copyFile(join(folder, name), join(torn, name));
    await truncate(join(torn, name), bytes);
    said.length = 0;
    const recovered = await open(torn);
    await recovered.append([block('new')]);
    const whole = bytes === after ? ['last'] : [];
    expect(textsOf(await takeAll(recovered))).toEqual(['first', 'second', ...whole, 'new']);
    expect(said).toHaveLength(bytes === before || bytes === after ? 0 : 1);
    await recovered.close();
  }
});

test.each([
  ['zeros', Buffer.alloc(64)],
  ['noise', Buffer.from('ffffffff00000000deadbeef', 'hex')],
])('%s behind the last record are cut off', async (_what, rest) => {
  const folder = freshFolder();
  const spool = await open(folder);
  await spool.append([block('sound')]);
  await spool.close();
  const [name = ''] = segmentsOf(folder);
  await writeFile(join(folder, name), rest, { flag: 'a' });
  const recovered = await open(folder);
  expect(textsOf(await takeAll(recovered))).toEqual(['sound']);
  expect(segmentsOf(folder)).toEqual([]);
  await recovered.close();
});

test('a damaged record is set aside and said, and what stands around it comes back', async () => {
  const folder = freshFolder();
  const spool = await open(folder);
  await spool.append([block('before')]);
  const { bytes } = spool.state();
  await spool.append([block('damaged'), block('behind')]);
  await spool.oldest();
  await spool.append([block('next segment')]);
  await spool.close();
  const [name = ''] = segmentsOf(folder);
  const file = await readFile(join(folder, name));
  file.writeUInt8(file.readUInt8(bytes + 20) ^ 1, bytes + 20);
  await writeFile(join(folder, name), file);
  const damaged = await open(folder);
  expect(textsOf(await takeAll(damaged))).toEqual(['before', 'behind', 'next segment']);
  expect(segmentsOf(folder)).toEqual([`${name}.damaged`]);
  expect(await readFile(join(folder, `${name}.damaged`))).toEqual(file);
  expect(said).toEqual([
    'A part of the spool is damaged; the file is kept, and all that can be read of it is inserted',
  ]);
  await damaged.close();
});

test('a full spool turns blocks away and gives up none, until there is room', async () => {
  const folder = freshFolder();
  const spool = await open(folder, { maxBytes: 500 });
  await spool.append([block('old')]);
  await expect(spool.append([block('x'.repeat(500))])).rejects.toThrow('The spool is full.');
  expect(spool.state()).toMatchObject({ isFull: true, maxBytes: 500 });
  expect(textsOf(await takeAll(spool))).toEqual(['old']);
  expect(spool.state().isFull).toBe(false);
  await spool.append([block('new')]);
  expect(textsOf(await takeAll(spool))).toEqual(['new']);
  await spool.close();
});

test('a spool whose oldest waits for too long takes no more, and gives up none', async () => {
  let now = 1_763_700_000_000;
  const spool = await openSpool({ folder: freshFolder(), maxBytes: 1024, maxAgeMs: 1000, clock: () => now, log });
  await spool.append([block('old')]);
  now += 1000;
  await spool.append([block('just in time')]);
  expect(spool.state().isFull).toBe(false);
  now += 1;
  await expect(spool.append([block('late')])).rejects.toThrow('What is in the spool waits for too long.');
  expect(spool.state()).toMatchObject({ isFull: true, oldestAt: 1_763_700_000_000 });
  expect(textsOf(await takeAll(spool))).toEqual(['old', 'just in time']);
  expect(spool.state().isFull).toBe(false);
  await spool.append([block('new')]);
  await spool.close();
});

test('blocks that come at once are all there, each once', async () => {
  const spool = await open(freshFolder(), { segmentBytes: 1000 });
  const texts = Array.from({ length: 50 }, (_, index) => `number ${index}`);
  const [, taken] = await Promise.all([Promise.all(texts.map((text) => spool.append([block(text)]))), takeAll(spool)]);
  expect([...textsOf(taken), ...textsOf(await takeAll(spool))]).toEqual(texts);
  await spool.close();
});

test('a spool belongs to one at a time', async () => {
  const folder = freshFolder();
  const spool = await open(folder);
  await expect(open(folder)).rejects.toThrow(
    `is in use by another bridge (process ${process.pid}). Give each its own HIVE_SPOOL_DIR.`,
  );
  await spool.close();
  await (await open(folder)).close();
});

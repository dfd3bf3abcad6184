import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, parseKeys, type ApiKey } from './api-key.js';
import { UsageError } from '../command-line.js';
import { runCommand } from './commands.js';

let folder: string;
let keysFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hive-keys-'));
  keysFile = join(folder, 'of', 'acme', 'keys.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const NOON = new Date('2026-11-21T12:00:00.000Z');
const run = (line: string) => runCommand(line.split(' '), { keysFile, now: () => NOON });
const stored = async (): Promise<readonly ApiKey[]> => parseKeys(await readFile(keysFile, 'utf8'), keysFile);

test('a key is shown once and stored as a hash that only its owner may read', async () => {
  const { output, remark } = await run('create --name agents --scope ingest --tenant acme --limit ingest=500');
  const secret = output.trim();
  expect(secret).toMatch(/^hb_live_[0-9a-f]{48}$/);
  expect(remark).toBe('Key agents of tenant acme: ingest. It is shown this once.\n');
  expect(await stored()).toEqual([
    {
      name: 'agents',
      sha256: digestOf(secret).toString('hex'),
      scopes: ['ingest'],
      tenant: 'acme',
      created: '2026-11-21T12:00:00.000Z',
      hint: `hb_live_…${secret.slice(-4)}`,
      limits: { ingest: 500 },
    },
  ]);
  expect(await readFile(keysFile, 'utf8')).not.toContain(secret.slice('hb_live_'.length, -4));
  expect((await stat(keysFile)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'of', 'acme'))).toEqual(['keys.json']);
});

test.each([
  ['--scope read', 'hb_read_'],
  ['--scope ingest', 'hb_live_'],
  ['--scope admin', 'hb_live_'],
  ['--scope read --scope ingest', 'hb_live_'],
])('a key of %s begins with %s', async (scopes, prefix) => {
  const { output } = await run(`create --name key ${scopes}`);
  expect(output.startsWith(prefix)).toBe(true);
});

test('the list tells keys apart without telling them', async () => {
  const { output: first } = await run('create --name agents --scope ingest --scope read --tenant acme');
  const { output: second } = await run('create --name grafana --scope read --limit read=60');
  const ending = (secret: string): string => secret.trim().slice(-4);
  expect(await run('list')).toEqual({
    output:
      'NAME     TENANT   SCOPES       KEY            CREATED                   LIMITS\n' +
      `agents   acme     ingest,read  hb_live_…${ending(first)}  2026-11-21T12:00:00.000Z  -\n` +
      `grafana  default  read         hb_read_…${ending(second)}  2026-11-21T12:00:00.000Z  read=60\n`,
    remark: `2 keys in ${keysFile}\n`,
  });
  expect(JSON.parse((await run('list --json')).output)).toEqual(await stored());
});

test('without a file there are no keys', async () => {
  expect(await run('list')).toEqual({ output: '', remark: `0 keys in ${keysFile}\n` });
});

test('a revoked key is gone, the others stay', async () => {
  await run('create --name one --scope read');
  await run('create --name two --scope read');
  expect(await run('revoke one')).toEqual({ output: '', remark: 'Key one is revoked.\n' });
  expect((await stored()).map(({ name }) => name)).toEqual(['two']);
});

test('of keys that are made at once none is lost', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  const made = await Promise.allSettled(names.map((name) => run(`create --name ${name} --scope read`)));
  const fulfilled = names.filter((_, index) => made[index]?.status === 'fulfilled');
  expect(fulfilled).not.toHaveLength(0);
  expect((await stored()).map(({ name }) => name).sort()).toEqual(fulfilled.sort());
});

test.each([
  ['make', 'make: no such command; there are create, list, revoke'],
  ['create --scope read', '--name is missing'],
  ['create --name a/b --scope read', '--name: expected 1 to 64 letters, digits, dots, dashes or underscores'],
  ['create --name a', '--scope is missing: ingest, read, admin'],
  ['create --name a --scope write', '--scope: expected ingest, read, admin, not write'],
  ['create --name a --scope read --tenant=', '--tenant: expected 1 to 64 letters, digits, dots, dashes or underscores'],
  ['create --name a --scope read --limit read=0', '--limit: expected such as ingest=500, at most 999999, not read=0'],
  ['create --name a --scope read --limit love=1', '--limit: expected ingest, read, admin, not love'],
  ['create --name a --scope read --colour red', "Unknown option '--colour'"],
  ['list all', "Unexpected argument 'all'. This command does not take positional arguments"],
  ['revoke', 'revoke: expected the name of one key'],
])('%s is refused with what to do, and nothing is written', async (line, message) => {
  await expect(run(line)).rejects.toThrow(UsageError);
  await expect(run(line)).rejects.toThrow(message);
  expect(await readdir(folder)).toEqual([]);
});

test('without a file nobody knows where the keys are', async () => {
  await expect(runCommand(['list'], { keysFile: undefined, now: () => NOON })).rejects.toThrow(
    'which file? Set HIVE_KEYS_FILE, for the bridge as well as here, or give --file <path>',
  );
});

test('a name is taken once, and a name that is not there is answered with those that are', async () => {
  await run('create --name one --scope read');
  await expect(run('create --name one --scope ingest')).rejects.toThrow('there is a key one already');
  await expect(run('revoke two')).rejects.toThrow(`there is no key two in ${keysFile}; there are one`);
  expect(await stored()).toHaveLength(1);
  expect(await readdir(join(folder, 'of', 'acme'))).toEqual(['keys.json']);
});

test('a file that holds no keys is named and left alone', async () => {
  const file = join(folder, 'list.json');
  await writeFile(file, '[{"name":"a","sha256":"plain","scopes":["read"]}]');
  await expect(run(`create --name b --scope read --file ${file}`)).rejects.toThrow(
    `${file}: entry 0.sha256: Invalid string: must match pattern /^[0-9a-f]{64}$/`,
  );
  expect(await readFile(file, 'utf8')).toContain('plain');
});

test('a change that another command has begun is not disturbed', async () => {
  const file = join(folder, 'keys.json');
  await writeFile(`${file}.lock`, '');
  await expect(run(`create --name a --scope read --file ${file}`)).rejects.toThrow(
    `${file}.lock exists: another command changes the keys. If none runs, delete that file.`,
  );
  expect(await readdir(folder)).toEqual(['keys.json.lock']);
});

test.each(['--help', 'create --help', 'list -h'])('%s tells how', async (line) => {
  const { output } = await run(line);
  expect(output).toContain('npm run keys -- revoke <name>');
});

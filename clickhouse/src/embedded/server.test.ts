import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ClickHouseLogLevel, createClient, type ClickHouseSettings } from '@clickhouse/client';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { until } from '../../test/until.js';
import type { Credentials } from './credentials.js';
import { isAlive } from './holder.js';
import { startEmbeddedServer, type EmbeddedServer } from './server.js';

const folder = temporaryFolder();
const dataDir = join(folder, 'data');
const logged: string[] = [];
let server: EmbeddedServer;

const start = (): Promise<EmbeddedServer> => startEmbeddedServer({ dataDir, onLog: (line) => logged.push(line) });

/** Runs one statement; answers its rows as text, or the error's type. */
async function ask(user: Credentials, query: string, settings: ClickHouseSettings = {}): Promise<string> {
  const client = createClient({
    url: server.url,
    ...user,
    keep_alive: { enabled: false },
    clickhouse_settings: settings,
    log: { level: ClickHouseLogLevel.OFF },
  });
  try {
    const { stream } = await client.exec({ query });
    return (await text(stream)).trim();
  } catch (error) {
    return error instanceof Error && 'type' in error ? String(error.type) : String(error);
  } finally {
    await client.close();
  }
}

beforeAll(async () => {
  server = await start();
  await ask(server.users.admin, 'CREATE DATABASE hive');
  await ask(server.users.admin, 'CREATE TABLE hive.notes (id UInt32, text String) ENGINE = MergeTree ORDER BY id');
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

test('the engine answers as a ClickHouse server in UTC', async () => {
  expect(await ask(server.users.reader, 'SELECT 6 * 7, timezone()')).toBe('42\tUTC');
});

const nobody = { username: 'default', password: '' };
const refused = 'ACCESS_DENIED';

test.each<readonly [user: 'admin' | 'writer' | 'reader', query: string, answer: string]>([
  ['writer', "INSERT INTO hive.notes VALUES (1, 'one')", ''],
  ['writer', 'SELECT count() FROM hive.notes WHERE id = 1', '1'],
  ['writer', 'CREATE TABLE hive.mine (id UInt32) ENGINE = MergeTree ORDER BY id', refused],
  ['writer', 'DROP TABLE hive.notes', refused],
  ['writer', 'TRUNCATE TABLE hive.notes', refused],
  ['writer', 'ALTER TABLE hive.notes DELETE WHERE 1', refused],
  ['writer', 'SELECT count() FROM system.users', refused],
  ['writer', "SELECT * FROM file('/etc/passwd', 'LineAsString')", refused],
  ['writer', "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')", refused],
  ['writer', 'SYSTEM STOP MERGES hive.notes', refused],
  ['reader', 'SELECT count() FROM hive.notes', '1'],
  ['reader', "INSERT INTO hive.notes VALUES (2, 'two')", refused],
  ['reader', 'DROP TABLE hive.notes', refused],
  ['reader', 'SELECT count() FROM system.users', refused],
  ['reader', 'SELECT 1 SETTINGS readonly = 0', 'READONLY'],
  ['reader', 'SELECT 1 SETTINGS max_execution_time = 3600', 'SETTING_CONSTRAINT_VIOLATION'],
  ['reader', 'SELECT 1 SETTINGS max_execution_time = 5, max_threads = 1', '1'],
  ['reader', "SELECT getSetting('analyzer_inline_views'), getSetting('optimize_and_compare_chain')", 'true\tfalse'],
  ['reader', "SELECT getSetting('max_threads_min_free_memory_per_thread')", '67108864'],
  ['admin', "SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'", '2147483648'],
])('%s: %s → %s', async (user, query, answer) => {
  expect(await ask(server.users[user], query)).toBe(answer);
});

test.each(['SELECT 1', 'SELECT * FROM hive.notes', 'SYSTEM STOP LISTEN HTTP'])(
  'nobody can come in without a password: %s',
  async (query) => {
    expect(await ask(nobody, query)).toBe('USER_SESSION_LIMIT_EXCEEDED');
  },
);

test('no file keeps the configuration, and the data is private', async () => {
  expect((await readdir(dataDir)).sort()).toEqual(['clickhouse', 'server.json']);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
});

test('no log line and no argument holds a password', async () => {
  await ask({ ...server.users.admin, password: 'wrong' }, 'SELECT 1');
  const { admin, writer, reader } = server.users;
  const passwords = [admin, writer, reader].map(({ password }) => password);
  const visible = logged.join('\n') + (process.platform === 'linux' ? await describeProcess(server.pid) : '');
  expect(passwords.filter((password) => visible.includes(password))).toEqual([]);
});

async function describeProcess(pid: number): Promise<string> {
  const files = ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8'));
  return (await Promise.all(files)).join('');
}

test('a second server on the same data says who holds it and what to do', async () => {
  await expect(start()).rejects.toMatchObject({
    code: 'data_dir_in_use',
    message: `The data directory ${dataDir} is in use by process ${process.pid} (its ClickHouse is process ${server.pid}). Stop that one, or choose another directory with HIVE_DATA_DIR.`,
  });
  expect(await ask(server.users.reader, 'SELECT 1')).toBe('1');
});

test('a port that another program has is an error at once, not another server', async () => {
  const port = Number(new URL(server.url).port);
  await expect(startEmbeddedServer({ dataDir: join(folder, 'other'), httpPort: port })).rejects.toMatchObject({
    code: 'port_taken',
    message: `Port ${port} of 127.0.0.1 is taken by another program. Choose another with HIVE_CLICKHOUSE_PORT, or leave it unset for a free one.`,
  });
});

test('a data directory that cannot be made is an error that names it', async () => {
  await expect(startEmbeddedServer({ dataDir: '/dev/null/data' })).rejects.toMatchObject({
    code: 'data_dir_not_writable',
    message: expect.stringContaining('/dev/null/data') as string,
  });
});

test('an engine that does not answer in time is ended and reported', async () => {
  await expect(startEmbeddedServer({ dataDir: join(folder, 'slow'), startTimeoutMs: 0 })).rejects.toMatchObject({
    code: 'start_timeout',
  });
});

test('Ctrl-C and the service manager reach the owner, not the engine', async () => {
  process.kill(server.pid, 'SIGINT');
  process.kill(server.pid, 'SIGTERM');
  expect(await ask(server.users.reader, 'SELECT 1')).toBe('1');
});

test('a stop is clean and quick, also with an open connection and a running query, and the data is there again', async () => {
  const idle = createClient({ url: server.url, ...server.users.reader, log: { level: ClickHouseLogLevel.OFF } });
  await idle.ping({ select: true });
  const running = ask(server.users.reader, 'SELECT sleepEachRow(0.1) FROM numbers(100) SETTINGS max_block_size = 1');
  await until('the query runs', async () => {
    const count = "SELECT count() FROM system.processes WHERE user = 'hive_reader'";
    return (await ask(server.users.admin, count)) === '1';
  });
  const { url, users } = server;

  await server.stop();
  await server.stop();

  expect(await server.exited).toMatchObject({ code: 0, signal: null, expected: true });
  expect(await running).toBe('QUERY_WAS_CANCELLED');
  expect(await readdir(dataDir)).toEqual(['clickhouse']);
  await idle.close();

  server = await start();
  expect(server.url).not.toBe(url);
  expect(server.users.admin.password).not.toBe(users.admin.password);
  expect(await ask(server.users.reader, 'SELECT text FROM hive.notes')).toBe('one');
});

test('an engine that is killed is reported, and what was acknowledged is there after a new start', async () => {
  await ask(server.users.writer, "INSERT INTO hive.notes VALUES (3, 'three')");
  process.kill(server.pid, 'SIGKILL');
  expect(await server.exited).toMatchObject({ code: null, signal: 'SIGKILL', expected: false });
  await server.stop();

  server = await start();
  expect(await ask(server.users.reader, 'SELECT text FROM hive.notes ORDER BY id')).toBe('one\nthree');
});

function spawnOwner(moment: 'listening' | 'starting', data: string): ChildProcess {
  const script = fileURLToPath(new URL('../../test/owner.ts', import.meta.url));
  const loader = createRequire(import.meta.url).resolve('tsx');
  const options = ['--import', loader, '--conditions=@hiveboard/source', script, moment, data];
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The owner has no output.');
  const [line] = (await once(createInterface({ input: stdout }), 'line')) as readonly unknown[];
  return String(line);
}

test.each(['listening', 'starting'] as const)(
  'an engine that is %s ends with its owner, even by kill -9',
  async (moment) => {
    const data = join(folder, moment);
    const owner = spawnOwner(moment, data);
    const pid = Number(await firstLine(owner));
    expect(isAlive(pid)).toBe(true);

    owner.kill('SIGKILL');

    await until('the engine is gone', () => !isAlive(pid));
  },
);

test('after kill -9 of an owner the next one takes the data over', async () => {
  const data = join(folder, 'orphan');
  const owner = spawnOwner('listening', data);
  await firstLine(owner);
  owner.kill('SIGKILL');
  const heir = await startEmbeddedServer({ dataDir: data });
  await heir.stop();
  expect(await heir.exited).toMatchObject({ code: 0 });
});

test('a free port that is lost in between costs another attempt, a chosen one is an error', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(startEmbeddedServer({ dataDir: join(folder, 'tcp'), tcpPort: port })).rejects.toMatchObject({
    code: 'port_taken',
  });
  other.close();
});

import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestDatabase, type TestDatabase } from '../test/engine.js';
import { temporaryFolder } from '../test/temporary-folder.js';
import { until } from '../test/until.js';
import { createAdmin } from './clients.js';
import { joinDatabase, openDatabase, type Database } from './database.js';
import { startEmbeddedServer, type EmbeddedServer } from './embedded/server.js';
import { isAlive, writeHolder } from './embedded/holder.js';
import { readSchema } from './schema-files.js';

let embedded: TestDatabase;
let external: Database;
let theirs: EmbeddedServer;
const folder = temporaryFolder();

beforeAll(async () => {
  embedded = await startTestDatabase({});
  // A server of the user's own is one that we did not start: to the code it is a URL and a user.
  theirs = await startEmbeddedServer({ dataDir: join(folder, 'theirs') });
  external = await openDatabase({ kind: 'external', url: theirs.url, ...theirs.users.admin });
});

afterAll(async () => {
  await external.close();
  await theirs.stop();
  await embedded.stop();
  await rm(folder, { recursive: true });
});

const open = { embedded: () => embedded, external: () => external } as const;
const adminOf = { embedded: () => embedded.admin, external: () => theirs.users.admin } as const;

async function values({ reader }: Pick<Database, 'reader'>, query: string): Promise<readonly unknown[]> {
  const answer = await reader.query({ query, format: 'JSONCompactEachRow' });
  return answer.json();
}

describe.each(['embedded', 'external'] as const)('%s', (kind) => {
  test('every migration of this package has been applied', async () => {
    const { migrations } = await readSchema();
    expect(migrations).not.toHaveLength(0);
    expect(await values(open[kind](), 'SELECT name FROM migrations FINAL ORDER BY name')).toEqual(
      migrations.map(({ name }) => [name]),
    );
  });

  test('every view answers on empty tables', async () => {
    // Some are asked with parameters: texts, and moments and lengths as numbers, or lists of either.
    const views = await values(
      open[kind](),
      `SELECT name, arrayMap(
          parameter -> concat(parameter.1, ' = ', multiIf(parameter.2 = 'String', '\\'\\'', parameter.2 = 'Array(String)', '[\\'\\']', parameter.2 LIKE 'Array%', '[3600]', '3600')),
          parameterized_view_parameters
       ) AS parameters
       FROM system.tables WHERE database = currentDatabase() AND engine = 'View' ORDER BY name`,
    );
    expect(views).not.toHaveLength(0);
    for (const [view, parameters] of views as readonly (readonly [string, readonly string[]])[]) {
      const answer = await open[kind]().reader.query({
        query: `SELECT * FROM hive.${view}${parameters.length === 0 ? '' : `(${parameters.join(', ')})`}`,
        format: 'JSONCompactEachRow',
      });
      await expect(answer.json()).resolves.toBeInstanceOf(Array);
    }
  });

  test('what the writer writes, the reader reads', async () => {
    const database = open[kind]();
    const row = { tenant: 'written', ts: '2026-11-21T10:20:30.456Z', summary: 'Hello' };
    await database.writer.insert({ table: 'events', values: [row], format: 'JSONEachRow' });
    expect(await values(database, "SELECT ts, summary FROM hive.events WHERE tenant = 'written'")).toEqual([
      ['2026-11-21 10:20:30.456', 'Hello'],
    ]);
  });

  test('numbers come as numbers', async () => {
    const query = "SELECT toUInt64(9007199254740991), toDecimal64('0.000000001', 9)";
    expect(await values(open[kind](), query)).toEqual([[9_007_199_254_740_991, 1e-9]]);
  });

  test('the reader cannot write', async () => {
    const insert = open[kind]().reader.insert({
      table: 'hive.migrations',
      values: [{ name: 'x', checksum: 'x' }],
      format: 'JSONEachRow',
    });
    await expect(insert).rejects.toMatchObject({ type: expect.stringMatching(/READONLY|ACCESS_DENIED/) as string });
  });

  test('a reader is stopped after ten seconds', async () => {
    expect(await values(open[kind](), "SELECT getSetting('max_execution_time'), getSetting('readonly')")).toEqual([
      [10, 2],
    ]);
  });

  test('a query that fails half-way is an error with a name', async () => {
    const query = "SELECT throwIf(number = 200000, 'too far') FROM numbers(300000) SETTINGS max_block_size = 1000";
    await expect(values(open[kind](), query)).rejects.toMatchObject({
      type: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
    });
  });

  test('a query ends when its reader goes away', async () => {
    const database = open[kind]();
    const admin = createAdmin(database.url, adminOf[kind]());
    const caller = new AbortController();
    const query = 'SELECT sum(sleepEachRow(0.05)) FROM numbers(1000) SETTINGS max_block_size = 1';
    const answer = database.reader.query({ query, query_id: `left-${kind}`, abort_signal: caller.signal });
    const running = async (): Promise<boolean> => {
      const processes = `SELECT query_id FROM system.processes WHERE query_id = 'left-${kind}'`;
      return (await values({ reader: admin }, processes)).length === 1;
    };
    await until('the query runs', running);
    caller.abort();
    await expect(answer).rejects.toThrow('aborted');
    const end = `SELECT errorCodeToName(exception_code) FROM system.query_log WHERE query_id = 'left-${kind}' AND type != 'QueryStart'`;
    const ends = async (): Promise<readonly unknown[]> => {
      await admin.command({ query: 'SYSTEM FLUSH LOGS' });
      return values({ reader: admin }, end);
    };
    await until('the query has ended', async () => (await ends()).length === 1);
    // Not because it had run for as long as it may.
    expect(await ends()).toEqual([['QUERY_WAS_CANCELLED']]);
    await admin.close();
  });
});

test('an embedded server that is killed comes back, and its clients go on', async () => {
  const { server } = embedded;
  if (server === undefined) throw new Error('An embedded database has a server.');
  const killed = server.pid();
  process.kill(killed, 'SIGKILL');
  await until('the reader is answered again', async () => {
    const answers = await values(embedded, 'SELECT 1').catch(() => []);
    return server.pid() !== killed && answers.length === 1;
  });
  const row = { tenant: 'later', ts: '2026-11-21T10:20:31Z' };
  await embedded.writer.insert({ table: 'events', values: [row], format: 'JSONEachRow' });
  expect(
    await values(embedded, "SELECT tenant FROM hive.events WHERE tenant IN ('written', 'later') ORDER BY ts"),
  ).toEqual([['written'], ['later']]);
});

test('the external server goes on when its database is closed', async () => {
  const second = await openDatabase({
    kind: 'external',
    url: theirs.url,
    ...theirs.users.admin,
    reader: theirs.users.reader,
  });
  expect(await values(second, 'SELECT currentUser()')).toEqual([['hive_reader']]);
  await second.close();
  expect(isAlive(theirs.pid)).toBe(true);
});

test('an embedded database that cannot be migrated leaves no server behind', async () => {
  const dataDir = join(folder, 'broken');
  const schemaFolder = join(folder, 'no-such-folder');
  await expect(openDatabase({ kind: 'embedded', dataDir }, { schemaFolder })).rejects.toThrow('no-such-folder');
  // The data is free again.
  const again = await openDatabase({ kind: 'embedded', dataDir });
  await again.close();
});

test('an external server that is not there is named', async () => {
  await expect(
    openDatabase({ kind: 'external', url: 'http://127.0.0.1:1', username: 'hive', password: '' }),
  ).rejects.toThrow(/^The ClickHouse database at http:\/\/127.0.0.1:1 cannot be prepared: .*ECONNREFUSED 127.0.0.1:1/);
});

test('who joins an embedded server that runs uses it and leaves it running', async () => {
  const dataDir = join(folder, 'joined');
  const owner = await openDatabase({ kind: 'embedded', dataDir, queryLimits: { seconds: 5 } });
  const guest = await joinDatabase({ kind: 'embedded', dataDir });
  // The owner's limit holds for the guest, who need not know it.
  expect(await values(guest, "SELECT getSetting('max_execution_time')")).toEqual([[5]]);
  expect([guest.url, guest.server]).toEqual([owner.url, undefined]);
  const row = { tenant: 'guest', ts: '2026-11-21T10:20:31Z' };
  await guest.writer.insert({ table: 'events', values: [row], format: 'JSONEachRow' });
  await guest.close();
  expect(await values(owner, 'SELECT tenant, currentUser() FROM hive.events')).toEqual([['guest', 'hive_reader']]);
  // It tells how to come in, to its owner alone.
  expect((await stat(join(dataDir, 'server.json'))).mode & 0o777).toBe(0o600);
  await owner.close();
});

test('who joins an embedded server that does not run starts it, and ends it', async () => {
  const dataDir = join(folder, 'joined');
  const alone = await joinDatabase({ kind: 'embedded', dataDir });
  expect(await values(alone, 'SELECT tenant FROM hive.events')).toEqual([['guest']]);
  const pid = alone.server?.pid() ?? 0;
  expect(isAlive(pid)).toBe(true);
  await alone.close();
  expect(isAlive(pid)).toBe(false);
});

test('a label of a server that is gone lets nobody in', async () => {
  const dataDir = join(folder, 'killed');
  const killed = await startEmbeddedServer({ dataDir });
  process.kill(killed.pid, 'SIGKILL');
  await killed.exited;
  await writeHolder(dataDir, {
    ownerPid: process.pid,
    // A process that lives, but is no server.
    enginePid: process.pid,
    entrance: { url: killed.url, writer: killed.users.writer, reader: killed.users.reader },
  });
  const alone = await joinDatabase({ kind: 'embedded', dataDir });
  expect(alone.server).toBeDefined();
  await alone.close();
});

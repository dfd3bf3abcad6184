import type { ClickHouseClient } from '@clickhouse/client';
import { startTestCluster, type TestCluster } from '../test/cluster.js';
import { startTestDatabase, type TestDatabase } from '../test/engine.js';
import { createAdmin } from './clients.js';
import { clustered } from './layout.js';

// The embedded engine brings a Keeper in its own memory, which takes what replicas tell it of their tables. More than that
// it cannot do: see the last test.

const KEEPER = `<zookeeper><implementation>testkeeper</implementation></zookeeper>
  <macros><shard>one</shard><replica>first</replica></macros>`;
const replicated = clustered({ name: 'hive', isReplicated: true });

let single: TestDatabase;
let cluster: TestCluster;
let admin: ClickHouseClient;
beforeAll(async () => {
  [single, cluster] = await Promise.all([startTestDatabase(), startTestCluster(1, { config: KEEPER })]);
  admin = createAdmin(cluster.urls[0] ?? '', cluster.admin);
  for (const name of ['hive', 'hive_local', 'second']) await admin.command({ query: `CREATE DATABASE ${name}` });
});
afterAll(async () => {
  await admin.close();
  await Promise.all([single.stop(), cluster.stop()]);
});

const rows = async <T>(query: string, of: Pick<ClickHouseClient, 'query'> = admin): Promise<readonly T[]> =>
  (await of.query({ query, format: 'JSONEachRow' })).json<T>();

/** What all migrations have made of each table that keeps rows, as the first replica of it is made. */
async function tables(): Promise<readonly string[]> {
  const definitions = await rows<{ readonly sql: string }>(
    `SELECT formatQuery(create_table_query) AS sql FROM system.tables
     WHERE database = 'hive' AND endsWith(engine, 'MergeTree') AND name != 'migrations' ORDER BY name`,
    single.reader,
  );
  return definitions.flatMap(({ sql }) =>
    replicated.statements(sql.replace(/^CREATE TABLE /, 'CREATE TABLE IF NOT EXISTS ')).slice(0, 1),
  );
}

/** The same for another replica, which in this test lies in the same server. */
const asSecond = (sql: string): string =>
  sql.replace('EXISTS hive_local.', 'EXISTS second.').replace("'{replica}'", "'second'");

test('every table is taken as one of two replicas', async () => {
  const all = await tables();
  expect(all.length).toBeGreaterThan(20);
  for (const query of [...all, ...all.map(asSecond)]) await admin.command({ query });
  expect(
    await rows(
      `SELECT database, toUInt32(countIf(startsWith(engine, 'Replicated'))) AS replicated, toUInt32(count()) AS all
       FROM system.tables WHERE database IN ('hive_local', 'second') GROUP BY database ORDER BY database`,
    ),
  ).toEqual(['hive_local', 'second'].map((database) => ({ database, replicated: all.length, all: all.length })));
});

test('a replica that comes with a table as it once was is refused, so a newcomer is given it as it is', async () => {
  const [calls] = (await tables()).filter((sql) => sql.includes('EXISTS hive_local.llm_call_log'));
  const third = asSecond(calls ?? '').replaceAll('second', 'third');
  await admin.command({ query: 'CREATE DATABASE third' });
  const once = third.replace(/^.*`service_tier`.*\n/m, '');
  await expect(admin.command({ query: once })).rejects.toThrow(
    'Table columns structure in ZooKeeper is different from local table structure',
  );
  await admin.command({ query: third });
});

test('the embedded engine hears no other replica: its replicated tables take no rows', async () => {
  await expect(admin.command({ query: 'SYSTEM START LISTEN INTERSERVER HTTP' })).rejects.toThrow(
    'supports only TCP and HTTP listeners',
  );
  const insert = admin.command({
    query: 'INSERT INTO hive_local.retention_changes SELECT 1, 2, 3 SETTINGS insert_keeper_max_retries = 0',
  });
  await expect(insert).rejects.toThrow('Table is in readonly mode');
});

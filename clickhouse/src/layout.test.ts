import type { ClickHouseClient } from '@clickhouse/client';
import { startTestDatabase, type TestDatabase } from '../test/engine.js';
import { createAdmin } from './clients.js';
import { clustered, SINGLE } from './layout.js';
import { readSchema } from './schema-files.js';
import { SHARDING_KEYS } from './sharding-keys.js';
import { statements } from './statements.js';

const sharded = clustered({ name: 'prod', isReplicated: false });
const replicated = clustered({ name: 'prod', isReplicated: true });

const events = `-- What's "hive.events"?
CREATE TABLE IF NOT EXISTS hive.events
(
    \`hive.x\` String DEFAULT 'hive.events'
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY ts
SETTINGS ttl_only_drop_parts = 1`;
const eventsOfAll = `CREATE OR REPLACE TABLE hive.events AS hive_local.events
ENGINE = Distributed('prod', 'hive_local', 'events', cityHash64(tenant, agent_id))`;

test.each<readonly [sentence: string, sql: string, expected: readonly string[]]>([
  [
    "a table is each server's own, and one stands for all",
    events,
    [events.replace('EXISTS hive.', 'EXISTS hive_local.'), eventsOfAll],
  ],
  [
    'a table that views alone fill takes no rows through the one that stands for all',
    'CREATE TABLE IF NOT EXISTS hive.issue_log\n(\n    ts DateTime\n)\nENGINE = MergeTree\nORDER BY ts',
    [
      'CREATE TABLE IF NOT EXISTS hive_local.issue_log\n(\n    ts DateTime\n)\nENGINE = MergeTree\nORDER BY ts',
      "CREATE OR REPLACE TABLE hive.issue_log AS hive_local.issue_log\nENGINE = Distributed('prod', 'hive_local', 'issue_log')",
    ],
  ],
  [
    'a view that feeds a table does so on its own server',
    "CREATE MATERIALIZED VIEW IF NOT EXISTS hive.issue_log_feed TO hive.issue_log AS\nSELECT 'hive.issue.id' FROM hive.events",
    [
      "CREATE MATERIALIZED VIEW IF NOT EXISTS hive_local.issue_log_feed TO hive_local.issue_log AS\nSELECT 'hive.issue.id' FROM hive_local.events",
    ],
  ],
  [
    'spans of a Collector, which come to any server, go on to the shard that they belong to',
    'CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_spans_to_actions TO hive.events AS\nSELECT 1 FROM hive.collector_spans',
    [
      'CREATE MATERIALIZED VIEW IF NOT EXISTS hive_local.collector_spans_to_actions TO hive.events AS\nSELECT 1 FROM hive_local.collector_spans',
    ],
  ],
  [
    'a new column is one of what stands for all, too',
    'ALTER TABLE hive.events ADD COLUMN IF NOT EXISTS x String',
    ['ALTER TABLE hive_local.events ADD COLUMN IF NOT EXISTS x String', eventsOfAll],
  ],
  [
    'a table that goes takes what stands for all with it',
    'DROP TABLE IF EXISTS hive.events',
    ['DROP TABLE IF EXISTS hive.events', 'DROP TABLE IF EXISTS hive_local.events'],
  ],
  [
    'a feed is altered where it is',
    'ALTER TABLE hive.issue_log_feed MODIFY QUERY\nSELECT 1 FROM hive.events',
    ['ALTER TABLE hive_local.issue_log_feed MODIFY QUERY\nSELECT 1 FROM hive_local.events'],
  ],
  [
    'rows that a migration writes are those of its server',
    'INSERT INTO hive.llm_call_inserts SELECT 1 FROM hive.llm_call_log',
    ['INSERT INTO hive_local.llm_call_inserts SELECT 1 FROM hive_local.llm_call_log'],
  ],
  [
    'a view asks all servers, in its subqueries too',
    '-- Why.\nCREATE OR REPLACE VIEW hive.a AS SELECT 1 FROM hive.b WHERE x NOT IN (SELECT y FROM hive.b) AND z IN (1, 2)',
    [
      '-- Why.\nCREATE OR REPLACE VIEW hive.a AS SELECT 1 FROM hive.b WHERE x GLOBAL NOT IN (SELECT y FROM hive.b) AND z IN (1, 2)',
    ],
  ],
])('%s', (_, sql, expected) => {
  expect(sharded.statements(sql)).toEqual(expected);
  expect(SINGLE.statements(sql)).toEqual([sql]);
});

test.each<readonly [engine: string, expected: string]>([
  [
    'ENGINE = ReplacingMergeTree(received_at)\nORDER BY ts\nSETTINGS ttl_only_drop_parts = 1',
    "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/hive_local/events', '{replica}', received_at)\nORDER BY ts\nSETTINGS replicated_deduplication_window = 0, ttl_only_drop_parts = 1",
  ],
  [
    'ENGINE = SummingMergeTree\nORDER BY ts',
    "ENGINE = ReplicatedSummingMergeTree('/clickhouse/tables/{shard}/hive_local/events', '{replica}')\nORDER BY ts\nSETTINGS replicated_deduplication_window = 0",
  ],
  ['ENGINE = Null', 'ENGINE = Null'],
])('with replicas, %s is theirs', (engine, expected) => {
  const table = (name: string, of: string): string =>
    `CREATE TABLE IF NOT EXISTS ${name}\n(\n    ts DateTime\n)\n${of}`;
  expect(replicated.statements(table('hive.events', engine))[0]).toBe(table('hive_local.events', expected));
});

test('a table without a sharding key stops the migration that makes it', () => {
  expect(() => sharded.statements('CREATE TABLE IF NOT EXISTS hive.news (a String) ENGINE = Null')).toThrow(
    'The table hive.news has no sharding key yet: add it to sharding-keys.ts.',
  );
});

describe('the whole schema', () => {
  let database: TestDatabase;
  let client: ClickHouseClient;
  beforeAll(async () => {
    database = await startTestDatabase();
    client = createAdmin(database.url, database.admin);
  });
  afterAll(async () => {
    await client.close();
    await database.stop();
  });
  const rows = async (query: string): Promise<readonly unknown[]> =>
    (await client.query({ query, format: 'JSONCompactEachRow' })).json();

  test.each([
    ['sharded', sharded],
    ['replicated', replicated],
  ] as const)('is understood by ClickHouse as it is %s, statement by statement', async (_, layout) => {
    const { migrations, views } = await readSchema();
    const all = [...migrations, ...views].flatMap(({ sql }) => statements(sql)).flatMap(layout.statements);
    expect(all.length).toBeGreaterThan(60);
    for (const query of all) {
      const answer = await client.query({ query: `EXPLAIN AST ${query}`, format: 'TabSeparated' });
      expect(await answer.text()).toMatch(/^(Create|Insert|Alter|Drop|Select|Truncate)/);
    }
    const engines = all.flatMap((query) => /^ENGINE = (\w+MergeTree)/m.exec(query)?.[1] ?? []);
    expect(engines.filter((engine) => engine.startsWith('Replicated'))).toHaveLength(
      layout === replicated ? engines.length : 0,
    );
  });

  test('has a sharding key, or none on purpose, for each table that holds rows', async () => {
    const tables = await rows(
      "SELECT name FROM system.tables WHERE database = 'hive' AND NOT endsWith(engine, 'View') AND name != 'migrations' ORDER BY name",
    );
    const { migrations } = await readSchema();
    const gone = migrations.flatMap(({ sql }) =>
      [...sql.matchAll(/^DROP TABLE IF EXISTS hive\.(\w+)/gm)].map(([, name]) => name ?? ''),
    );
    expect([...tables.map(String), ...gone].sort()).toEqual([...SHARDING_KEYS.keys()].sort());
  });

  test('has sharding keys of columns that all copies of a row share', async () => {
    const sortingKeys = new Map(
      (await rows("SELECT name, sorting_key FROM system.tables WHERE database = 'hive'")) as [string, string][],
    );
    for (const [table, key] of SHARDING_KEYS) {
      const sorted = sortingKeys.get(table) ?? '';
      // A table that keeps no rows is sorted by nothing. All copies of an event are of one agent, if not sorted by it.
      if (sorted === '' || table === 'events') continue;
      const columns = key?.match(/(?<=[(\s])\w+/g) ?? [];
      expect([table, columns.filter((column) => !sorted.includes(column))]).toEqual([table, []]);
    }
  });
});

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, ClickHouseLogLevel, type ClickHouseClient } from '@clickhouse/client';
import { startBridge } from '../bridge/src/bridge.js';
import { configFrom } from '../bridge/src/config.js';
import { startTestCluster, type TestCluster } from '../clickhouse/test/cluster.js';
import { ROOT } from './read-files.js';

// A ClickHouse of the user's, with the file that makes HiveBoard's reader among its users.

const FILE = join(ROOT, 'provisioning', 'clickhouse', 'reader.xml');
const PASSWORD = 'of the reader';

/** Calls of so many models that a sum for each takes more than 16 MB. */
const CALLS = `INSERT INTO hive.llm_call_log (tenant, ts, event_id, received_at, agent_id, model, cost_source)
SELECT 'default', now64(3) - toIntervalSecond(number % 3000), generateUUIDv4(), now64(3), toString(number),
  concat('model ', toString(number)), 'unpriced'
FROM numbers(200000)`;

let servers: TestCluster;
let admin: ClickHouseClient;
let reader: ClickHouseClient;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hive-reader-'));
  process.env['HIVE_READER_PASSWORD'] = PASSWORD;
  servers = await startTestCluster(1, { users: readFileSync(FILE, 'utf8') });
  const url = servers.urls[0] ?? '';
  const quietly = { url, log: { level: ClickHouseLogLevel.OFF } };
  admin = createClient({ ...quietly, ...servers.admin });
  reader = createClient({ ...quietly, username: 'hive_reader', password: PASSWORD });
  await (await bridgeWith({})).close();
  await admin.command({ query: CALLS });
  await admin.command({ query: 'CREATE DATABASE secrets' });
  await admin.command({ query: 'CREATE TABLE secrets.of_others ENGINE = MergeTree ORDER BY a AS SELECT 1 AS a' });
});
afterAll(async () => {
  delete process.env['HIVE_READER_PASSWORD'];
  await Promise.all([admin, reader].map((client) => client.close()));
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A bridge that asks through the reader. */
function bridgeWith(environment: Readonly<Record<string, string>>): ReturnType<typeof startBridge> {
  const config = configFrom({
    CLICKHOUSE_URL: servers.urls[0],
    CLICKHOUSE_USER: servers.admin.username,
    CLICKHOUSE_PASSWORD: servers.admin.password,
    CLICKHOUSE_READER_USER: 'hive_reader',
    CLICKHOUSE_READER_PASSWORD: PASSWORD,
    HIVE_SPOOL_DIR: folder,
    ...environment,
  });
  return startBridge({ ...config, port: 0 }, { log: { error: () => undefined } });
}

test.each([
  ['readonly', 2],
  ['max_execution_time', 10],
  ['max_memory_usage', 2 * 1024 ** 3],
  ['analyzer_inline_views', true],
  ['optimize_and_compare_chain', false],
])('its questions are asked with %s = %s', async (setting, expected) => {
  const query = `SELECT getSetting('${setting}') AS value`;
  const answer = await reader.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  expect(await answer.json()).toEqual([{ value: expected }]);
});

test.each([
  ['a row', 'INSERT INTO hive.retention_changes SELECT now64(6), 1, 2', 'Not enough privileges'],
  ['a table', 'CREATE TABLE hive.mine (a UInt8) ENGINE = MergeTree ORDER BY a', 'Not enough privileges'],
  ['a change of a table', 'ALTER TABLE hive.events DELETE WHERE 1', 'Not enough privileges'],
  ['the end of a table', 'DROP TABLE hive.events', 'Not enough privileges'],
  ['more rights', 'SELECT 1 SETTINGS readonly = 0', "Cannot modify 'readonly' setting in readonly mode"],
  ['what is of others', 'SELECT * FROM secrets.of_others', 'Not enough privileges'],
])('it is refused %s', async (_, query, refusal) => {
  await expect(reader.command({ query })).rejects.toThrow(refusal);
});

test('it is nobody without its password', async () => {
  const stranger = createClient({
    url: servers.urls[0] ?? '',
    username: 'hive_reader',
    password: '',
    log: { level: ClickHouseLogLevel.OFF },
  });
  await expect(stranger.query({ query: 'SELECT 1' })).rejects.toThrow('Authentication failed');
  await stranger.close();
});

test('a question of its own that takes longer than it may is ended', async () => {
  const asleep =
    'SELECT sleepEachRow(1) FROM hive.llm_call_log SETTINGS max_block_size = 1, max_threads = 1 FORMAT Null';
  await expect(reader.command({ query: asleep })).rejects.toMatchObject({ type: 'TIMEOUT_EXCEEDED' });
});

test('it may ask with less than that, as a bridge does, whose question is then refused in words', async () => {
  const asked = async (environment: Readonly<Record<string, string>>): Promise<readonly unknown[]> => {
    const bridge = await bridgeWith({ HIVE_QUERY_SECONDS: '60', ...environment });
    try {
      const answer = await fetch(`${bridge.url}/v1/unpriced-models`);
      return [answer.status, ((await answer.json()) as { readonly error?: string }).error];
    } finally {
      await bridge.close();
    }
  };
  expect(await asked({})).toEqual([200, undefined]);
  expect(await asked({ HIVE_QUERY_MEMORY_MB: '16' })).toEqual([400, 'query_too_expensive']);
});

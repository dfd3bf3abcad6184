import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import { createAdmin } from '../../clickhouse/src/clients.js';
import { SHARDING_KEYS } from '../../clickhouse/src/sharding-keys.js';
import { startTestCluster, type TestCluster } from '../../clickhouse/test/cluster.js';
import { ROUTES } from '../src/api/routes.js';
import { startBridge, type Bridge } from '../src/bridge.js';
import { noteEndings } from '../src/rollups/note-endings.js';
import { reckon } from '../src/rollups/reckon.js';
import { oneOfEverything } from './one-of-everything.js';
import { otlp } from './test-bridge.js';

// What docs/scaling.md says of more shards, done: one shard becomes two, and every answer stays what it was.

const HOUR = 3_600_000;
const NOW = Math.floor(Date.now() / 1000) * 1000;
const AGENTS = [0, 1, 2, 3, 4];

interface Side {
  readonly cluster: TestCluster;
  readonly admin: ClickHouseClient;
  readonly database: Database;
  readonly bridge: Bridge;
}

let folder: string;
let before: Side;
let after: Side;

async function open(name: string, shards: number): Promise<Side> {
  const cluster = await startTestCluster(shards);
  const database = await openDatabase(cluster.through(0));
  const bridge = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder: join(folder, name), maxBytes: 64 * 1024 * 1024 },
      keys: [],
      maxBodyBytes: 4 * 1024 * 1024,
    },
    { database, log: { error: () => undefined }, clock: () => NOW },
  );
  return { cluster, admin: createAdmin(cluster.urls[0] ?? '', cluster.admin), database, bridge };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hive-more-shards-'));
  [before, after] = await Promise.all([open('before', 1), open('after', 2)]);
});
afterAll(async () => {
  for (const { bridge, database, admin, cluster } of [before, after]) {
    await bridge.close();
    await Promise.all([database.close(), admin.close()]);
    await cluster.stop();
  }
  await rm(folder, { recursive: true, force: true });
});

async function tell({ bridge }: Side, agent: number): Promise<void> {
  const suffix = `-${agent}`;
  // Two of them in one hour, which is added up: half of its calls will be gone.
  const start = NOW - (agent < 2 ? 72 : agent) * HOUR;
  const spans = oneOfEverything({ word: 'word', times: 2, start, suffix, series: `0198c2a${agent}` });
  const answer = await fetch(`${bridge.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(otlp(spans)),
  });
  expect(answer.status).toBe(200);
}

async function addUp({ database }: Side): Promise<void> {
  const forever = new AbortController().signal;
  await reckon(database.writer, forever);
  await noteEndings(database.writer, forever);
}

const PERIOD = `since=${NOW - 96 * HOUR}&until=${NOW + HOUR}`;
/** Every route of the API, of an agent whose events are there and of one whose events are not. */
const QUESTIONS = AGENTS.slice(0, 2).flatMap((agent) =>
  ROUTES.map(({ path, parameters }) => {
    const id = path.startsWith('/v1/agents/') ? `agent-${agent}` : `done-${agent}`;
    return `${path.replace('{id}', id)}${'since' in parameters.shape ? `?${PERIOD}` : ''}`;
  }),
);

/** As text, without how long it has been, which changes by itself. */
async function answers({ bridge }: Side): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const path of QUESTIONS) {
    const response = await fetch(`${bridge.url}${path}`);
    const text = await response.text();
    const body: unknown = JSON.parse(text, (name, value: unknown) => (/_(ms|seconds)$/.test(name) ? 0 : value));
    found.push({ path, status: response.status, body });
  }
  return found;
}

const page = readFileSync(join(__dirname, '../../docs/scaling.md'), 'utf8');
/** What the page says of each table that is to be copied, in its order. */
const KEYS = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*).* \| `([^`]+)` +\|$/gm)].flatMap(([, names = '', key = '']) =>
  [...names.matchAll(/\w+/g)].map(([table]) => ({ table, key })),
);
const COPY = /```sql\n([^`]+)```/.exec(page)?.[1] ?? '';
const TRUNCATE = /`(TRUNCATE TABLE [\w.]+)`/.exec(page)?.[1] ?? '';

/** Copies everything as the page says. */
async function copy(): Promise<void> {
  const ports = await before.admin.query({
    query: "SELECT toString(port) AS port FROM system.clusters WHERE cluster = 'hive'",
    format: 'JSONEachRow',
  });
  const [{ port } = { port: '' }] = await ports.json<{ port: string }>();
  const { username, password } = before.cluster.admin;
  for (const { table, key } of KEYS) {
    if (TRUNCATE.endsWith(table)) await emptyEverywhere();
    const query = [
      ['<table>', table],
      ['<key>', key],
      ['<new cluster>', 'hive'],
      ['<old server>', `127.0.0.1:${port}`],
      ['<user>', username],
      ['<password>', password],
    ].reduce((sql, [blank = '', text = '']) => sql.replaceAll(blank, text), COPY);
    await after.admin.command({ query });
  }
}

async function emptyEverywhere(): Promise<void> {
  for (const url of after.cluster.urls) {
    const admin = createAdmin(url, after.cluster.admin);
    await admin.command({ query: TRUNCATE });
    await admin.close();
  }
}

/** What is made of other tables that are copied and live as long. */
const FOLLOWING = new Set([
  'agent_runs',
  'ended_runs',
  'open_runs',
  'run_endings',
  'heartbeats',
  'otel_traces_trace_id_ts',
  // What was told to older versions is elsewhere by now.
  'llm_calls',
  'migrations',
]);

test('the page names every table that has to be copied, with the key by which its rows lie', async () => {
  const answer = await after.admin.query({
    query: "SELECT name FROM system.tables WHERE database = 'hive_local' AND endsWith(engine, 'MergeTree')",
    format: 'JSONEachRow',
  });
  const names = (await answer.json<{ name: string }>()).map(({ name }) => name);
  expect(KEYS.map(({ table }) => table).sort()).toEqual(names.filter((name) => !FOLLOWING.has(name)).sort());
  for (const { table, key } of KEYS) expect([table, SHARDING_KEYS.get(table) ?? key]).toEqual([table, key]);
});

test('one shard becomes two, and every answer stays what it was, also when all of it is told again', async () => {
  for (const agent of AGENTS) await tell(before, agent);
  await addUp(before);
  // What one agent did is so long ago that its events and calls are gone.
  for (const table of ['events', 'llm_call_log']) {
    await before.admin.command({
      query: `ALTER TABLE hive_local.${table} DELETE WHERE agent_id = 'agent-0' SETTINGS mutations_sync = 2`,
    });
  }
  const expected = await answers(before);
  await copy();
  expect(await answers(after)).toEqual(expected);
  await addUp(after);
  expect(await answers(after)).toEqual(expected);
  for (const agent of AGENTS.slice(1)) await Promise.all([before, after].map((side) => tell(side, agent)));
  expect(await answers(after)).toEqual(await answers(before));
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import {
  migrate,
  openDatabase,
  readSchema,
  startEmbeddedServer,
  type Database,
  type SpendColumn,
} from '@hiveboard/clickhouse';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { statements } from '../../clickhouse/src/statements.js';
import { decodeJson } from '../src/decode/json.js';
import { normalise } from '../src/normalise/normalise.js';
import { createReader } from '../src/query/reader.js';
import { askSpend } from '../src/query/ask-spend.js';
import { rowsOf } from '../src/rows/rows.js';
import { blocksOf, type Block } from '../src/store/block.js';
import { sendBlocks } from '../src/store/insert.js';
import { callRow, insertCalls } from './call-rows.js';
import { oneOfEverything } from './one-of-everything.js';
import { otlp, type SentSpan } from './test-bridge.js';

/** The last version whose tables were not yet made for what is asked. */
const OLD = '0020';
const NOW = Date.now();
const tenant = 'default';

/** An agent whose only run failed while it waited for somebody. */
const quitter = (suffix: string, series: string): SentSpan => ({
  name: 'invoke_agent quitter',
  traceId: '3'.repeat(32),
  start: NOW - 60_000,
  end: NOW - 50_000,
  error: 'nobody answered',
  attributes: {
    'hive.record': 'task',
    'hive.agent.id': `quitter${suffix}`,
    'hive.task.id': `quit${suffix}`,
    'hive.task.run_id': `quit-run${suffix}`,
  },
  events: [
    {
      name: 'hive.approval_requested',
      at: NOW - 55_000,
      attributes: {
        'hive.event.id': `${series}-5b7e-7000-8000-00000000ffff`,
        'hive.event.kind': 'approval_requested',
        'hive.approval.approver': 'finance',
      },
    },
  ],
});

/** What a request of two agents becomes, a block a table. */
function blocksOfAgents(suffix: string, series: string): readonly Block[] {
  const one = oneOfEverything({ word: 'word', times: 2, start: NOW - 60_000, suffix, series });
  const spans = [...one, quitter(suffix, series)];
  const decoded = decodeJson(Buffer.from(JSON.stringify(otlp(spans))));
  const arrival = { tenant, receivedAt: NOW };
  return blocksOf(rowsOf(normalise(decoded.spans, NOW), arrival), arrival);
}

/** The same as a bridge of the old version inserts it. */
const asBefore = (blocks: readonly Block[]): readonly Block[] =>
  blocks.map((block) => ({ ...block, statement: block.statement.replace('hive.llm_call_log ', 'hive.llm_calls ') }));

async function insert(client: ClickHouseClient, blocks: readonly Block[]): Promise<void> {
  for (const block of blocks) await sendBlocks([block], { client, signal: new AbortController().signal });
}

const DAY = 24 * 3_600_000;
/** A day whose calls have long expired. */
const LONG_AGO = Math.floor(NOW / DAY) * DAY - 200 * DAY;
/** Three calls of that day's first hour as the old version has added them up: two of one agent, one of which has no price. */
const SUMS_OF_OLD = [
  `INSERT INTO hive.llm_call_inserts (tenant, hour, inserts) SELECT 'elder', toDateTime(${LONG_AGO / 1000}), 3`,
  ...[
    ['llm_cost_hours', 'hour', `toDateTime(${LONG_AGO / 1000})`],
    ['llm_cost_days', 'day', `toDate(toDateTime(${LONG_AGO / 1000}))`],
  ].map(
    ([
      table,
      start,
      at,
    ]) => `INSERT INTO hive.${table} (tenant, ${start}, version, spend.agent_id, spend.model, spend.provider, spend.project,
       spend.environment, spend.group_name, spend.task_type, spend.cost_source, spend.calls, spend.failed_calls, spend.tokens_in, spend.tokens_out,
       spend.cache_read_tokens, spend.cache_write_tokens, spend.reasoning_tokens, spend.cost, spend.input_cost, spend.split_cost, spend.split_calls,
       spend.duration_us, spend.timed_calls)
     SELECT 'elder', ${at}, 3, ['ann', 'ann', 'bea'], ['m', 'm', 'n'], ['p', 'p', 'p'], ['', '', ''], ['', '', ''], ['', '', ''], ['', '', ''],
       ['reported', 'unpriced', 'list'], [1, 1, 1], [0, 1, 0], [10, 20, 30], [1, 2, 3], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0.5, 0, 0.25],
       [0, 0, 0.1], [0, 0, 0.25], [0, 0, 1], [0, 0, 7], [0, 0, 1]`,
  ),
];

/** A database of the old version that has been written to, and then was opened by this one. */
async function upgraded(dataDir: string, blocks: readonly Block[]): Promise<Database> {
  const server = await startEmbeddedServer({ dataDir });
  const admin = createClient({ url: server.url, ...server.users.admin });
  const { migrations } = await readSchema();
  const before = migrations.filter(({ name }) => name < OLD);
  const { error } = await migrate([{ url: server.url, client: admin }], { migrations: before, views: [] });
  if (error !== undefined) throw error;
  await insert(admin, asBefore(blocks));
  for (const query of SUMS_OF_OLD) await admin.command({ query });
  await admin.close();
  await server.stop();
  return openDatabase({ kind: 'embedded', dataDir });
}

/** Runs what is new once more, as a process does that did not see another one finish. */
async function runAgain({ url, server }: Database): Promise<void> {
  if (server === undefined) throw new Error('An embedded database has a server.');
  const admin = createClient({ url, ...server.users.admin });
  const { migrations, views } = await readSchema();
  const since = migrations.filter(({ name }) => name > OLD);
  for (const query of [...since, ...views].flatMap(({ sql }) => statements(sql))) await admin.command({ query });
  await admin.close();
}

/** Questions that are answered out of tables that were added since. */
const QUESTIONS: readonly (readonly [what: string, sql: string])[] = [
  [
    'how agents stand',
    `SELECT agent_id, status, has_failed, current_task_id, current_project, pending_approvals, waiting_task_id, approver
     FROM hive.agents ORDER BY agent_id`,
  ],
  [
    'which runs are alive',
    'SELECT agent_id, run, task_id, task_run_id, project, started_at FROM hive.alive_runs ORDER BY run',
  ],
  ['how runs ended', 'SELECT agent_id, run, ended_at, outcome, duration_ms FROM hive.endings(since = 0) ORDER BY run'],
  [
    'what the last hour of agents was like',
    'SELECT agent_id, completed, failed, arraySum(beats) AS beats FROM hive.agent_hours ORDER BY agent_id',
  ],
  [
    'what people are asked for',
    `SELECT agent_id, task_id, project, task_type, environment, group_name, approver, status
     FROM hive.approval_requests ORDER BY agent_id, task_id`,
  ],
  [
    'between which moments runs lie',
    'SELECT task_id, task_run_id, first_moment, last_moment FROM hive.run_extents ORDER BY task_id, task_run_id',
  ],
  [
    'what calls cost',
    'SELECT event_id, agent_id, model, tokens_in, tokens_out, cost, cost_source FROM hive.calls ORDER BY toString(event_id)',
  ],
];

let folder: string;
let old: Database;
let fresh: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hive-upgrade-'));
  const [before, after] = [blocksOfAgents('-before', '0198c2a4'), blocksOfAgents('-after', '0198c2a5')];
  fresh = await startTestDatabase();
  await insert(fresh.writer, [...before, ...after]);
  old = await upgraded(folder, before);
  // A bridge of the old version goes on for a while beside the new one.
  await insert(old.writer, asBefore(after));
});
afterAll(async () => {
  await fresh.stop();
  await old.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = async ({ reader }: Database, query: string): Promise<readonly unknown[]> =>
  (await reader.query({ query, format: 'JSONCompactEachRow' })).json();

test.each(QUESTIONS)('a database of an older version tells %s as a new one does', async (_, sql) => {
  const expected = await ask(fresh, sql);
  expect(expected.length).toBeGreaterThan(1);
  expect(await ask(old, sql)).toEqual(expected);
});

test('it does so too when two processes have brought it up to date', async () => {
  await runAgain(old);
  for (const [what, sql] of QUESTIONS) expect([what, await ask(old, sql)]).toEqual([what, await ask(fresh, sql)]);
});

test.each<readonly [part: string, columns: readonly SpendColumn[], expected: readonly unknown[]]>([
  [
    'by model',
    ['model'],
    [
      { groups: ['m'], calls: 2, unpriced: 1, tokens: 33, reported: 0.5, estimated: 0, input: 0 },
      { groups: ['n'], calls: 1, unpriced: 0, tokens: 33, reported: 0, estimated: 0.25, input: 0.1 },
    ],
  ],
  [
    'by agent',
    ['agent_id'],
    [
      { groups: ['ann'], calls: 2, unpriced: 1, tokens: 33, reported: 0.5, estimated: 0, input: 0 },
      { groups: ['bea'], calls: 1, unpriced: 0, tokens: 33, reported: 0, estimated: 0.25, input: 0.1 },
    ],
  ],
  [
    'by everything',
    ['agent_id', 'model', 'cost_source'],
    [
      { groups: ['ann', 'm', 'reported'], calls: 1, unpriced: 0, tokens: 11, reported: 0.5, estimated: 0, input: 0 },
      { groups: ['ann', 'm', 'unpriced'], calls: 1, unpriced: 1, tokens: 22, reported: 0, estimated: 0, input: 0 },
      { groups: ['bea', 'n', 'list'], calls: 1, unpriced: 0, tokens: 33, reported: 0, estimated: 0.25, input: 0.1 },
    ],
  ],
])('sums that an older version made of calls that are gone are told %s', async (_, columns, expected) => {
  const reader = createReader(old.reader);
  // Out of hours, and out of days.
  for (const step of [3600, 86_400]) {
    const told = await askSpend<object>(reader, {
      tenant: 'elder',
      period: { since: LONG_AGO, until: LONG_AGO + DAY },
      step,
      columns: [
        ...columns,
        'calls',
        'unpriced_calls',
        'tokens_in',
        'tokens_out',
        'reported_cost',
        'estimated_cost',
        'input_cost',
      ],
      sqlOf: (
        source,
      ) => `SELECT [${columns.join(', ')}] AS groups, toUInt32(sum(calls)) AS calls, toUInt32(sum(unpriced_calls)) AS unpriced,
         toUInt32(sum(tokens_in + tokens_out)) AS tokens, toFloat64(sum(reported_cost)) AS reported,
         toFloat64(sum(estimated_cost)) AS estimated, toFloat64(sum(input_cost)) AS input
       FROM ${source}
       GROUP BY groups ORDER BY groups`,
      bindings: {},
    });
    expect([step, told]).toEqual([step, expected]);
  }
});

test('calls whose events are gone lie where their run does', async () => {
  const ofRun = { tenant: 'elder', task_id: 'gone', task_run_id: 'gone' };
  await insertCalls(old.writer, [callRow({ ...ofRun, ts: NOW - 2 * DAY }), callRow({ ...ofRun, ts: NOW })]);
  await runAgain(old);
  const lies = 'SELECT toUnixTimestamp64Milli(first_moment), toUnixTimestamp64Milli(last_moment) FROM hive.run_extents';
  expect(await ask(old, `${lies} WHERE tenant = 'elder'`)).toEqual([[NOW - 2 * DAY, NOW]]);
});

import { once } from 'node:events';
import { Readable } from 'node:stream';
import {
  WRITTEN_TABLES,
  encodeRows,
  eventsTable,
  insertStatement,
  llmCallsTable,
  type EventRow,
  type LlmCallRow,
} from '../src/index.js';
import { startTestDatabase, type TestDatabase } from './engine.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(async () => {
  await database.stop();
});

const rows = async <T>(query: string): Promise<readonly T[]> =>
  (
    await database.reader.query({
      query,
      format: 'JSONEachRow',
      clickhouse_settings: { date_time_output_format: 'iso' },
    })
  ).json<T>();

async function insert(statement: string, bytes: Buffer): Promise<void> {
  const { stream } = await database.writer.exec({ query: statement, values: Readable.from([bytes]) });
  stream.resume();
  await once(stream, 'end');
}

test.each(WRITTEN_TABLES.map((table) => [table.name, table] as const))(
  'the columns that %s is written with are its columns',
  async (name, table) => {
    const actual = await rows<{ name: string; type: string }>(
      `SELECT name, type FROM system.columns WHERE database = 'hive' AND table = '${name}' AND default_kind != 'MATERIALIZED' ORDER BY position`,
    );
    const columns: readonly [string, { readonly sql: string }][] = Object.entries(table.columns);
    expect(columns.map(([column, { sql }]) => ({ name: column, type: sql }))).toEqual(actual);
  },
);

test('every view answers on empty tables', async () => {
  const views = await rows<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = 'hive' AND engine = 'View'
       AND empty(parameterized_view_parameters) ORDER BY name`,
  );
  expect(views.map(({ name }) => name)).toEqual([
    'agent_hours',
    'agent_pipelines',
    'agent_projects',
    'agent_waits',
    'agents',
    'alive_runs',
    'approval_pairs',
    'approval_requests',
    'approvals',
    'asking_run_endings',
    'call_spend',
    'calls',
    'dirty_days',
    'dirty_hours',
    'issues',
    'kept',
    'last_hour_calls',
    'llm_cost_daily',
    'llm_cost_hourly',
    'plan_reports',
    'plan_revisions',
    'plans',
    'prices',
    'queues',
    'rollup_states',
    'run_extents',
    'runs',
    'schedule_items',
    'schedules',
    'tasks',
    'todos',
    'waiting_approvals',
  ]);
  const ofRun = `tenant = '', runs = [''], since = 0, until = toUnixTimestamp64Milli(now64(3))`;
  const perRun = ['run_actions', 'run_calls', 'run_counts', 'run_retries'];
  const spend = `spend(tenant = '', since = 0, until = toUnixTimestamp64Milli(now64(3)), step = 86400)`;
  const endings = 'endings(since = 0)';
  for (const name of [
    ...views.map(({ name }) => name),
    ...perRun.map((name) => `${name}(${ofRun}, hours = [])`),
    `run_step_spend(${ofRun})`,
    spend,
    endings,
  ]) {
    // How far back things are kept is known from the start.
    expect(await rows(`SELECT * FROM hive.${name}`)).toHaveLength(name === 'kept' ? 1 : 0);
  }
});

const at = Date.UTC(2026, 10, 21, 12, 0, 0, 123);
const event: EventRow = {
  tenant: 'default',
  ts: at,
  event_id: '0198c2a4-5b7e-7abc-8def-0123456789ab',
  received_at: at + 1,
  kind: 'custom',
  severity: 'info',
  status: '',
  agent_id: 'ünïcode 🐝',
  environment: 'production',
  group_name: 'default',
  project: '',
  task_id: "it's; -- \u0000",
  task_run_id: '',
  task_type: '',
  correlation_id: '',
  action_id: '',
  parent_action_id: '',
  trace_id: '',
  duration_ms: 0.5,
  summary: 'x'.repeat(20_000),
  tags: ['a', '', 'c'],
  data: '{"a":1}',
};

const call: LlmCallRow = {
  tenant: '',
  agent_id: '',
  environment: '',
  group_name: '',
  project: '',
  task_id: '',
  task_run_id: '',
  task_type: '',
  action_id: '',
  ts: at,
  event_id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  received_at: at,
  trace_id: '',
  dialect: 'hive',
  name: '',
  model: '',
  provider: '',
  tokens_in: Number.MAX_SAFE_INTEGER,
  tokens_out: 0,
  cache_read_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  cost: 0.000000001,
  cost_source: 'reported',
  price_version: '',
  input_cost: null,
  duration_ms: null,
  error_message: '',
  prompt_preview: '',
  response_preview: '',
  metadata: '',
  plan_step: 0,
  plan_revision: null,
  attempt: 1,
  session_id: '',
  user_id: '',
  service_tier: '',
};

test('an event comes back as it was written', async () => {
  await insert(insertStatement(eventsTable), encodeRows(eventsTable, [event]).bytes);
  expect(await rows('SELECT * FROM hive.events')).toEqual([
    { ...event, ts: '2026-11-21T12:00:00.123Z', received_at: '2026-11-21T12:00:00.124Z' },
  ]);
});

test.each([0, 0.000000001, 0.1, 123.456789012, 1e9])('%d dollars come back to the billionth', async (cost) => {
  const model = `costs-${cost}`;
  const { bytes } = encodeRows(llmCallsTable, [{ ...call, model, cost, input_cost: cost }]);
  await insert(insertStatement(llmCallsTable), bytes);
  expect(
    await rows(
      `SELECT cost, input_cost, tokens_in, tokens_out, cache_read_tokens FROM hive.llm_call_log WHERE model = '${model}'`,
    ),
  ).toEqual([
    {
      cost: Number(cost.toFixed(9)),
      input_cost: Number(cost.toFixed(9)),
      tokens_in: Number.MAX_SAFE_INTEGER,
      tokens_out: 0,
      cache_read_tokens: null,
    },
  ]);
});

import type { ClickHouseClient } from '@clickhouse/client';
import { startTestDatabase, type TestDatabase } from '../test/engine.js';
import { until } from '../test/until.js';
import { createAdmin } from './clients.js';
import { applyRetention, DEFAULT_RETENTION, type Retention } from './retention.js';

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
const run = (query: string) => client.command({ query });

/** The days that each table names, and each column. */
const kept = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await rows(
      `SELECT name, arrayStringConcat(extractAll(create_table_query, 'TTL ([^,)]+\\\\)?[^,)]*toIntervalDay\\\\(\\\\d+\\\\))'), ' | ')
       FROM system.tables WHERE database = 'hive' AND create_table_query LIKE '%toIntervalDay(%' AND engine LIKE '%MergeTree'`,
    )) as [string, string][],
  );
/** What is there for the sake of the moment alone is kept for no other time than its migration says. */
const ALWAYS = {
  heartbeats: 'bucket + toIntervalDay(2)',
  // What is inserted here is handed on at once.
  llm_calls:
    'toDateTime(ts) + toIntervalDay(14) | toDateTime(ts) + toIntervalDay(14) | toDateTime(ts) + toIntervalDay(1)',
  open_runs: 'toDateTime(last_received) + toIntervalDay(8)',
  run_endings: 'hour + toIntervalDay(92)',
};
const changes = () => rows('SELECT calls_days, hours_days FROM hive.retention_changes ORDER BY changed_at');
const settled = () =>
  until(
    'every change of a TTL has reached every part',
    async () => (await rows('SELECT count() FROM system.mutations WHERE NOT is_done'))[0]?.toString() === '0',
  );

/** Moments, so many days ago. */
const ago = (days: number): string => `now64(3, 'UTC') - toIntervalDay(${days})`;

test('what is wanted is there once it has been said, and then nothing is done', async () => {
  await applyRetention([client], DEFAULT_RETENTION);
  const before = await rows("SELECT name, metadata_modification_time FROM system.tables WHERE database = 'hive'");
  await applyRetention([client], DEFAULT_RETENTION);
  expect(await rows("SELECT name, metadata_modification_time FROM system.tables WHERE database = 'hive'")).toEqual(
    before,
  );
  expect(await changes()).toEqual([[90, 400]]);
  expect(await kept()).toEqual({
    ...ALWAYS,
    dead_letters: 'toDateTime(received_at) + toIntervalDay(90)',
    events: 'toDateTime(ts) + toIntervalDay(30)',
    llm_call_inserts: 'hour + toIntervalDay(400)',
    llm_call_log:
      'toDateTime(ts) + toIntervalDay(14) | toDateTime(ts) + toIntervalDay(14) | toDateTime(ts) + toIntervalDay(90)',
    llm_cost_hours: 'hour + toIntervalDay(400)',
    otel_traces: 'toDateTime(Timestamp) + toIntervalDay(7)',
    otel_traces_trace_id_ts: 'Start + toIntervalDay(7)',
    repricings: 'toDateTime(ts) + toIntervalDay(90)',
  });
});

test('many bridges that start at once make each table keep what is wanted', async () => {
  const wanted: Retention = { events: 3, calls: 6, previews: 2, hours: 50, spans: 1, deadLetters: 4 };
  await Promise.all(Array.from({ length: 6 }, () => applyRetention([client], wanted)));
  expect(await kept()).toEqual({
    ...ALWAYS,
    dead_letters: 'toDateTime(received_at) + toIntervalDay(4)',
    events: 'toDateTime(ts) + toIntervalDay(3)',
    llm_call_inserts: 'hour + toIntervalDay(50)',
    llm_call_log:
      'toDateTime(ts) + toIntervalDay(2) | toDateTime(ts) + toIntervalDay(2) | toDateTime(ts) + toIntervalDay(6)',
    llm_cost_hours: 'hour + toIntervalDay(50)',
    otel_traces: 'toDateTime(Timestamp) + toIntervalDay(1)',
    otel_traces_trace_id_ts: 'Start + toIntervalDay(1)',
    repricings: 'toDateTime(ts) + toIntervalDay(6)',
  });
  expect((await changes()).at(-1)).toEqual([6, 50]);
});

test('what has expired goes, previews before their calls; issues, to-dos, plans, approvals, runs and agents stay', async () => {
  await applyRetention([client], DEFAULT_RETENTION);
  await settled();
  // So that the rows are there before less is kept.
  for (const days of [1, 5, 8]) {
    await run(
      `INSERT INTO hive.llm_call_log (tenant, ts, event_id, agent_id, tokens_in, prompt_preview, response_preview)
       VALUES ('t', ${ago(days)}, generateUUIDv4(), 'a', ${days}, 'prompt', 'answer')`,
    );
    await run(
      `INSERT INTO hive.events (tenant, ts, event_id, kind, agent_id, task_id, task_run_id, data)
       SELECT 't', ${ago(days)}, generateUUIDv4(kind), kind, 'a', 'task', 'run-${days}',
         '{"issue_id":"i-${days}","todo_id":"t-${days}","title":"x","steps":[{"index":0,"description":"s"}]}'
       FROM (SELECT arrayJoin(['issue', 'todo', 'plan_created', 'approval_requested', 'queue_snapshot', 'custom']) AS kind)`,
    );
    await run(
      `INSERT INTO hive.task_registers (tenant, task_id, task_run_id, agent_id, started_at) VALUES ('t', 'task', 'run-${days}', 'a', ${ago(days)})`,
    );
    await run(
      `INSERT INTO hive.agent_registers (tenant, agent_id, first_seen) VALUES ('t', 'agent-${days}', ${ago(days)})`,
    );
  }
  await applyRetention([client], { ...DEFAULT_RETENTION, events: 3, calls: 6, previews: 2, hours: 50 });
  await settled();
  for (const table of ['events', 'llm_call_log', 'issue_log', 'todo_log', 'plan_log', 'human_log', 'agent_registers']) {
    await run(`OPTIMIZE TABLE hive.${table} FINAL`);
  }

  expect(await rows('SELECT toUInt32(tokens_in), prompt_preview, response_preview FROM hive.calls ORDER BY 1')).toEqual(
    [
      [1, 'prompt', 'answer'],
      [5, '', ''],
    ],
  );
  expect(await rows('SELECT task_run_id, toUInt32(count()) FROM hive.events GROUP BY 1')).toEqual([['run-1', 6]]);
  const count = async (view: string) => (await rows(`SELECT toUInt32(count()) FROM hive.${view}`))[0];
  expect(
    Object.fromEntries(
      await Promise.all(
        ['issues', 'todos', 'plans', 'approvals', 'tasks', 'queues', 'agents'].map(
          async (view) => [view, await count(view)] as const,
        ),
      ),
    ),
  ).toEqual({ issues: [3], todos: [3], plans: [3], approvals: [3], tasks: [3], queues: [1], agents: [3] });
});

test('more days hold for what is stored already and has not expired yet', async () => {
  await applyRetention([client], { ...DEFAULT_RETENTION, events: 3 });
  await run(
    `INSERT INTO hive.events (tenant, ts, event_id, kind) VALUES ('more', ${ago(2)}, generateUUIDv4(), 'custom')`,
  );
  const expires = async () =>
    (
      await rows(
        `SELECT dateDiff('day', now(), max(delete_ttl_info_max)) FROM system.parts WHERE active AND database = 'hive' AND table = 'events' AND partition = toString(toDate(${ago(2)}))`,
      )
    )[0];
  expect(await expires()).toEqual([1]);
  await applyRetention([client], { ...DEFAULT_RETENTION, events: 100 });
  await settled();
  expect(await expires()).toEqual([98]);
});

describe('how far back hours can be added up', () => {
  const hoursAgo = async (column: 'calls_from' | 'hours_from') =>
    (await rows(`SELECT dateDiff('hour', ${column}, now('UTC')) FROM hive.kept`))[0];
  const DAY = 24;

  test.each<readonly [what: string, changes: readonly (readonly [daysAgo: number, calls: number])[], hours: number]>([
    ['as long as calls are kept, less two hours', [[5000, 90]], 90 * DAY - 2],
    [
      'as long as they are kept since fewer days are',
      [
        [5000, 90],
        [10, 30],
      ],
      30 * DAY - 2,
    ],
    [
      'no further than it could when fewer days were kept',
      [
        [5000, 30],
        [0, 90],
      ],
      30 * DAY - 2,
    ],
    [
      'further, day by day, from when more days are kept',
      [
        [5000, 30],
        [50, 90],
      ],
      49 * DAY - 2,
    ],
    [
      'as long as they are kept, once that was always so for them',
      [
        [5000, 30],
        [200, 90],
      ],
      90 * DAY - 2,
    ],
    [
      'no further than what was kept for a moment',
      [
        [5000, 90],
        [1, 7],
        [1, 90],
      ],
      7 * DAY - 2,
    ],
  ])('is %s', async (_, history, hours) => {
    await run('TRUNCATE TABLE hive.retention_changes');
    for (const [index, [days, calls]] of history.entries()) {
      await run(
        `INSERT INTO hive.retention_changes SELECT now64(6) - toIntervalDay(${days}) + toIntervalMicrosecond(${index}), ${calls}, ${calls + 7}`,
      );
    }
    expect(await hoursAgo('calls_from')).toEqual([hours]);
  });

  test('holds from the moment at which fewer days are wanted, be ClickHouse ever so slow to follow', async () => {
    await run('TRUNCATE TABLE hive.retention_changes');
    await run('INSERT INTO hive.retention_changes SELECT 0, 90, 400');
    await applyRetention([client], DEFAULT_RETENTION);
    await applyRetention([client], { ...DEFAULT_RETENTION, calls: 20, hours: 60 });
    expect([await hoursAgo('calls_from'), await hoursAgo('hours_from')]).toEqual([[20 * DAY - 2], [60 * DAY - 2]]);
    await applyRetention([client], DEFAULT_RETENTION);
    expect([await hoursAgo('calls_from'), await hoursAgo('hours_from')]).toEqual([[20 * DAY - 2], [60 * DAY - 2]]);
  });
});

import type { ApiError, CallMetrics, EventMetrics, RunMetrics } from '@hiveboard/sdk/contract';
import { callRow, insertCalls } from './call-rows.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const HOUR = 3_600_000;
/** The beginning of an hour that is over. */
const T0 = Math.floor(Date.now() / HOUR) * HOUR - 4 * HOUR;

/** A run as a test tells it: when it began and how long it took, in minutes after T0, unless it still runs. */
interface Told {
  readonly agent: string;
  readonly begins: number;
  readonly takes?: number;
  readonly error?: string;
  readonly type?: string;
  readonly says?: string;
}
const RUNS: readonly Told[] = [
  { agent: 'ada', begins: 0, takes: 1, type: 'refund' },
  { agent: 'ada', begins: 1, takes: 2, type: 'order' },
  { agent: 'ada', begins: 61, takes: 10, type: 'order' },
  { agent: 'ada', begins: 62, takes: 100, type: 'order', error: 'out of stock' },
  { agent: 'bob', begins: 3, takes: 4, type: 'refund' },
  { agent: 'bob', begins: 4, type: 'refund', says: 'approval_requested' },
  { agent: 'cy', begins: 5, takes: 0, error: 'no key' },
  // In the two hours before.
  { agent: 'ada', begins: -60, takes: 30 },
  { agent: 'dan', begins: -1, takes: 1 },
];

let count = 0;
const eventOf = (kind: string, at: number) => ({
  name: `hive.${kind}`,
  at,
  attributes: {
    'hive.event.id': `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`,
    'hive.event.kind': kind,
  },
});

function spanOf({ agent, begins, takes, error, type, says }: Told, index: number): SentSpan {
  const start = T0 + begins * 60_000;
  const progress = { 'hive.record': 'progress', 'hive.progress.start_time_ms': start };
  return {
    traceId: (index + 1).toString(16).padStart(32, '0'),
    start,
    end: start + (takes ?? 0) * 60_000,
    ...(error === undefined ? {} : { error }),
    attributes: {
      'hive.agent.id': agent,
      'hive.task.id': `task-${index}`,
      'hive.task.run_id': `run-${index}`,
      ...(type === undefined ? {} : { 'hive.task.type': type }),
      ...(takes === undefined ? progress : { 'hive.record': 'task' }),
    },
    events: says === undefined ? [] : [eventOf(says, start + 1000)],
  };
}

const SENT = otlp(RUNS.map(spanOf), { 'service.name': 'x', 'deployment.environment.name': 'production' });

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  await hive.send(SENT);
  const staging = { 'service.name': 'x', 'deployment.environment.name': 'staging', 'hive.group': 'night' };
  await hive.send(otlp([spanOf({ agent: 'eve', begins: 6, takes: 5 }, 99)], staging));
});
afterAll(async () => {
  await hive.stop();
});

const PERIOD = `since=${T0}&until=${T0 + 2 * HOUR}`;
async function ask<T>(query: string): Promise<T> {
  const path = `/v1/metrics?${PERIOD}&${query}`;
  const { status, body } = await hive.ask<T>(path);
  expect({ path, status, body }).toMatchObject({ path, status: 200 });
  return body;
}
const at = (minutes: number): string => new Date(T0 + minutes * 60_000).toISOString();

const nothing = {
  tasks: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  waiting: 0,
  escalated: 0,
  processing: 0,
  stuck: 0,
  success_rate: null,
  avg_duration_ms: null,
  p50_duration_ms: null,
  p95_duration_ms: null,
};
/** Durations in minutes, as the API tells them. */
const took = (avg: number, p50: number, p95: number) => ({
  avg_duration_ms: avg * 60_000,
  p50_duration_ms: p50 * 60_000,
  p95_duration_ms: p95 * 60_000,
});

test('tasks are counted by how they stand, by agent and over time, beside the period before', async () => {
  const ada = { ...nothing, tasks: 4, completed: 3, failed: 1, success_rate: 0.75 };
  const bob = { ...nothing, tasks: 2, completed: 1, waiting: 1, success_rate: 1, ...took(4, 4, 4) };
  const cy = { ...nothing, tasks: 1, failed: 1, success_rate: 0 };
  const named = (agent: string) => ({ group: agent, keys: { agent_id: agent } });
  const answer = await ask<RunMetrics>(
    'metric=tasks&group_by=agent&interval=1h&compare=previous&environment=production',
  );
  const { p95_duration_ms: slowest } = answer.groups[0] ?? nothing;
  expect(slowest).toBeCloseTo(9.2 * 60_000, 6);
  expect(answer).toEqual({
    metric: 'tasks',
    group_by: 'agent_id',
    since: at(0),
    until: at(120),
    interval_seconds: 3600,
    summary: {
      value: 7,
      ...nothing,
      tasks: 7,
      completed: 4,
      failed: 2,
      waiting: 1,
      success_rate: 4 / 6,
      ...took(17 / 4, 3, 0),
      p95_duration_ms: expect.closeTo(9.1 * 60_000, 6) as number,
    },
    previous: {
      since: at(-120),
      until: at(0),
      value: 2,
      ...nothing,
      tasks: 2,
      completed: 2,
      success_rate: 1,
      ...took(15.5, 15.5, 0),
      p95_duration_ms: expect.closeTo(28.55 * 60_000, 6) as number,
    },
    groups: [
      {
        ...named('ada'),
        value: 4,
        ...ada,
        ...took(0, 2, 0),
        avg_duration_ms: 260_000,
        p95_duration_ms: slowest,
        previous_value: 1,
      },
      { ...named('bob'), value: 2, ...bob, previous_value: 0 },
      { ...named('cy'), value: 1, ...cy, previous_value: 0 },
    ],
    other: null,
    timeseries: [
      {
        timestamp: at(0),
        ...named('ada'),
        value: 2,
        ...nothing,
        tasks: 2,
        completed: 2,
        success_rate: 1,
        ...took(1.5, 1.5, 1.95),
      },
      { timestamp: at(0), ...named('bob'), value: 2, ...bob },
      { timestamp: at(0), ...named('cy'), value: 1, ...cy },
      {
        timestamp: at(60),
        ...named('ada'),
        value: 2,
        ...nothing,
        tasks: 2,
        completed: 1,
        failed: 1,
        success_rate: 0.5,
        ...took(10, 10, 10),
      },
    ],
  });
});

test('durations are those of completed runs, the longest first, and of none where none has completed', async () => {
  const answer = await ask<RunMetrics>('metric=duration&group_by=task_type,agent_id&compare=previous');
  expect(answer.groups.map(({ group, keys, value, previous_value }) => [group, keys, value, previous_value])).toEqual([
    ['order · ada', { task_type: 'order', agent_id: 'ada' }, 6 * 60_000, null],
    [' · eve', { task_type: '', agent_id: 'eve' }, 5 * 60_000, null],
    ['refund · bob', { task_type: 'refund', agent_id: 'bob' }, 4 * 60_000, null],
    ['refund · ada', { task_type: 'refund', agent_id: 'ada' }, 60_000, null],
    [' · cy', { task_type: '', agent_id: 'cy' }, null, null],
  ]);
  expect([answer.summary.value, answer.previous?.value]).toEqual([(22 / 5) * 60_000, 15.5 * 60_000]);
});

test('groups beyond the limit are told together, also over time', async () => {
  const answer = await ask<RunMetrics>('metric=tasks&group_by=agent_id&limit=1&interval=1h');
  expect(answer.groups.map(({ group, tasks }) => [group, tasks])).toEqual([['ada', 4]]);
  expect(answer.other).toMatchObject({
    groups: 3,
    value: 4,
    tasks: 4,
    completed: 2,
    failed: 1,
    ...took(4.5, 4.5, 4.95),
  });
  expect(answer.timeseries.map(({ timestamp, group, tasks }) => [timestamp, group, tasks])).toEqual([
    [at(0), 'ada', 2],
    [at(0), null, 4],
    [at(60), 'ada', 2],
  ]);
});

test('a period in which nothing happened has sums of nothing, and means of none', async () => {
  const empty = { groups: [], other: null, timeseries: [] };
  const quiet = `since=${T0 + 24 * HOUR}&until=${T0 + 25 * HOUR}&compare=previous&group_by=agent_id`;
  const asked = async (metric: string) => (await hive.ask(`/v1/metrics?${quiet}&metric=${metric}`)).body;
  expect(await asked('duration')).toMatchObject({ summary: { value: null, ...nothing }, ...empty });
  expect(await asked('events')).toMatchObject({ summary: { value: 0, events: 0, warnings: 0, errors: 0 }, ...empty });
  expect(await asked('cost')).toMatchObject({
    summary: { value: 0, calls: 0, cost: 0, estimated_cost: 0, input_cost: null, output_cost: null },
    previous: { value: 0, calls: 0 },
    ...empty,
  });
});

test('events are counted by kind and by severity, each once', async () => {
  await hive.send(SENT);
  const { groups, summary } = await ask<EventMetrics>('metric=events&group_by=kind&environment=production');
  expect(groups.map(({ group, value, errors }) => [group, value, errors])).toEqual([
    ['task_started', 7, 0],
    ['task_completed', 5, 0],
    ['approval_requested', 1, 0],
    ['task_failed', 1, 1],
  ]);
  expect(summary).toEqual({ value: 14, events: 14, warnings: 0, errors: 1 });
  const failed = await ask<EventMetrics>('metric=events&group_by=agent_id,severity&kind=task_failed');
  expect(failed.groups.map(({ group, value }) => [group, value])).toEqual([['cy · error', 1]]);
});

test.each([
  ['task_type', 'refund', 3],
  ['agent_id', 'bob', 2],
  ['environment', 'staging', 1],
  ['group', 'night', 1],
])('tasks are counted by %s alone', async (filter, value, expected) => {
  expect((await ask<RunMetrics>(`metric=tasks&${filter}=${value}`)).summary.tasks).toBe(expected);
});

test('groups of calls beyond twenty have no buckets of their own, and are told together', async () => {
  const environment = 'many';
  await insertCalls(
    hive.database.writer,
    Array.from({ length: 30 }, (_, index) =>
      callRow({ ts: T0 + 1, environment, model: `model-${String(index).padStart(2, '0')}`, cost: 30 - index }),
    ),
  );
  const { groups, other, timeseries } = await ask<CallMetrics>(`group_by=model&environment=${environment}`);
  expect([groups.length, other]).toEqual([30, null]);
  expect(timeseries.map(({ group, cost }) => [group, cost])).toEqual(
    [...groups.slice(0, 20).map(({ group, cost }) => [group, cost]), [null, 55]].sort((a, b) =>
      a[0] === null ? 1 : b[0] === null ? -1 : 0,
    ),
  );
});

test.each([
  ['metric=tasks&group_by=model', 'group_by', /^group_by: expected, for tasks, one of agent_id, task_type, .*or two/],
  ['metric=cost&group_by=kind', 'group_by', /one of model, provider, agent_id, .*plan_step, cost_source, or two/],
  ['group_by=model,agent_id,provider', 'group_by', /two of them with a comma between/],
  ['group_by=model,model', 'group_by', /two of them/],
  ['group_by=agent,agent_id', 'group_by', /two of them/],
  ['group_by=constructor', 'group_by', /two of them/],
  ['group_by=model,', 'group_by', /two of them/],
  ['metric=duration&model=gpt-4o', 'model', /^model: duration can be narrowed by agent_id, task_type, project/],
  ['metric=cost&kind=retry', 'kind', /^kind: cost can be narrowed by model, provider/],
  ['metric=love', 'metric', /"cost"|cost/],
  ['interval=2m', 'interval', /1m/],
  [
    `interval=1m&since=${T0 - 40 * 24 * HOUR}`,
    'interval',
    /^interval: 1m makes \d+ buckets of this period, and 1500 are/,
  ],
  ['compare=next', 'compare', /previous/],
  ['limit=501', 'limit', /500/],
])('%s is refused by the name of what is wrong', async (query, parameter, message) => {
  const path = `/v1/metrics?until=${T0 + 2 * HOUR}&${query.includes('since=') ? '' : `since=${T0}&`}${query}`;
  const { status, body } = await hive.ask<ApiError>(path);
  expect([status, body.details]).toEqual([400, { parameter }]);
  expect(body.message).toMatch(message);
});

test.each([
  ['interval=1m', 60],
  ['interval=5m', 300],
  ['interval=1d', 86_400],
  ['interval=auto', 900],
  ['', 900],
])('buckets are as wide as asked for: %s', async (query, seconds) => {
  expect((await ask<RunMetrics>(`metric=tasks&${query}`)).interval_seconds).toBe(seconds);
});

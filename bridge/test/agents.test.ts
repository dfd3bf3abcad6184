import { createClient } from '@clickhouse/client';
import { readSchema } from '@hiveboard/clickhouse';
import type { AgentDetail, AgentPage, AgentSummary } from '@hiveboard/sdk/contract';
import { statements } from '../../clickhouse/src/statements.js';
import { until } from '../../clickhouse/test/until.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const MINUTE = 60_000;
const NOW = Date.now();
let count = 0;
const freshId = (): string => `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;

type Words = Readonly<Record<string, string | number>>;
const eventAt = (at: number, kind: string, words: Words = {}) => ({
  name: `hive.${kind}`,
  at,
  attributes: { 'hive.event.id': freshId(), 'hive.event.kind': kind, ...words },
});
const says = (agent: string, at: number, kind: string, words: Words = {}): SentSpan => ({
  name: 'hive.agent',
  start: at,
  attributes: { 'hive.record': 'agent', 'hive.agent.id': agent },
  events: [eventAt(at, kind, words)],
});
const registers = (agent: string, threshold = 3600): SentSpan =>
  says(agent, NOW - 5 * MINUTE, 'agent_registered', { 'hive.agent.stuck_threshold_seconds': threshold });
const taskOf = (agent: string, id: string): Words => ({
  'hive.agent.id': agent,
  'hive.task.id': id,
  'hive.task.run_id': `${agent}-${id}`,
});
const opens = (agent: string, id: string, at: number): SentSpan => ({
  name: 'hive.progress',
  start: at,
  attributes: { ...taskOf(agent, id), 'hive.record': 'progress', 'hive.progress.start_time_ms': at },
});

const fleet = async (query: string): Promise<AgentPage> => (await hive.ask<AgentPage>(`/v1/agents?${query}`)).body;
const ids = ({ data }: AgentPage): readonly string[] => data.map(({ agent_id }) => agent_id);
const statusOf = async (agent: string): Promise<string | undefined> =>
  (await fleet(`q=${agent}`)).data.find(({ agent_id }) => agent_id === agent)?.derived_status;

describe('a fleet', () => {
  const names = Array.from({ length: 23 }, (_, index) => `pager-${String(index).padStart(2, '0')}`);
  const waits = (agent: string, at: number): SentSpan => ({
    ...opens(agent, 'ask', at),
    events: [eventAt(at, 'approval_requested', { 'hive.approval.approver': 'ann' })],
  });
  beforeAll(async () => {
    for (const [index, agent] of names.entries()) {
      hive.shiftClock(index * 1000 - MINUTE);
      await hive.send(otlp([registers(agent)]));
    }
    hive.shiftClock(0);
    const at = (minutes: number): number => NOW - minutes * MINUTE;
    await hive.send(otlp([waits('pager-05', at(2)), waits('pager-17', at(4)), opens('pager-11', 'work', at(3))]));
  });

  const idle = names.filter((name) => !['pager-05', 'pager-11', 'pager-17'].includes(name));
  test.each([
    ['name', names],
    // Those who wait longest first, then by name.
    ['attention', ['pager-17', 'pager-05', 'pager-11', ...idle]],
    ['last_seen', undefined],
  ])('sorted by %s is walked page by page, and everybody is met once', async (sort, order) => {
    const met: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: AgentPage = await fleet(`q=PAGER&sort=${sort}&limit=5&cursor=${cursor}`);
      expect([page.data.length <= 5, page.pagination.has_more]).toEqual([true, page.pagination.cursor !== null]);
      expect(page.counts).toEqual({ stuck: 0, error: 0, waiting: 2, processing: 1, idle: 20, offline: 0 });
      met.push(...ids(page));
      ({ cursor } = page.pagination);
    }
    if (order === undefined) {
      const seen = (await fleet('q=pager&sort=name')).data.map((agent) => [agent.agent_id, agent.last_seen] as const);
      expect(met.toSorted()).toEqual(names);
      const moments = new Map(seen);
      expect(met.map((name) => moments.get(name))).toEqual(
        met
          .map((name) => moments.get(name))
          .toSorted()
          .reverse(),
      );
    } else {
      expect(met).toEqual(order);
    }
  });

  test('tells how all of it stands, also when a page or a status has nobody', async () => {
    const counts = { stuck: 0, error: 0, waiting: 2, processing: 1, idle: 20, offline: 0 };
    expect(await fleet('q=pager&status=stuck')).toEqual({
      data: [],
      pagination: { cursor: null, has_more: false },
      counts,
    });
    const waiting = await fleet('q=pager&status=waiting,processing&sort=name');
    expect([ids(waiting), waiting.counts]).toEqual([['pager-05', 'pager-11', 'pager-17'], counts]);
  });

  test('is told by the project that it works for now, or did until two hours ago', async () => {
    const HOUR = 60 * MINUTE;
    const of = (agent: string, id: string, at: number, project: string, end?: number): SentSpan => {
      const span = opens(agent, id, at);
      const attributes = { ...span.attributes, 'hive.project': project };
      return end === undefined
        ? { ...span, attributes }
        : { ...span, end, attributes: { ...attributes, 'hive.record': 'task' } };
    };
    hive.shiftClock(-3 * HOUR);
    const before = NOW - 3 * HOUR;
    await hive.send(
      otlp([
        of('crm-long', 'a', before, 'crm'),
        of('crm-before', 'a', before, 'crm'),
        of('crm-before', 'a', before, 'crm', before + 1000),
        of('crm-again', 'a', before, 'crm', before + 1000),
      ]),
    );
    hive.shiftClock(0);
    await hive.send(
      otlp([
        of('crm-now', 'a', NOW - MINUTE, 'crm'),
        of('crm-lately', 'a', NOW - MINUTE, 'crm', NOW - 1000),
        of('crm-again', 'b', NOW - MINUTE, 'shop'),
        of('crm-elsewhere', 'a', NOW - MINUTE, 'shop'),
      ]),
    );
    const found = await fleet('project=crm&sort=name');
    expect(ids(found)).toEqual(['crm-lately', 'crm-long', 'crm-now']);
    expect(found.counts).toEqual({ stuck: 0, error: 0, waiting: 0, processing: 2, idle: 1, offline: 0 });
    expect(ids(await fleet('project=shop&sort=name&q=crm'))).toEqual(['crm-again', 'crm-elsewhere']);
    expect(ids(await fleet('project=nothing'))).toEqual([]);
  });

  test('is found by a part of a name in upper or lower case, and a cursor that was changed is refused', async () => {
    expect(ids(await fleet('q=AGER-1&limit=2&sort=name'))).toEqual(['pager-10', 'pager-11']);
    expect((await hive.ask('/v1/agents?cursor=nonsense')).status).toBe(400);
    expect(await hive.ask('/v1/agents?sort=fame')).toMatchObject({
      status: 400,
      body: { details: { parameter: 'sort' } },
    });
  });
});

describe('how an agent stands', () => {
  /** All that may happen while nothing changes. */
  const noise = (agent: string, task: string): readonly SentSpan[] => [
    says(agent, NOW - 1000, 'heartbeat'),
    says(agent, NOW - 900, 'llm_call', { 'hive.llm_call.name': 'think', 'gen_ai.request.model': 'm' }),
    says(agent, NOW - 800, 'issue', { 'hive.issue.title': 'slow', 'hive.issue.severity': 'low' }),
    {
      start: NOW - 700,
      end: NOW - 600,
      error: 'no access',
      attributes: { ...taskOf(agent, task), 'hive.record': 'action', 'hive.action.name': 'search' },
    },
  ];
  const ends = (agent: string, id: string, error?: string): SentSpan => ({
    start: NOW - 3 * MINUTE,
    end: NOW - 2 * MINUTE,
    attributes: { ...taskOf(agent, id), 'hive.record': 'task' },
    ...(error === undefined ? {} : { error }),
  });
  const asks = (agent: string): SentSpan => ({
    ...opens(agent, 'a', NOW - MINUTE),
    events: [eventAt(NOW - MINUTE, 'approval_requested', { 'hive.approval.approver': 'ann' })],
  });
  test.each([
    ['processing', (agent: string) => opens(agent, 'a', NOW - MINUTE)],
    ['error', (agent: string) => ends(agent, 'a', 'boom')],
    ['waiting', asks],
    ['idle', (agent: string) => ends(agent, 'a')],
  ])('stays %s through heartbeats, calls, issues and ended actions', async (status, event) => {
    const agent = `steady-${status}`;
    await hive.send(otlp([registers(agent), event(agent)]));
    expect(await statusOf(agent)).toBe(status);
    for (const span of noise(agent, 'a')) {
      await hive.send(otlp([span]));
      expect(await statusOf(agent)).toBe(status);
    }
  });

  test('is waiting from a request until it is decided, whoever else waits', async () => {
    const card = async (): Promise<unknown> => {
      const { derived_status, current_task_id, waiting } = (await hive.ask<AgentDetail>('/v1/agents/asker')).body;
      return { derived_status, current_task_id, waiting };
    };
    const decided = (request: number): SentSpan => ({
      ...opens('asker', 'a', NOW - MINUTE),
      events: [eventAt(NOW - request, 'approval_received', { 'hive.approval.approved_by': 'ann' })],
    });
    const processing = { derived_status: 'processing', current_task_id: 'a', waiting: null };
    await hive.send(otlp([registers('asker'), opens('asker', 'a', NOW - MINUTE)]));
    expect(await card()).toEqual(processing);
    await hive.send(otlp([asks('asker')]));
    const since = new Date(NOW - MINUTE).toISOString();
    const waiting = { task_id: 'a', approver: 'ann', reason: null, since, count: 1 };
    expect(await card()).toEqual({ ...processing, derived_status: 'waiting', waiting });
    await hive.send(otlp([decided(1000)]));
    expect(await card()).toEqual(processing);
  });

  test('shows the task that began last among those that are not silent', async () => {
    const current = async (): Promise<string | null | undefined> => (await fleet('q=juggler')).data[0]?.current_task_id;
    hive.shiftClock(-10 * MINUTE);
    await hive.send(otlp([registers('juggler', 60), opens('juggler', 'newer', NOW - MINUTE)]));
    hive.shiftClock(0);
    await hive.send(otlp([opens('juggler', 'older', NOW - 3 * MINUTE), opens('juggler', 'oldest', NOW - 4 * MINUTE)]));
    expect(await current()).toBe('older');
    await hive.send(otlp([opens('juggler', 'newer', NOW - MINUTE)]));
    expect(await current()).toBe('newer');
  });

  test('turns to stuck by itself, though nothing arrives', async () => {
    await hive.send(otlp([registers('mayfly', 0.5), opens('mayfly', 'a', NOW)]));
    await until('it is stuck', async () => (await statusOf('mayfly')) === 'stuck');
  });

  const work = (agent: string, trace: string, from: number, error?: string): SentSpan => ({
    traceId: trace.repeat(32),
    name: `invoke_agent ${agent}`,
    start: from,
    end: from + 1000,
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': agent },
    ...(error === undefined ? {} : { error }),
  });
  test.each<[string, string, (agent: string) => readonly SentSpan[]]>([
    ['in error after a failure', 'error', (agent) => [work(agent, '1', NOW - MINUTE, 'boom')]],
    [
      'idle once it succeeds again',
      'idle',
      (agent) => [work(agent, '2', NOW - 2 * MINUTE, 'boom'), work(agent, '3', NOW - MINUTE)],
    ],
    [
      'processing while the task goes on in which it failed',
      'processing',
      (agent) => [
        { ...opens(agent, 'outer', NOW - 2 * MINUTE), traceId: '4'.repeat(32) },
        { ...work(agent, '4', NOW - MINUTE, 'boom'), parentSpanId: 'a'.repeat(16) },
      ],
    ],
    [
      'idle when the task completed in which it failed',
      'idle',
      (agent) => [
        { ...ends(agent, 'outer'), traceId: '5'.repeat(32) },
        { ...work(agent, '5', NOW - 2.5 * MINUTE, 'boom'), parentSpanId: 'a'.repeat(16) },
      ],
    ],
  ])('that only its traces tell of is %s', async (name, status, spansOf) => {
    const agent = name.replaceAll(' ', '-');
    const spans = spansOf(agent);
    for (const span of spans.toReversed()) await hive.send(otlp([span]));
    expect(await statusOf(agent)).toBe(status);
    await hive.send(otlp(spans));
    expect(await statusOf(agent)).toBe(status);
  });
});

test('a card tells each thing that an agent said of itself in its own place, its queue, and its issues that are open', async () => {
  const at = NOW - MINUTE;
  const words = {
    'hive.agent.type': 'a type',
    'gen_ai.agent.version': 'a version',
    'hive.agent.framework': 'a framework',
    'hive.agent.runtime': 'a runtime',
    'hive.agent.sdk_version': 'an SDK',
    'hive.agent.stuck_threshold_seconds': 3600,
  };
  const issue = (title: string, severity: string, action = 'reported'): SentSpan =>
    says('card', action === 'reported' ? at : at + 1, 'issue', {
      'hive.issue.title': title,
      'hive.issue.severity': severity,
      'hive.issue.action': action,
    });
  const home = { 'deployment.environment.name': 'an environment', 'hive.group': 'a group' };
  const spans = [
    says('card', at, 'agent_registered', words),
    says('card', at, 'heartbeat', { 'hive.event.summary': 'a summary' }),
    opens('card', 'open', at),
    says('card', at, 'queue_snapshot', { 'hive.queue.depth': 3, 'hive.queue.oldest_age_seconds': 12 }),
    issue('slow', 'low'),
    issue('dear', 'low'),
    issue('down', 'critical'),
    issue('over', 'high'),
    issue('over', 'high', 'resolved'),
  ];
  await hive.send(otlp(spans, { 'service.name': 'shop', ...home }));
  const [card] = (await fleet('q=card')).data;
  const told = new Date(at).toISOString();
  if (card === undefined) throw new Error('There is no card.');
  const { last_seen: lastSeen, heartbeat_age_seconds: age, sparkline_1h: beats, ...rest } = card;
  expect(rest).toEqual({
    agent_id: 'card',
    agent_type: 'a type',
    agent_version: 'a version',
    framework: 'a framework',
    runtime: 'a runtime',
    sdk_version: 'an SDK',
    environment: 'an environment',
    group: 'a group',
    derived_status: 'processing',
    is_stuck: false,
    stuck_threshold_seconds: 3600,
    current_task_id: 'open',
    current_task_run_id: 'card-open',
    current_project_id: 'default',
    first_seen: told,
    last_heartbeat: told,
    heartbeat_summary: 'a summary',
    queue: { depth: 3, oldest_age_seconds: 12, processing: null, last_updated: told },
    open_issues: { total: 3, critical: 1, high: 0, medium: 0, low: 2 },
    waiting: null,
    stats_1h: {
      tasks_completed: 0,
      tasks_failed: 0,
      success_rate: null,
      avg_duration_ms: null,
      calls: 0,
      unpriced_calls: 0,
      tokens_in: 0,
      tokens_out: 0,
      cost: 0,
      estimated_cost: 0,
    },
    throughput_1h: Array.from({ length: 12 }, () => 0),
  });
  expect(Date.parse(lastSeen)).toBeGreaterThanOrEqual(NOW);
  expect(age).toBeGreaterThanOrEqual(MINUTE / 1000);
  expect(beats.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

describe('one agent', () => {
  const HOUR = 60 * MINUTE;
  const AGENT = 'lead qualifier/7';
  const at = Math.floor(NOW / HOUR) * HOUR - 3 * HOUR;
  const ended = (id: string, from: number, took: number, outcome: string): SentSpan => ({
    start: from,
    end: from + took,
    attributes: { ...taskOf(AGENT, id), 'hive.record': 'task', 'hive.task.outcome': outcome },
  });
  const spans: readonly SentSpan[] = [
    says(AGENT, at, 'agent_registered', { 'hive.agent.type': 'sales', 'hive.agent.runtime': 'node 20' }),
    says(AGENT, at + 1000, 'heartbeat'),
    says(AGENT, at + 2000, 'heartbeat', { 'hive.event.summary': 'warming up' }),
    says(AGENT, at + 3000, 'heartbeat', { 'hive.heartbeat.data': '{"memory_mb":512}' }),
    says(AGENT, at + 4000, 'llm_call', {
      'hive.llm_call.name': 'score',
      'gen_ai.request.model': 'm',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      'hive.cost.usd': 0.25,
    }),
    ended('a', at, 2000, 'completed'),
    ended('b', at + HOUR, 4000, 'completed'),
    ended('c', at + HOUR, 9000, 'failed'),
    ended('d', at + HOUR, 1000, 'cancelled'),
    {
      ...ended('e', at - 30 * HOUR, 6000, 'completed'),
      events: [eventAt(at - 30 * HOUR, 'retry', { 'hive.retry.attempt': 1, 'hive.retry.reason': 'long ago' })],
    },
    {
      ...opens(AGENT, 'f', NOW - MINUTE),
      events: [
        eventAt(NOW - MINUTE, 'retry', { 'hive.retry.attempt': 1, 'hive.retry.reason': 'slow' }),
        eventAt(NOW - MINUTE, 'escalated', { 'hive.escalation.reason': 'hard' }),
      ],
    },
  ];
  const ask = (query = ''): Promise<{ readonly status: number; readonly body: AgentDetail }> =>
    hive.ask<AgentDetail>(`/v1/agents/${encodeURIComponent(AGENT)}${query}`);
  beforeAll(async () => {
    await hive.send(otlp(spans));
    await hive.send(otlp(spans.toReversed()));
  });

  test('is told as in the fleet, with what became of it', async () => {
    const { body } = await ask();
    const { stats_24h, metrics_timeseries, heartbeat_history, ...summary } = body;
    const [listed] = (await fleet(`q=${encodeURIComponent(AGENT)}`)).data;
    const still = ({ heartbeat_age_seconds: _, ...rest }: AgentSummary) => rest;
    expect(still(summary)).toEqual(still(listed ?? summary));
    expect(summary).toMatchObject({ agent_id: AGENT, agent_type: 'sales', runtime: 'node 20', current_task_id: 'f' });
    expect(stats_24h).toEqual({
      tasks_completed: 2,
      tasks_failed: 1,
      tasks_cancelled: 1,
      success_rate: 2 / 3,
      avg_duration_ms: 3000,
      errors: 1,
      escalations: 1,
      retries: 1,
      calls: 1,
      unpriced_calls: 0,
      tokens_in: 100,
      tokens_out: 10,
      cost: 0.25,
      estimated_cost: 0,
    });
    expect(heartbeat_history).toEqual([
      { timestamp: new Date(at + 3000).toISOString(), summary: null, data: { memory_mb: 512 } },
      { timestamp: new Date(at + 2000).toISOString(), summary: 'warming up', data: null },
    ]);
    expect(metrics_timeseries.interval_seconds).toBe(3600);
  });

  test('is told over the period that is asked for, bucket by bucket', async () => {
    const none = { calls: 0, unpriced_calls: 0, tokens_in: 0, tokens_out: 0, cost: 0, estimated_cost: 0 };
    const bucket = (hours: number, parts: object = {}): object => ({
      timestamp: new Date(at + hours * HOUR).toISOString(),
      tasks_completed: 0,
      tasks_failed: 0,
      errors: 0,
      ...none,
      ...parts,
    });
    const { body } = await ask(`?since=${at - 10 * HOUR}&until=${at + 2 * HOUR}`);
    expect(body.metrics_timeseries).toEqual({
      since: new Date(at - 10 * HOUR).toISOString(),
      until: new Date(at + 2 * HOUR).toISOString(),
      interval_seconds: 3600,
      buckets: [
        ...Array.from({ length: 10 }, (_, index) => bucket(index - 10)),
        bucket(0, { tasks_completed: 1, calls: 1, tokens_in: 100, tokens_out: 10, cost: 0.25 }),
        bucket(1, { tasks_completed: 1, tasks_failed: 1, errors: 1 }),
      ],
    });
    const { body: month } = await ask('?time_range=7d');
    const sum = (of: (one: AgentDetail['metrics_timeseries']['buckets'][number]) => number): number =>
      month.metrics_timeseries.buckets.reduce((total, one) => total + of(one), 0);
    expect([sum((one) => one.tasks_completed), sum((one) => one.cost)]).toEqual([3, 0.25]);
  });

  test('that nobody has heard of is not found, and a wrong period is named', async () => {
    expect(await hive.ask('/v1/agents/nobody')).toMatchObject({ status: 404, body: { error: 'agent_not_found' } });
    expect(await ask('?time_range=2h')).toMatchObject({ status: 400, body: { details: { parameter: 'time_range' } } });
  });
});

test('a card has twelve bars of heartbeats and of completed tasks, the last of them under way', async () => {
  const bucket = (at: number): number => Math.floor(at / (5 * MINUTE));
  const now = Date.now();
  const beats = [now - 50 * MINUTE, now - 50 * MINUTE + 1000, now - 1000, now - 200 * MINUTE];
  const ended = [now - 50 * MINUTE, now - 20 * MINUTE];
  const spans = [
    registers('drummer'),
    ...beats.map((at) => says('drummer', at, 'heartbeat')),
    ...ended.map((end, index): SentSpan => ({
      start: end - 1000,
      end,
      attributes: { ...taskOf('drummer', `t${index}`), 'hive.record': 'task' },
    })),
  ];
  await hive.send(otlp(spans));
  await hive.send(otlp(spans));
  const [drummer] = (await fleet('q=drummer')).data;
  const asked = bucket(Date.now());
  const bars = (moments: readonly number[], newest: number): readonly number[] =>
    Array.from({ length: 12 }, (_, index) => moments.filter((at) => bucket(at) === newest - 11 + index).length);
  // A bucket may have begun between sending and asking.
  expect([bars(beats, bucket(now)), bars(beats, asked)]).toContainEqual(drummer?.sparkline_1h);
  expect([bars(ended, bucket(now)), bars(ended, asked)]).toContainEqual(drummer?.throughput_1h);
  expect(drummer?.stats_1h).toMatchObject({
    tasks_completed: 2,
    tasks_failed: 0,
    success_rate: 1,
    avg_duration_ms: 1000,
  });
});

test('what was there before a migration is shown after it, also when that was run twice', async () => {
  const TABLES = ['agent_runs', 'ended_runs', 'open_runs', 'run_endings', 'heartbeats'];
  await hive.send(
    otlp([
      registers('elder'),
      says('elder', NOW - MINUTE, 'heartbeat'),
      opens('elder', 'a', NOW - MINUTE),
      { start: NOW - 2, end: NOW - 1, error: 'boom', attributes: { ...taskOf('elder', 'b'), 'hive.record': 'task' } },
    ]),
  );
  const { migrations } = await readSchema();
  const file = migrations.find(({ name }) => name.includes('create_agent_work'));
  const admin = createClient({ url: hive.database.url, ...hive.database.admin });
  const run = async (queries: readonly string[]): Promise<void> => {
    for (const query of queries) await admin.command({ query });
  };
  const shown = async (): Promise<unknown> => {
    const { data } = await fleet('sort=name&q=elder');
    return data.map(({ agent_id, derived_status, current_task_id, waiting, stats_1h, sparkline_1h }) => {
      const beats = sparkline_1h.reduce((sum, bar) => sum + bar, 0);
      return { agent_id, derived_status, current_task_id, waiting, stats_1h, beats };
    });
  };
  const before = await shown();
  await run(TABLES.map((table) => `TRUNCATE TABLE hive.${table}`));
  expect(await shown()).not.toEqual(before);
  const migration = statements(file?.sql ?? '');
  await run([...migration, ...migration]);
  expect(await shown()).toEqual(before);
  await admin.close();
});

import fc from 'fast-check';
import type { CallMetrics, AgentSummary, LlmCallPage, Page, TaskSummary, TaskTimeline } from '@hiveboard/sdk/contract';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const MINUTE = 60_000;
/** A whole second, a little ago: what is sent now happened then. */
const T0 = Math.floor(Date.now() / 1000) * 1000 - 10 * MINUTE;

let eventCount = 0;
const freshId = (): string => `0198c2a4-5b7e-7000-8000-${(++eventCount).toString(16).padStart(12, '0')}`;

const task = (agent: string, id: string, parts: Partial<SentSpan> = {}): SentSpan => ({
  name: `invoke_agent ${agent}`,
  traceId: Buffer.from(`${agent}-${id}`.padEnd(16, '.').slice(0, 16)).toString('hex'),
  start: T0,
  end: T0 + 2000,
  ...parts,
  attributes: {
    'hive.record': 'task',
    'hive.agent.id': agent,
    'hive.task.id': id,
    'hive.task.run_id': `${id}-run`,
    ...parts.attributes,
  },
});

const call = (id: string, at: number, more: Readonly<Record<string, string | number>> = {}) => ({
  name: 'hive.llm_call',
  at,
  attributes: {
    'hive.event.id': id,
    'hive.event.kind': 'llm_call',
    'hive.llm_call.name': 'score',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 100,
    'hive.cost.usd': 0.01,
    ...more,
  },
});

const ofAgent = async (agent: string): Promise<AgentSummary | undefined> =>
  (await hive.ask<Page<AgentSummary>>('/v1/agents')).body.data.find(({ agent_id }) => agent_id === agent);

/** A timeline without the moments of arrival, which a repetition renews. */
const timelineOf = async (taskId: string) => {
  const { task, events, plan, action_tree } = (await hive.ask<TaskTimeline>(`/v1/tasks/${taskId}/timeline`)).body;
  return { task, plan, action_tree, events: events.map(({ received_at: _arrival, ...event }) => event) };
};

const spendOf = async (agent: string) => (await hive.ask<LlmCallPage>(`/v1/llm-calls?agent_id=${agent}`)).body.totals;

test('an accepted request answers as OTLP says, and its rows are there at once', async () => {
  const answer = await hive.send(otlp([task('first', 'first-t', { events: [call(freshId(), T0 + 500)] })]));
  expect(answer).toEqual({ status: 200, body: {} });
  const { body } = await hive.ask<Page<TaskSummary>>('/v1/tasks?agent_id=first');
  expect(body.data).toMatchObject([
    {
      task_id: 'first-t',
      task_run_id: 'first-t-run',
      agent_id: 'first',
      project_id: 'default',
      derived_status: 'completed',
      duration_ms: 2000,
      calls: 1,
      tokens_in: 1000,
      tokens_out: 100,
      cost: 0.01,
      estimated_cost: 0,
    },
  ]);
});

test('the same request twice changes no count and no sum', async () => {
  const request = otlp([
    task('twice', 't', { spanId: 'aaaaaaaaaaaaaaaa', events: [call(freshId(), T0), call(freshId(), T0 + 1)] }),
  ]);
  await hive.send(request);
  const before = await timelineOf('t');
  await hive.send(request);
  await Promise.all([hive.send(request), hive.send(request)]);
  expect(await spendOf('twice')).toEqual({
    calls: 2,
    unpriced_calls: 0,
    tokens_in: 2000,
    tokens_out: 200,
    cost: 0.02,
    estimated_cost: 0,
  });
  expect(await timelineOf('t')).toEqual(before);
});

test('progress and final spans, in any order and with duplicates, end in the same state', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), async (order) => {
      const agent = `orders-${++round}`;
      const [first, second] = [freshId(), freshId()];
      const progress = (sequence: number, events: SentSpan['events']): SentSpan =>
        task(agent, `${agent}-t`, {
          name: 'hive.progress',
          start: T0 + sequence * 1000,
          attributes: { 'hive.record': 'progress', 'hive.progress.seq': sequence, 'hive.progress.start_time_ms': T0 },
          ...(events === undefined ? {} : { events }),
        });
      const spans: readonly SentSpan[] = [
        progress(0, []),
        progress(1, [call(first, T0 + 900)]),
        progress(2, [call(second, T0 + 1500)]),
        task(agent, `${agent}-t`, {
          spanId: 'bbbbbbbbbbbbbbbb',
          end: T0 + 4000,
          events: [call(first, T0 + 900), call(second, T0 + 1500)],
        }),
        progress(1, [call(first, T0 + 900)]),
        task(agent, `${agent}-t`, {
          spanId: 'bbbbbbbbbbbbbbbb',
          end: T0 + 4000,
          events: [call(first, T0 + 900), call(second, T0 + 1500)],
        }),
      ];
      for (const index of order) await hive.send(otlp([spans[index] ?? progress(0, [])]));
      const { body } = await hive.ask<TaskTimeline>(`/v1/tasks/${agent}-t/timeline`);
      expect(body.task).toMatchObject({ derived_status: 'completed', duration_ms: 4000, calls: 2, cost: 0.02 });
      expect(body.events.map(({ kind }) => kind)).toEqual(['task_started', 'llm_call', 'llm_call', 'task_completed']);
    }),
    { numRuns: 8 },
  );
});

test('a running task is visible with its plan, its open action and its calls', async () => {
  const start = Date.now() - 3000;
  const event = (kind: string, at: number, attributes: Readonly<Record<string, string | number>>) => ({
    name: `hive.${kind}`,
    at,
    attributes: { 'hive.event.id': freshId(), 'hive.event.kind': kind, ...attributes },
  });
  await hive.send(
    otlp([
      task('runner', 'running', {
        name: 'hive.progress',
        start: start + 1000,
        attributes: { 'hive.record': 'progress', 'hive.progress.seq': 0, 'hive.progress.start_time_ms': start },
        events: [
          event('plan_created', start + 10, {
            'hive.plan.goal': 'Process lead',
            'hive.plan.steps': '[{"index":0,"description":"Search"},{"index":1,"description":"Score"}]',
          }),
          event('plan_step', start + 20, { 'hive.plan.step.index': 0, 'hive.plan.step.action': 'started' }),
          event('action_started', start + 30, {
            'hive.action.id': '00000000000000aa',
            'hive.action.name': 'search_crm',
          }),
          call(freshId(), start + 40),
        ],
      }),
    ]),
  );
  const { body } = await hive.ask<TaskTimeline>('/v1/tasks/running/timeline');
  expect(body.task).toMatchObject({ derived_status: 'processing', completed_at: null, calls: 1 });
  expect(body.plan).toMatchObject({
    goal: 'Process lead',
    completed: 0,
    steps: [
      { index: 0, description: 'Search', state: 'started' },
      { index: 1, description: 'Score', state: 'pending' },
    ],
  });
  expect(body.action_tree).toMatchObject([
    { action_id: '00000000000000aa', name: 'search_crm', status: 'processing', duration_ms: null },
  ]);
  expect(await ofAgent('runner')).toMatchObject({ derived_status: 'processing', current_task_id: 'running' });
});

test('what happened in one millisecond is told in the order of the ids, and actions after what was told', async () => {
  const told = ['llm_call', 'plan_step', 'plan_created', 'retry', 'custom'];
  // As the SDK makes them: a number that counts up, then chance; here chance falls.
  const events = told.map((kind, index) => ({
    name: `hive.${kind}`,
    at: T0,
    attributes: { 'hive.event.id': `0198c2a4-5b7e-700${index}-${9 - index}000-000000000000`, 'hive.event.kind': kind },
  }));
  await hive.send(
    otlp([
      task('hasty', 'instant', { end: T0, events: events.toReversed() }),
      task('hasty', 'instant', { end: T0, attributes: { 'hive.record': 'action', 'hive.action.name': 'search' } }),
    ]),
  );
  const { body } = await hive.ask<TaskTimeline>('/v1/tasks/instant/timeline');
  expect(body.events.map(({ kind }) => kind)).toEqual(['task_started', ...told, 'action_completed', 'task_completed']);
});

test('steps of an older plan never leak into the newer one', async () => {
  const event = (kind: string, attributes: Readonly<Record<string, string | number>>) => ({
    name: `hive.${kind}`,
    at: T0,
    attributes: { 'hive.event.id': freshId(), 'hive.event.kind': kind, ...attributes },
  });
  const plan = (revision: number, steps: readonly string[]) =>
    event('plan_created', {
      'hive.plan.goal': `Plan ${revision}`,
      'hive.plan.steps': JSON.stringify(steps.map((description, index) => ({ index, description }))),
      'hive.plan.revision': revision,
    });
  const step = (index: number, action: string, revision: number) =>
    event('plan_step', {
      'hive.plan.step.index': index,
      'hive.plan.step.action': action,
      'hive.plan.revision': revision,
    });
  await hive.send(
    otlp([
      task('planner', 'replanned', {
        events: [
          step(0, 'failed', 0),
          plan(1, ['Ask', 'Write', 'Send']),
          plan(0, ['Search', 'Write']),
          step(0, 'completed', 1),
        ],
      }),
    ]),
  );
  const { body } = await hive.ask<TaskTimeline>('/v1/tasks/replanned/timeline');
  expect(body.plan).toMatchObject({ goal: 'Plan 1', revision: 1, revisions: 2, completed: 1 });
  expect(body.plan?.steps.map(({ description, state }) => [description, state])).toEqual([
    ['Ask', 'completed'],
    ['Write', 'pending'],
    ['Send', 'pending'],
  ]);
});

test('a plain GenAI span of any OpenTelemetry SDK is a call, priced from the list', async () => {
  await hive.send(
    otlp(
      [
        {
          name: 'chat gpt-4o',
          start: T0,
          end: T0 + 700,
          attributes: {
            'gen_ai.operation.name': 'chat',
            'gen_ai.system': 'openai',
            'gen_ai.request.model': 'gpt-4o',
            'gen_ai.usage.input_tokens': 100_000,
            'gen_ai.usage.output_tokens': 10_000,
          },
        },
      ],
      { 'service.name': 'legacy-bot' },
    ),
  );
  const { body } = await hive.ask<LlmCallPage>('/v1/llm-calls?agent_id=legacy-bot');
  expect(body.data).toMatchObject([
    {
      name: 'chat gpt-4o',
      model: 'gpt-4o',
      provider: 'openai',
      cost: 0.35,
      cost_source: 'list',
      duration_ms: 700,
      task_id: null,
    },
  ]);
  expect(body.totals).toMatchObject({ calls: 1, cost: 0, estimated_cost: 0.35 });
  // It never promised heartbeats, so its silence says nothing.
  hive.shiftClock(0);
  expect(await ofAgent('legacy-bot')).toMatchObject({ derived_status: 'idle', is_stuck: false, last_heartbeat: null });
});

test('reported, estimated and unpriced calls add up apart, whichever way they are asked for', async () => {
  const events = [
    call(freshId(), T0),
    call(freshId(), T0 + 1, { 'gen_ai.request.model': 'in-house-7b', 'hive.cost.usd': 0.5 }),
    {
      ...call(freshId(), T0 + 2),
      attributes: { ...call(freshId(), T0).attributes, 'hive.event.id': freshId(), 'hive.cost.usd': '' },
    },
    {
      ...call(freshId(), T0 + 3),
      attributes: {
        ...call(freshId(), T0).attributes,
        'hive.event.id': freshId(),
        'hive.cost.usd': '',
        'gen_ai.request.model': 'in-house-7b',
      },
    },
  ];
  await hive.send(otlp([task('spender', 's', { events })]));
  const expected = {
    calls: 4,
    unpriced_calls: 1,
    tokens_in: 4000,
    tokens_out: 400,
    cost: 0.51,
    estimated_cost: 0.0035,
  };
  expect(await spendOf('spender')).toEqual(expected);
  const { body } = await hive.ask<CallMetrics>('/v1/metrics?metric=cost&group_by=model&agent_id=spender&time_range=1h');
  expect(body.summary).toMatchObject(expected);
  expect(
    body.groups.map(({ group, calls, unpriced_calls, cost, estimated_cost }) => [
      group,
      calls,
      unpriced_calls,
      cost,
      estimated_cost,
    ]),
  ).toEqual([
    ['in-house-7b', 2, 1, 0.5, 0],
    ['gpt-4o', 2, 0, 0.01, 0.0035],
  ]);
  const { body: tasks } = await hive.ask<Page<TaskSummary>>('/v1/tasks?agent_id=spender');
  expect(tasks.data[0]).toMatchObject(expected);
  const { body: byAgent } = await hive.ask<CallMetrics>('/v1/metrics?metric=tokens&group_by=agent_id&time_range=7d');
  expect(byAgent.groups.find(({ group }) => group === 'spender')).toMatchObject(expected);
});

test('pages follow one another without gaps or repeats, and totals cover the whole filter', async () => {
  const events = Array.from({ length: 25 }, (_, index) => call(freshId(), T0 + Math.floor(index / 5)));
  await hive.send(otlp([task('pager', 'p', { events })]));
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: LlmCallPage = (await hive.ask<LlmCallPage>(`/v1/llm-calls?agent_id=pager&limit=10&cursor=${cursor}`))
      .body;
    expect(page.totals.calls).toBe(25);
    seen.push(...page.data.map(({ event_id }) => event_id));
    cursor = page.pagination.cursor;
  }
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});

test('hostile strings are data, everywhere', async () => {
  const evil = `'; DROP TABLE hive.events; -- <script>alert(1)</script> \u0000 \\ {tenant:String} \u202e`;
  await hive.send(
    otlp([
      task(evil, evil, {
        attributes: { 'hive.project': evil, 'hive.task.type': evil },
        events: [call(freshId(), T0, { 'gen_ai.request.model': evil })],
      }),
    ]),
  );
  const { body } = await hive.ask<LlmCallPage>(`/v1/llm-calls?agent_id=${encodeURIComponent(evil)}`);
  expect(body.data).toMatchObject([{ agent_id: evil, model: evil, task_id: evil }]);
  const timeline = await hive.ask<TaskTimeline>(`/v1/tasks/${encodeURIComponent(evil)}/timeline`);
  expect(timeline.body.task).toMatchObject({ task_id: evil, project_id: evil.slice(0, 128) });
});

test('what had to be changed is said, and what cannot be kept is counted', async () => {
  const ancient = task('clock', 'ancient', { start: 1000, end: 2000 });
  const odd = task('clock', 'odd', { events: [call(freshId(), T0, { 'gen_ai.usage.input_tokens': -1 })] });
  const answer = await hive.send(otlp([ancient, odd]));
  expect(answer).toEqual({
    status: 200,
    body: {
      partialSuccess: {
        rejectedSpans: '1',
        errorMessage:
          '1 rejected: time is more than 90 days ago; gen_ai.usage.input_tokens: expected a whole number from 0, got a number; the field is dropped',
      },
    },
  });
  expect((await spendOf('clock')).calls).toBe(1);
});

test('many days in one request are many partitions, and all of them are stored', async () => {
  const events = Array.from({ length: 89 }, (_, day) => call(freshId(), T0 - day * 24 * 60 * MINUTE));
  await hive.send(otlp([task('historian', 'h', { events })]));
  const since = new Date(T0 - 91 * 24 * 60 * MINUTE).toISOString();
  const { body } = await hive.ask<LlmCallPage>(`/v1/llm-calls?agent_id=historian&since=${since}`);
  expect(body.totals.calls).toBe(89);
});

import { EVENT_CONCEPTS, encode } from '@hiveboard/sdk/contract';
import { NOON, span, spanEvent } from '../../test/spans.js';
import { derivedId } from './event-id.js';
import { normalise } from './normalise.js';

const RUN = '0198-run';
const TASK = {
  'hive.record': 'task',
  'hive.agent.id': 'lead-qualifier',
  'hive.task.id': 'lead-4821',
  'hive.task.run_id': RUN,
  'hive.task.type': 'lead',
  'hive.project': 'sales',
} as const;
const ID = '0198c2a4-5b7e-7000-8000-000000000001';

const ORIGIN = {
  agentId: 'lead-qualifier',
  environment: 'production',
  group: 'default',
  project: 'sales',
  taskId: 'lead-4821',
  taskRunId: RUN,
  taskType: 'lead',
  correlationId: '',
  traceId: '0af7651916cd43dd8448eb211c80319c',
};

describe('a task span', () => {
  test('tells the run, its start and its end', () => {
    const { tasks, events, agents } = normalise([span({ attributes: TASK, end: NOON + 2500 })], NOON);
    expect(tasks).toEqual([
      { origin: ORIGIN, startedAt: NOON, ended: { at: NOON + 2500, outcome: 'completed', error: '' } },
    ]);
    expect(events.map(({ kind, at, status, durationMs }) => ({ kind, at, status, durationMs }))).toEqual([
      { kind: 'task_started', at: NOON, status: '', durationMs: null },
      { kind: 'task_completed', at: NOON + 2500, status: 'success', durationMs: 2500 },
    ]);
    expect(agents).toEqual([
      { agentId: 'lead-qualifier', environment: 'production', group: 'default', at: NOON, news: { kind: 'alive' } },
    ]);
  });

  test.each([
    ['an outcome of its own', { ...TASK, 'hive.task.outcome': 'cancelled' }, undefined, 'cancelled', 'task_cancelled'],
    ['an error status', TASK, 'boom', 'failed', 'task_failed'],
    [
      'an outcome against an error status',
      { ...TASK, 'hive.task.outcome': 'completed' },
      'boom',
      'completed',
      'task_completed',
    ],
    [
      'an outcome nobody knows',
      { ...TASK, 'hive.task.outcome': 'constructor' },
      undefined,
      'constructor',
      'task_completed',
    ],
  ])('with %s ends as it says', (_name, attributes, error, outcome, kind) => {
    const { tasks, events } = normalise([span({ attributes, ...(error === undefined ? {} : { error }) })], NOON);
    expect(tasks[0]?.ended?.outcome).toBe(outcome);
    expect(events[1]?.kind).toBe(kind);
  });

  test('that failed tells the exception', () => {
    const exception = spanEvent('exception', { 'exception.type': 'TypeError', 'exception.message': 'no such lead' });
    const { tasks, events } = normalise([span({ attributes: TASK, error: 'no such lead', events: [exception] })], NOON);
    expect(tasks[0]?.ended).toEqual({ at: NOON + 1000, outcome: 'failed', error: 'TypeError: no such lead' });
    expect(events[1]).toMatchObject({
      severity: 'error',
      summary: 'Task failed: lead: lead-4821: TypeError: no such lead',
      data: { exception_type: 'TypeError', exception_message: 'no such lead' },
    });
  });

  test('that ends before it starts ends when it starts', () => {
    const { tasks } = normalise([span({ attributes: TASK, end: NOON - 60_000 })], NOON);
    expect(tasks[0]?.ended?.at).toBe(NOON);
  });

  test('that ends in another century ends when it starts', () => {
    const { tasks } = normalise([span({ attributes: TASK, end: Date.UTC(2190, 0, 1) })], NOON);
    expect(tasks[0]?.ended?.at).toBe(NOON);
  });

  test('without a run id is told apart by its trace', () => {
    const { 'hive.task.run_id': _run, ...attributes } = TASK;
    expect(normalise([span({ attributes })], NOON).tasks[0]?.origin.taskRunId).toBe(ORIGIN.traceId);
  });
});

describe('a progress span', () => {
  const progress = (sequence: number) =>
    span({
      name: 'hive.progress',
      spanId: 'aaaaaaaaaaaaaaaa',
      parentSpanId: 'b7ad6b7169203331',
      start: NOON + 1000,
      attributes: {
        ...TASK,
        'hive.record': 'progress',
        'hive.progress.seq': sequence,
        'hive.progress.start_time_ms': NOON,
      },
      events: [
        spanEvent('hive.llm_call', {
          'hive.event.id': ID,
          'hive.llm_call.name': 'score',
          'gen_ai.request.model': 'gpt-4o',
        }),
      ],
    });

  test('tells that the run is open since its start', () => {
    expect(normalise([progress(3)], NOON).tasks).toEqual([{ origin: ORIGIN, startedAt: NOON, ended: null }]);
  });

  test.each([0, 9e15])('with an absurd start of %i began when it was sent', (start) => {
    const attributes = {
      ...TASK,
      'hive.record': 'progress',
      'hive.progress.seq': 0,
      'hive.progress.start_time_ms': start,
    };
    const { tasks, events } = normalise([span({ start: NOON, attributes })], NOON);
    expect([tasks[0]?.startedAt, events[0]?.at]).toEqual([NOON, NOON]);
  });

  test('announces the start only the first time', () => {
    const kinds = (sequence: number) => normalise([progress(sequence)], NOON).events.map(({ kind }) => kind);
    expect(kinds(0)).toEqual(['task_started', 'llm_call']);
    expect(kinds(1)).toEqual(['llm_call']);
  });

  test('tells the same events under the same ids as the final span', () => {
    const call = spanEvent('hive.llm_call', {
      'hive.event.id': ID,
      'hive.llm_call.name': 'score',
      'gen_ai.request.model': 'gpt-4o',
    });
    const running = normalise([progress(0)], NOON);
    const final = normalise([span({ attributes: TASK, events: [call] })], NOON);
    const [started, , called] = final.events;
    expect(running.events).toEqual([started, called]);
    expect(running.calls).toEqual(final.calls);
  });
});

describe('an action span', () => {
  const action = {
    ...TASK,
    'hive.record': 'action',
    'hive.action.name': 'search_crm',
    'hive.action.parent_id': 'cccccccccccccccc',
  };

  test('is one event at its start, with its duration and its parent', () => {
    expect(normalise([span({ attributes: action, end: NOON + 40 })], NOON).events).toEqual([
      {
        eventId: derivedId('action_ended', ORIGIN.traceId, 'b7ad6b7169203331'),
        at: NOON,
        origin: ORIGIN,
        kind: 'action_completed',
        severity: 'info',
        status: 'success',
        summary: 'search_crm',
        tags: ['action'],
        durationMs: 40,
        actionId: 'b7ad6b7169203331',
        parentActionId: 'cccccccccccccccc',
        data: { name: 'search_crm' },
      },
    ]);
  });

  test('that failed says why', () => {
    expect(normalise([span({ attributes: action, error: 'timeout' })], NOON).events[0]).toMatchObject({
      kind: 'action_failed',
      status: 'failure',
      severity: 'error',
      summary: 'search_crm: timeout',
      data: { name: 'search_crm', exception_message: 'timeout' },
    });
  });
});

describe('span events', () => {
  const agentSpan = (...events: ReturnType<typeof spanEvent>[]) =>
    span({ name: 'hive.agent', attributes: { 'hive.record': 'agent', 'hive.agent.id': 'a' }, events });

  test.each(EVENT_CONCEPTS.map((concept) => [concept.kind, concept] as const))(
    'of kind %s are read by name',
    (kind, concept) => {
      const { events } = normalise([agentSpan(spanEvent(concept.eventName, { 'hive.event.id': ID }))], NOON);
      expect(events).toMatchObject([{ eventId: ID, kind, severity: concept.severity({}), tags: concept.tags({}) }]);
    },
  );

  test('of a kind nobody knows keep their attributes', () => {
    const event = spanEvent('hive.teleported', {
      'hive.event.id': ID,
      'hive.event.summary': 'Gone',
      'ship.deck': 3,
      deep: { a: [1] },
    });
    expect(normalise([agentSpan(event)], NOON).events).toMatchObject([
      { kind: 'teleported', summary: 'Gone', severity: 'info', data: { 'ship.deck': 3, deep: { a: [1] } } },
    ]);
  });

  test('that are not ours are left alone', () => {
    expect(normalise([agentSpan(spanEvent('gen_ai.choice', { a: 1 }))], NOON).events).toEqual([]);
  });

  test('without an id get one that is always the same', () => {
    const once = () =>
      normalise([agentSpan(spanEvent('hive.custom', { 'hive.custom.name': 'x' }))], NOON).events[0]?.eventId;
    expect(once()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(once()).toBe(once());
  });

  test('with an id that is no UUID get one derived from it', () => {
    const id = (sent: string) =>
      normalise([agentSpan(spanEvent('hive.custom', { 'hive.event.id': sent }))], NOON).events[0]?.eventId;
    expect(id("x'); DROP TABLE hive.events; --")).toBe(id("x'); DROP TABLE hive.events; --"));
    expect(id('a')).not.toBe(id('b'));
  });

  test('with wrong values keep the event, lose the value and say so', () => {
    const event = spanEvent('hive.queue_snapshot', {
      'hive.event.id': ID,
      'hive.queue.depth': -4,
      'hive.queue.items': '[',
    });
    const { events, warnings } = normalise([agentSpan(event)], NOON);
    expect(events).toMatchObject([{ kind: 'queue_snapshot', data: {} }]);
    expect(warnings).toEqual([
      'hive.queue.depth: expected a whole number from 0, got a number; the field is dropped',
      'hive.queue.items: expected a JSON string, got a string; the field is dropped',
    ]);
  });

  test('keep prompts out of events, which outlive them', () => {
    const event = spanEvent('hive.llm_call', {
      'hive.event.id': ID,
      'hive.llm_call.name': 'score',
      'gen_ai.request.model': 'gpt-4o',
      'hive.llm_call.prompt_preview': 'secret',
    });
    const { events, calls } = normalise([agentSpan(event)], NOON);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(calls[0]?.call.promptPreview).toBe('secret');
  });

  test('of heartbeats, registrations and stops are news of the agent', () => {
    const { agents } = normalise(
      [
        agentSpan(
          spanEvent('hive.agent_registered', { 'hive.agent.type': 'sales', 'hive.agent.stuck_threshold_seconds': 60 }),
          spanEvent('hive.heartbeat', { 'hive.event.summary': 'all well' }),
          spanEvent('hive.agent_stopped'),
        ),
      ],
      NOON,
    );
    expect(agents.map(({ news }) => news)).toEqual([
      {
        kind: 'registered',
        type: 'sales',
        version: undefined,
        framework: undefined,
        runtime: undefined,
        sdkVersion: undefined,
        stuckThresholdSeconds: 60,
      },
      { kind: 'heartbeat', summary: 'all well', stuckThresholdSeconds: undefined },
      { kind: 'stopped' },
    ]);
  });
});

describe('times', () => {
  const day = 24 * 3600 * 1000;
  test.each([
    ['a day late', NOON - day, 1, {}],
    ['an hour ahead', NOON + 3_600_000, 1, {}],
    ['two days ahead', NOON + 2 * day, 0, { 'time is more than a day ahead of the server': 1 }],
    ['a year ago', NOON - 365 * day, 0, { 'time is more than 90 days ago': 1 }],
    ['at the beginning of time', 0, 0, { 'time is more than 90 days ago': 1 }],
  ])('%s are stored or rejected with the reason', (_name, start, stored, rejected) => {
    const facts = normalise([span({ attributes: TASK, start })], NOON);
    expect(facts.tasks).toHaveLength(stored);
    expect(Object.fromEntries(facts.rejected)).toEqual(rejected);
  });

  test('of an event that are absurd give way to the start of its span', () => {
    const event = spanEvent('hive.custom', { 'hive.custom.name': 'x' }, 0);
    const { events, warnings } = normalise([span({ attributes: { 'hive.record': 'agent' }, events: [event] })], NOON);
    expect(events[0]?.at).toBe(NOON);
    expect(warnings).toContain("event time: time is more than 90 days ago; the span's start is used");
  });
});

test('spans that are neither ours nor calls to a model say nothing', () => {
  expect(normalise([span({ name: 'GET /', attributes: { 'http.request.method': 'GET' } })], NOON)).toEqual({
    events: [],
    calls: [],
    tasks: [],
    agents: [],
    rejected: new Map(),
    warnings: [],
  });
});

test('an unknown record is no record', () => {
  for (const record of ['toString', '__proto__', 'model_call', 'robot']) {
    expect(normalise([span({ attributes: { 'hive.record': record } })], NOON).events).toEqual([]);
  }
});

test.each([
  [{ 'hive.agent.id': 'a', 'gen_ai.agent.name': 'b' }, 'a'],
  [{ 'gen_ai.agent.name': 'b', 'gen_ai.agent.id': 'c' }, 'b'],
  [{ 'gen_ai.agent.id': 'c' }, 'c'],
  [{}, 'shop'],
])('the agent of %j is %s', (attributes, agent) => {
  const facts = normalise([span({ attributes: { 'hive.record': 'task', 'hive.task.id': 't', ...attributes } })], NOON);
  expect(facts.tasks[0]?.origin.agentId).toBe(agent);
});

test('every concept that a sender encodes is read without a warning', () => {
  const facts = normalise(
    [
      span({
        attributes: { 'hive.record': 'agent', 'hive.agent.id': 'a' },
        events: [
          spanEvent('hive.issue', {
            'hive.event.id': ID,
            'hive.event.kind': 'issue',
            ...encode(EVENT_CONCEPTS[11].fields, { title: 'CRM down', severity: 'high', context: { code: 503 } })
              .attributes,
          }),
        ],
      }),
    ],
    NOON,
  );
  expect(facts.warnings).toEqual([]);
  expect(facts.events[0]?.data).toEqual({ title: 'CRM down', severity: 'high', context: { code: 503 } });
});

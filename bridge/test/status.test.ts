import fc from 'fast-check';
import type { AgentPipeline, AgentStatus, AgentSummary, Page, TaskStatus, TaskSummary } from '@hiveboard/sdk/contract';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const MINUTE = 60_000;
const T0 = Math.floor(Date.now() / 1000) * 1000 - 5 * MINUTE;

let count = 0;
const freshId = (): string => `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;

type Words = Readonly<Record<string, string | number>>;

/** One thing that happens to an agent, at a second after {@link T0}. */
type Happening = (agent: string) => SentSpan;

const onAgent =
  (second: number, kind: string, words: Words = {}): Happening =>
  (agent) => ({
    name: 'hive.agent',
    start: T0 + second * 1000,
    attributes: { 'hive.record': 'agent', 'hive.agent.id': agent },
    events: [
      {
        name: `hive.${kind}`,
        at: T0 + second * 1000,
        attributes: { 'hive.event.id': freshId(), 'hive.event.kind': kind, ...words },
      },
    ],
  });

const registered = onAgent(0, 'agent_registered', { 'hive.agent.stuck_threshold_seconds': 3600 });
const beat = (second: number): Happening => onAgent(second, 'heartbeat', { 'hive.event.summary': `beat ${second}` });
const stopped = (second: number): Happening => onAgent(second, 'agent_stopped');

const run =
  (id: string, parts: (agent: string) => Partial<SentSpan> & Pick<SentSpan, 'start'>): Happening =>
  (agent) => {
    const { attributes, ...rest } = parts(agent);
    return {
      ...rest,
      attributes: {
        'hive.record': 'task',
        'hive.agent.id': agent,
        'hive.task.id': `${agent}-${id}`,
        'hive.task.run_id': `${agent}-${id}-run`,
        ...attributes,
      },
    };
  };

/** An open run: what its progress spans tell. */
const open = (
  id: string,
  second: number,
  ...events: readonly (readonly [second: number, kind: string, words: Words])[]
): Happening =>
  run(id, () => ({
    name: 'hive.progress',
    start: T0 + second * 1000,
    attributes: {
      'hive.record': 'progress',
      'hive.progress.seq': 0,
      'hive.progress.start_time_ms': T0 + second * 1000,
    },
    events: events.map(([at, kind, words]) => ({
      name: `hive.${kind}`,
      at: T0 + at * 1000,
      attributes: { 'hive.event.id': freshId(), 'hive.event.kind': kind, ...words },
    })),
  }));
const completed = (id: string, from: number, to: number): Happening =>
  run(id, () => ({ start: T0 + from * 1000, end: T0 + to * 1000 }));
const failed = (id: string, from: number, to: number): Happening =>
  run(id, () => ({ start: T0 + from * 1000, end: T0 + to * 1000, error: 'boom' }));
const asks = (second: number) =>
  [second, 'approval_requested', { 'hive.approval.approver': 'ann', 'hive.approval.reason': 'big deal' }] as const;
const decides = (second: number) =>
  [second, 'approval_received', { 'hive.approval.approved_by': 'ann', 'hive.approval.decision': 'approved' }] as const;
const escalates = (second: number) => [second, 'escalated', { 'hive.escalation.reason': 'too hard' }] as const;

const ofAgent = async (agent: string): Promise<AgentSummary | undefined> =>
  (await hive.ask<Page<AgentSummary>>('/v1/agents')).body.data.find(({ agent_id }) => agent_id === agent);

describe('an agent', () => {
  const STORIES: readonly (readonly [string, readonly Happening[], AgentStatus])[] = [
    ['that only beats is idle', [registered, beat(1), beat(2)], 'idle'],
    ['with an open run is processing', [registered, open('a', 1)], 'processing'],
    [
      'stays processing through heartbeats and ended actions',
      [registered, open('a', 1), beat(30), beat(60)],
      'processing',
    ],
    ['whose run completed is idle', [registered, open('a', 1), completed('a', 1, 5)], 'idle'],
    ['whose latest run failed is in error', [registered, completed('a', 1, 2), failed('b', 3, 4), beat(30)], 'error'],
    ['that started anew after a failure is processing', [registered, failed('a', 1, 2), open('b', 3)], 'processing'],
    ['that succeeded after a failure is idle', [registered, failed('a', 1, 2), completed('b', 3, 4)], 'idle'],
    ['that asked for approval waits', [registered, open('a', 1, asks(2)), beat(30)], 'waiting'],
    [
      'that got its decision is processing again',
      [registered, open('a', 1, asks(2), decides(40)), beat(60)],
      'processing',
    ],
    ['with one of two decisions still waits', [registered, open('a', 1, asks(2), asks(3), decides(40))], 'waiting'],
    ['whose run ended waits for nobody', [registered, open('a', 1, asks(2)), completed('a', 1, 50)], 'idle'],
    ['that escalated is still processing', [registered, open('a', 1, escalates(2))], 'processing'],
    ['that stopped on purpose is offline', [registered, completed('a', 1, 2), beat(3), stopped(4)], 'offline'],
    [
      'that came back is idle',
      [registered, stopped(4), onAgent(5, 'agent_registered', { 'hive.agent.stuck_threshold_seconds': 3600 })],
      'idle',
    ],
  ];

  test.each(STORIES)('%s, in whatever order the news arrives', async (name, happenings, expected) => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...happenings.keys()], { minLength: happenings.length }), async (order) => {
        const agent = `${name.replaceAll(' ', '-')}-${++round}`;
        const spans = happenings.map((happening) => happening(agent));
        for (const index of order) await hive.send(otlp(spans.slice(index, index + 1)));
        // And once more, all at once: nothing may change.
        await hive.send(otlp(spans));
        expect((await ofAgent(agent))?.derived_status).toBe(expected);
      }),
      { numRuns: 1 },
    );
  });

  test('silent for longer than its own threshold is stuck by itself, whatever it was doing', async () => {
    const threshold = (seconds: number) =>
      onAgent(0, 'agent_registered', { 'hive.agent.stuck_threshold_seconds': seconds });
    hive.shiftClock(-10 * MINUTE);
    for (const [agent, seconds] of [
      ['patient', 3600],
      ['hasty', 60],
      ['never', 0],
    ] as const) {
      await hive.send(otlp([threshold(seconds)(agent), open('a', 1)(agent)]));
    }
    hive.shiftClock(0);
    expect((await ofAgent('patient'))?.derived_status).toBe('processing');
    expect(await ofAgent('hasty')).toMatchObject({
      derived_status: 'stuck',
      is_stuck: true,
      stuck_threshold_seconds: 60,
      current_task_id: null,
    });
    expect((await ofAgent('never'))?.derived_status).toBe('processing');
    await hive.send(otlp([beat(200)('hasty')]));
    expect((await ofAgent('hasty'))?.is_stuck).toBe(false);
  });

  test('that waits tells for whom, why and since when', async () => {
    await hive.send(otlp([open('deal', 1, asks(2), asks(9), decides(20))('seller')]));
    expect((await ofAgent('seller'))?.waiting).toEqual({
      task_id: 'seller-deal',
      approver: 'ann',
      reason: 'big deal',
      since: new Date(T0 + 9000).toISOString(),
      count: 1,
    });
  });

  test('stands first in the list when it needs attention', async () => {
    const order = (await hive.ask<Page<AgentSummary>>('/v1/agents')).body.data.map(
      ({ derived_status }) => derived_status,
    );
    const ranks = order.map((status) => ['stuck', 'error', 'waiting', 'processing', 'idle', 'offline'].indexOf(status));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });
});

test.each<[string, Happening, TaskStatus]>([
  ['completed', completed('x', 1, 2), 'completed'],
  ['failed', failed('x', 1, 2), 'failed'],
  [
    'cancelled',
    run('x', () => ({ start: T0, end: T0 + 1, attributes: { 'hive.task.outcome': 'cancelled' } })),
    'cancelled',
  ],
  ['escalated', open('x', 1, escalates(2)), 'escalated'],
  ['waiting, though escalated', open('x', 1, escalates(2), asks(3)), 'waiting'],
  ['processing', open('x', 1), 'processing'],
])('a task is %s', async (name, happening, expected) => {
  const agent = `task-${name.replaceAll(/\W+/g, '-')}`;
  await hive.send(otlp([happening(agent)]));
  const { body } = await hive.ask<Page<TaskSummary>>(`/v1/tasks?agent_id=${agent}`);
  expect(body.data.map(({ derived_status }) => derived_status)).toEqual([expected]);
  const { body: filtered } = await hive.ask<Page<TaskSummary>>(`/v1/tasks?agent_id=${agent}&status=${expected}`);
  expect(filtered.data).toHaveLength(1);
});

describe('the pipeline of an agent', () => {
  const issue = (second: number, words: Words): Happening => onAgent(second, 'issue', words);
  const pipelineOf = async (agent: string, ...happenings: readonly Happening[]): Promise<AgentPipeline> => {
    await hive.send(otlp(happenings.map((happening) => happening(agent))));
    return (await hive.ask<AgentPipeline>(`/v1/agents/${agent}/pipeline`)).body;
  };

  test('is empty part by part until something is reported', async () => {
    expect(await pipelineOf('quiet', beat(1))).toEqual({
      agent_id: 'quiet',
      queue: null,
      todos: null,
      scheduled: null,
      issues: null,
    });
  });

  test('shows the newest queue, also when an older one arrives late', async () => {
    const queue = (second: number, depth: number) =>
      onAgent(second, 'queue_snapshot', {
        'hive.queue.depth': depth,
        'hive.queue.items': `[{"id":"i${depth}","priority":"high"}]`,
      });
    const { queue: shown } = await pipelineOf('queuer', queue(30, 4), queue(10, 9));
    expect(shown).toEqual({
      last_updated: new Date(T0 + 30_000).toISOString(),
      report_age_seconds: expect.any(Number) as number,
      depth: 4,
      oldest_age_seconds: null,
      oldest_age_now_seconds: null,
      items: [{ id: 'i4', priority: 'high' }],
      processing: null,
    });
    expect((await ofAgent('queuer'))?.queue?.depth).toBe(4);
    expect((await pipelineOf('queuer', onAgent(40, 'queue_snapshot', { 'hive.queue.depth': 0 }))).queue?.depth).toBe(0);
  });

  test.each([
    ['the same title', { 'hive.issue.title': 'CRM down' }, 0],
    ['another title', { 'hive.issue.title': 'crm down' }, 1],
  ])('an issue without an id is resolved by %s or not at all', async (_name, words, active) => {
    const agent = `issues-${active}`;
    const { issues } = await pipelineOf(
      agent,
      issue(1, { 'hive.issue.title': 'CRM down', 'hive.issue.severity': 'high' }),
      issue(2, {
        'hive.issue.title': 'CRM down',
        'hive.issue.severity': 'critical',
        'hive.issue.category': 'connectivity',
      }),
      issue(3, { ...words, 'hive.issue.action': 'resolved' }),
    );
    expect(issues?.active).toHaveLength(active);
    if (active === 1) {
      expect(issues?.active[0]).toMatchObject({
        summary: 'CRM down',
        severity: 'critical',
        category: 'connectivity',
        occurrences: 2,
        first_seen: new Date(T0 + 1000).toISOString(),
        last_seen: new Date(T0 + 2000).toISOString(),
      });
      expect((await ofAgent(agent))?.open_issues).toEqual({ total: 1, critical: 1, high: 0, medium: 0, low: 0 });
    }
  });

  test('open issues are told by how severe they are, those of unknown words in the total alone', async () => {
    const words = ['low', 'low', 'low', 'medium', 'medium', 'high', 'critical', 'sev-1'];
    await hive.send(
      otlp(
        words.map((severity, index) =>
          issue(index, { 'hive.issue.title': `${severity} ${index}`, 'hive.issue.severity': severity })('worrier'),
        ),
      ),
    );
    expect((await ofAgent('worrier'))?.open_issues).toEqual({ total: 8, critical: 1, high: 1, medium: 2, low: 3 });
  });

  test('an issue with an id is resolved by it, whatever the title, and comes back when reported again', async () => {
    const words = { 'hive.issue.id': 'crm-403', 'hive.issue.severity': 'medium' };
    const report = issue(1, { ...words, 'hive.issue.title': 'CRM returns 403' });
    const resolve = issue(2, { ...words, 'hive.issue.title': 'fixed!', 'hive.issue.action': 'resolved' });
    expect((await pipelineOf('fixer', report, resolve)).issues).toMatchObject({ active: [], resolved_count: 1 });
    const again = await pipelineOf(
      'fixer',
      issue(3, { ...words, 'hive.issue.title': 'CRM returns 403', 'hive.issue.occurrence_count': 12 }),
    );
    expect(again.issues?.active).toMatchObject([{ issue_key: 'crm-403', summary: 'CRM returns 403', occurrences: 12 }]);
  });

  test.each([
    ['created', true],
    ['completed', false],
    ['dismissed', false],
    ['failed', true],
    ['deferred', true],
  ])('a to-do whose newest event is %s is active: %s', async (action, active) => {
    const todo = (second: number, what: string, title: string) =>
      onAgent(second, 'todo', {
        'hive.todo.id': 'call',
        'hive.todo.action': what,
        'hive.todo.title': title,
        'hive.todo.priority': 'high',
      });
    const { todos } = await pipelineOf(
      `todo-${action}`,
      todo(2, action, 'it went well'),
      todo(1, 'created', 'Call Ann back'),
    );
    expect(todos?.items).toMatchObject([
      { todo_id: 'call', action, active, summary: 'Call Ann back', priority: 'high' },
    ]);
    expect(todos?.active_count).toBe(active ? 1 : 0);
  });

  test('of an agent that nobody has heard of is not found', async () => {
    expect(await hive.ask('/v1/agents/nobody/pipeline')).toEqual({
      status: 404,
      body: { error: 'agent_not_found', message: 'No agent of this id has reported.', status: 404, details: null },
    });
  });
});

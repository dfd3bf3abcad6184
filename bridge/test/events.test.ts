import type { ApiError, EventPage } from '@hiveboard/sdk/contract';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const T0 = Math.floor(Date.now() / 1000) * 1000 - 600_000;
const idOf = (count: number): string => `0198c2a4-5b7e-7000-8000-${count.toString(16).padStart(12, '0')}`;

interface Told {
  readonly count: number;
  readonly agent?: string;
  readonly kind?: string;
  readonly at?: number;
  readonly attributes?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** An event of an agent outside any task. */
const told = ({ count, agent = 'a', kind = 'custom', at = T0 + count * 1000, attributes = {} }: Told): SentSpan => ({
  name: 'hive.agent',
  start: at,
  attributes: { 'hive.record': 'agent', 'hive.agent.id': agent },
  events: [
    {
      name: `hive.${kind}`,
      at,
      attributes: {
        'hive.event.id': idOf(count),
        'hive.event.kind': kind,
        'hive.event.summary': `number ${count}`,
        ...attributes,
      },
    },
  ],
});

const ask = async (query: string): Promise<EventPage> =>
  (await hive.ask<EventPage>(`/v1/events?since=${T0 - 3_600_000}&${query}`)).body;

/** The numbers of events, in the order of an answer. */
const numbers = ({ data }: EventPage): readonly number[] =>
  data.map(({ event_id }) => Number.parseInt(event_id.slice(-12), 16));

describe('pages', () => {
  beforeAll(async () => {
    // Two of each are in the same millisecond, and all come twice.
    const spans = [1, 2, 3, 4, 5, 6, 7].map((count) =>
      told({ count, agent: 'pages', at: T0 + Math.floor(count / 2) * 1000 }),
    );
    await hive.send(otlp(spans));
    await hive.send(otlp(spans.toReversed()));
  });

  test('lead from the newest to the oldest, each event once', async () => {
    const first = await ask('agent_id=pages&limit=3');
    expect([numbers(first), first.pagination.has_more]).toEqual([[7, 6, 5], true]);
    const second = await ask(`agent_id=pages&limit=3&cursor=${first.pagination.cursor}`);
    expect([numbers(second), second.pagination.has_more]).toEqual([[4, 3, 2], true]);
    const third = await ask(`agent_id=pages&limit=3&cursor=${second.pagination.cursor}`);
    expect([numbers(third), third.pagination.has_more, third.pagination.cursor]).toEqual([[1], false, null]);
  });

  test('lead back to what is newer, and what comes meanwhile is on the way', async () => {
    const oldest = await ask(`agent_id=pages&limit=2&until=${T0 + 1500}`);
    expect(numbers(oldest)).toEqual([3, 2]);
    await hive.send(otlp([told({ count: 8, agent: 'pages', at: T0 + 9000 })]));
    const next = await ask(`agent_id=pages&limit=3&after=${oldest.pagination.newest}`);
    expect([numbers(next), next.pagination.has_more]).toEqual([[6, 5, 4], true]);
    const last = await ask(`agent_id=pages&limit=3&after=${next.pagination.newest}`);
    expect([numbers(last), last.pagination.has_more]).toEqual([[8, 7], false]);
    const none = await ask(`agent_id=pages&limit=3&after=${last.pagination.newest}`);
    expect(none).toEqual({ data: [], pagination: { cursor: null, has_more: false, newest: null } });
    expect(numbers(await ask(`agent_id=pages&limit=9&cursor=${last.pagination.cursor}`))).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test('do not shift when something newer comes in between', async () => {
    const first = await ask('agent_id=pages&limit=2');
    await hive.send(otlp([told({ count: 9, agent: 'pages', at: T0 + 10_000 })]));
    expect(numbers(await ask(`agent_id=pages&limit=2&cursor=${first.pagination.cursor}`))).toEqual([6, 5]);
  });
});

describe('filters', () => {
  beforeAll(async () => {
    const task: SentSpan = {
      name: 'invoke_agent f',
      traceId: '7'.repeat(32),
      start: T0,
      end: T0 + 500,
      error: 'Überlauf im Puffer',
      attributes: {
        'hive.record': 'task',
        'hive.agent.id': 'filters-2',
        'hive.task.id': 'order-17',
        'hive.task.run_id': 'run-17',
        'hive.project': 'shop',
      },
    };
    await hive.send(
      otlp([
        task,
        told({ count: 101, agent: 'filters-1', kind: 'heartbeat' }),
        told({ count: 102, agent: 'filters-1', kind: 'made_up', attributes: { 'hive.event.severity': 'warn' } }),
        told({ count: 103, agent: 'filters-1', attributes: { 'hive.event.tags': ['Urgent', 'b'] } }),
        told({ count: 104, agent: 'filters-1', attributes: { 'hive.event.summary': `100 % \\ 'quoted' <b>` } }),
      ]),
    );
    await hive.send(
      otlp([told({ count: 105, agent: 'filters-3' })], {
        'deployment.environment.name': 'staging',
        'hive.group': 'night',
      }),
    );
  });

  const kinds = async (query: string): Promise<readonly string[]> =>
    (await ask(query)).data.filter(({ agent_id }) => agent_id.startsWith('filters')).map(({ kind }) => kind);

  test.each([
    ['one agent', 'agent_id=filters-1', ['custom', 'custom', 'made_up', 'heartbeat']],
    ['kinds, also those that nobody defined', 'kind=heartbeat,made_up', ['made_up', 'heartbeat']],
    ['severities', 'severity=error,warn', ['made_up', 'task_failed']],
    ['a task', 'task_id=order-17', ['task_failed', 'task_started']],
    ['a run', 'task_run_id=run-17', ['task_failed', 'task_started']],
    ['a project', 'project=shop', ['task_failed', 'task_started']],
    ['an environment', 'environment=staging', ['custom']],
    ['a group', 'group=night', ['custom']],
    ['other kinds', 'agent_id=filters-1&exclude_kind=heartbeat,made_up', ['custom', 'custom']],
    ['a word of a tag, in any case', 'q=urgent', ['custom']],
    ['a word of the name of a task', 'q=ORDER-1', ['task_failed', 'task_started']],
    ['letters beyond ASCII', `q=${encodeURIComponent('überLAUF')}`, ['task_failed']],
    ['signs that SQL knows', `q=${encodeURIComponent(`% \\ 'quoted' <b>`)}`, ['custom']],
    ['all of several', 'agent_id=filters-1&kind=custom&q=urgent', ['custom']],
    ['nothing', 'kind=nothing', []],
  ])('%s', async (_what, query, expected) => {
    expect(await kinds(query)).toEqual(expected);
  });

  test('an event is told whole', async () => {
    const { data } = await ask('agent_id=filters-1&q=urgent');
    expect(data).toEqual([
      {
        event_id: idOf(103),
        kind: 'custom',
        timestamp: new Date(T0 + 103_000).toISOString(),
        received_at: expect.any(String) as string,
        agent_id: 'filters-1',
        task_id: null,
        task_run_id: null,
        project_id: null,
        action_id: null,
        severity: 'info',
        status: null,
        duration_ms: null,
        summary: 'number 103',
        tags: ['Urgent', 'b'],
        data: expect.any(Object) as object,
      },
    ]);
  });
});

test.each([
  ['severity=loud', 'severity: expected any of debug, info, warn, error, with commas between'],
  ['limit=501', 'limit: expected a whole number from 1 to 500'],
  ['cursor=x', 'cursor: expected the cursor of an answer, unchanged'],
  ['after=x', 'after: expected the cursor of an answer, unchanged'],
  ['after=x&cursor=x', 'after: expected either cursor or after, not both'],
])('%s is refused', async (query, message) => {
  const { status, body } = await hive.ask<ApiError>(`/v1/events?${query}`);
  expect([status, body.message]).toEqual([400, message]);
});

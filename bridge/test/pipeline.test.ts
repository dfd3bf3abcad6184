import type { AgentPipeline, ScheduleEntry } from '@hiveboard/sdk/contract';
import { ofAgent, type News } from './agent-news.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Math.floor(Date.now() / 1000) * 1000;
const iso = (at: number): string => new Date(at).toISOString();

const tell = (agent: string, ...news: readonly News[]) => hive.send(otlp([ofAgent(agent, ...news)]));
const pipelineOf = async (agent: string): Promise<AgentPipeline> =>
  (await hive.ask<AgentPipeline>(`/v1/agents/${agent}/pipeline`)).body;

describe('a queue', () => {
  const snapshot = (at: number, words: Readonly<Record<string, string | number>>): News => ({
    at,
    kind: 'queue_snapshot',
    words,
  });

  test.each<[string, Readonly<Record<string, string | number>>, number | null]>([
    ['by what the agent said', { 'hive.queue.depth': 2, 'hive.queue.oldest_age_seconds': 90 }, 30 * 60 + 90],
    [
      'by its items, where the agent says nothing',
      {
        'hive.queue.depth': 2,
        'hive.queue.items': JSON.stringify([
          { id: 'a', queued_at: iso(NOW - 35 * MINUTE) },
          { id: 'b', queued_at: iso(NOW - 50 * MINUTE) },
          { id: 'c', queued_at: 'yesterday' },
        ]),
      },
      50 * 60,
    ],
    ['or not at all', { 'hive.queue.depth': 2, 'hive.queue.items': '[{"id":"a"}]' }, null],
    ['and nothing of it when nothing waits', { 'hive.queue.depth': 0, 'hive.queue.oldest_age_seconds': 90 }, null],
  ])('tells how long its oldest item has waited by now, %s', async (name, words, expected) => {
    const agent = `queue-${name.replaceAll(/\W+/g, '-')}`;
    await tell(agent, snapshot(NOW - 30 * MINUTE, words));
    const { queue } = await pipelineOf(agent);
    const age = queue?.oldest_age_now_seconds ?? null;
    // It has grown since by as long as this test has run.
    expect(age === null ? null : [age >= (expected ?? 0), age < (expected ?? 0) + 600]).toEqual(
      expected === null ? null : [true, true],
    );
    expect(queue?.report_age_seconds).toBeGreaterThanOrEqual(30 * 60);
  });

  test.each([
    ['without items says nothing of them', {}, null],
    ['with no items says that', { 'hive.queue.items': '[]' }, []],
    ['with items tells them', { 'hive.queue.items': '[{"id":"a"}]' }, [{ id: 'a' }]],
  ])('%s', async (name, words, expected) => {
    const agent = `items-${name.replaceAll(' ', '-')}`;
    await tell(agent, snapshot(NOW, { 'hive.queue.depth': 3, ...words }));
    expect((await pipelineOf(agent)).queue).toMatchObject({ depth: 3, items: expected });
  });
});

describe('a to-do', () => {
  const todo = (at: number, id: string, action: string, title: string): News => ({
    at,
    kind: 'todo',
    words: { 'hive.todo.id': id, 'hive.todo.action': action, 'hive.todo.title': title },
  });

  test('tells all that happened to it, active or done, once', async () => {
    const news = [
      todo(NOW - 5000, 'call', 'created', 'Call Ann'),
      todo(NOW - 4000, 'call', 'deferred', 'no answer'),
      todo(NOW - 3000, 'call', 'completed', 'called'),
      todo(NOW - 4000, 'mail', 'created', 'Mail Bob'),
      todo(NOW - 2000, 'mail', 'failed', 'bounced'),
      todo(NOW - 1000, 'gone', 'dismissed', 'not wanted'),
    ];
    const span = ofAgent('doer', ...news.toReversed());
    await hive.send(otlp([span]));
    await hive.send(otlp([span]));
    const { todos } = await pipelineOf('doer');
    const told = todos?.items.map(({ todo_id, active, summary, event_count, history }) => [
      todo_id,
      active,
      summary,
      event_count,
      history.map(({ timestamp, action, summary: words }) => [timestamp, action, words]),
    ]);
    expect(told).toEqual([
      [
        'mail',
        true,
        'Mail Bob',
        2,
        [
          [iso(NOW - 4000), 'created', 'Mail Bob'],
          [iso(NOW - 2000), 'failed', 'bounced'],
        ],
      ],
      ['gone', false, 'not wanted', 1, [[iso(NOW - 1000), 'dismissed', 'not wanted']]],
      [
        'call',
        false,
        'Call Ann',
        3,
        [
          [iso(NOW - 5000), 'created', 'Call Ann'],
          [iso(NOW - 4000), 'deferred', 'no answer'],
          [iso(NOW - 3000), 'completed', 'called'],
        ],
      ],
    ]);
    expect(todos).toMatchObject({ active_count: 1, completed_count: 1, dismissed_count: 1 });
  });

  test('of many events tells the newest, of many to-dos the active ones, and counts all', async () => {
    await tell('busy', ...Array.from({ length: 30 }, (_, n) => todo(NOW - 30_000 + n, 'often', 'deferred', `${n}`)));
    await tell('busy', ...Array.from({ length: 90 }, (_, n) => todo(NOW - 20_000, `done-${n}`, 'completed', 'x')));
    for (let part = 0; part < 5; part += 1) {
      await tell('busy', ...Array.from({ length: 100 }, (_, n) => todo(NOW, `open-${part}-${n}`, 'created', 'x')));
    }
    const { todos } = await pipelineOf('busy');
    expect(todos).toMatchObject({ active_count: 501, completed_count: 90, dismissed_count: 0 });
    expect(todos?.items).toHaveLength(500);
    expect(todos?.items.every(({ active }) => active)).toBe(true);
    await tell('busy', todo(NOW + 1000, 'often', 'failed', 'last'));
    const often = (await pipelineOf('busy')).todos?.items.find(({ todo_id }) => todo_id === 'often');
    expect([
      often?.event_count,
      often?.history.length,
      often?.history[0]?.summary,
      often?.history[19]?.summary,
    ]).toEqual([31, 20, '11', 'last']);
  });
});

describe('a schedule', () => {
  const report = (agent: string, at: number, items: readonly object[]) =>
    tell(agent, { at, kind: 'scheduled', words: { 'hive.schedule.items': JSON.stringify(items) } });

  /** What is told of the only item of an agent's schedule, reported `ago` milliseconds ago. */
  const entryOf = async (agent: string, ago: number, item: object): Promise<ScheduleEntry | undefined> => {
    await report(agent, NOW - ago, [item]);
    return (await pipelineOf(agent)).scheduled?.items[0];
  };

  // A run is due `due` milliseconds ago; none of these is near a moment at which one more is missed.
  test.each([
    ['whose run is ahead misses none', { due: -HOUR, reported: 0, interval: '5m' }, 0, 0],
    ['whose run was due a moment ago misses none', { due: 2 * MINUTE, reported: 0, interval: '1m' }, 0, 0],
    ['that was late already when reported', { due: 3.5 * HOUR, reported: 0, interval: '1h' }, 4, 4],
    ['of which nothing was told since', { due: 3.5 * HOUR, reported: 4 * HOUR, interval: '1h' }, 4, 0],
    ['that was late then and more since', { due: 3.5 * HOUR, reported: 2 * HOUR, interval: '1h' }, 4, 2],
    ['every five minutes', { due: 22.5 * MINUTE, reported: 0, interval: '5m' }, 4, 4],
    ['every day', { due: 60 * HOUR, reported: 0, interval: 'daily' }, 3, 3],
    ['every week', { due: 60 * HOUR, reported: 0, interval: ' Weekly' }, 1, 1],
    ['that runs once', { due: 60 * HOUR, reported: 0, interval: null }, 1, 1],
    ['at times that cannot be counted', { due: 60 * HOUR, reported: 0, interval: '*/5 * * * *' }, 1, 1],
    ['every nothing', { due: 60 * HOUR, reported: 0, interval: '0m' }, 1, 1],
    ['that is disabled', { due: 60 * HOUR, reported: 0, interval: '1h', enabled: false }, 0, 0],
    ['that is paused in older words', { due: 60 * HOUR, reported: 0, interval: '1h', status: 'paused' }, 0, 0],
    ['that is active in older words', { due: 1.5 * HOUR, reported: 0, interval: '1h', status: 'active' }, 2, 2],
  ])('an item %s', async (name, { due, reported, ...item }, missed, whenReported) => {
    const next_run = iso(NOW - due);
    const entry = await entryOf(`item-${name.replaceAll(' ', '-')}`, reported, { id: 'a', next_run, ...item });
    expect(entry).toMatchObject({ next_run, missed_runs: missed, missed_when_reported: whenReported });
  });

  test.each(['soon', '10:30', '', '2026-99-99T00:00:00Z', '1e9'])('next due at %j misses none', async (next_run) => {
    expect(await entryOf('vague', 0, { name: 'a', next_run, interval: '1h' })).toMatchObject({ missed_runs: 0 });
  });

  test('is in the order of the next run, and tells what is enabled and what was missed', async () => {
    await report('planner', NOW, [
      { id: 'c', name: 'Some day', next_run: 'soon' },
      { id: 'b', name: 'Report', next_run: iso(NOW + 2 * HOUR), interval: 'daily', enabled: false },
      {
        id: 'a',
        name: 'Sync',
        next_run: iso(NOW - 90 * MINUTE),
        interval: '1h',
        status: 'active',
        last_status: 'success',
      },
    ]);
    const nothing = { interval: null, last_status: null, missed_runs: 0, missed_when_reported: 0 };
    expect((await pipelineOf('planner')).scheduled).toEqual({
      last_updated: iso(NOW),
      enabled_count: 2,
      missed_runs: 2,
      items: [
        {
          id: 'a',
          name: 'Sync',
          next_run: iso(NOW - 90 * MINUTE),
          interval: '1h',
          enabled: true,
          last_status: 'success',
          missed_runs: 2,
          missed_when_reported: 2,
        },
        { ...nothing, id: 'b', name: 'Report', next_run: iso(NOW + 2 * HOUR), interval: 'daily', enabled: false },
        { ...nothing, id: 'c', name: 'Some day', next_run: 'soon', enabled: true },
      ],
    });
    await report('planner', NOW + 1, []);
    expect((await pipelineOf('planner')).scheduled).toEqual({
      last_updated: iso(NOW + 1),
      enabled_count: 0,
      missed_runs: 0,
      items: [],
    });
  });
});

describe('an issue', () => {
  const issue = (at: number, words: Readonly<Record<string, string>> = {}): News => ({
    at,
    kind: 'issue',
    words: { 'hive.issue.id': 'crm', 'hive.issue.title': 'CRM down', 'hive.issue.severity': 'high', ...words },
  });
  const closed = (at: number, action: string): News =>
    issue(at, { 'hive.issue.action': action, 'hive.issue.by': 'ann' });

  test('recurs when it is reported after it was closed, and tells who decided what', async () => {
    await tell(
      'recurring',
      issue(NOW - 9000),
      issue(NOW - 8000),
      closed(NOW - 7000, 'resolved'),
      issue(NOW - 6000),
      issue(NOW - 5000),
      closed(NOW - 4000, 'dismissed'),
      issue(NOW - 3000),
      closed(NOW - 2000, 'dismissed'),
      closed(NOW - 1000, 'reopened'),
      issue(NOW),
    );
    const { issues } = await pipelineOf('recurring');
    const by = 'ann';
    expect(issues).toMatchObject({ active_count: 1, resolved_count: 0, dismissed_count: 0, closed: [] });
    expect(issues?.active).toMatchObject([
      {
        occurrences: 6,
        recurrences: 2,
        reopened_at: iso(NOW - 1000),
        first_seen: iso(NOW - 9000),
        last_seen: iso(NOW),
        decisions: [
          { timestamp: iso(NOW - 7000), action: 'resolved', by },
          { timestamp: iso(NOW - 4000), action: 'dismissed', by },
          { timestamp: iso(NOW - 2000), action: 'dismissed', by },
          { timestamp: iso(NOW - 1000), action: 'reopened', by },
        ],
      },
    ]);
  });

  test('stays closed when old reports of it come late or twice, and is dismissed apart from resolved', async () => {
    const first = ofAgent('late', issue(NOW - 9000));
    await hive.send(otlp([first]));
    await tell('late', closed(NOW - 5000, 'dismissed'), {
      ...closed(NOW - 4000, 'resolved'),
      words: { 'hive.issue.title': 'other', 'hive.issue.action': 'resolved' },
    });
    await tell('late', { ...issue(NOW - 6000), words: { 'hive.issue.title': 'other' } }, issue(NOW - 7000));
    await hive.send(otlp([first]));
    const { issues } = await pipelineOf('late');
    expect(issues).toMatchObject({ active: [], active_count: 0, resolved_count: 1, dismissed_count: 1 });
    expect(
      issues?.closed.map(({ summary, action, recurrences, occurrences }) => [
        summary,
        action,
        recurrences,
        occurrences,
      ]),
    ).toEqual([
      ['other', 'resolved', 0, 1],
      ['CRM down', 'dismissed', 0, 2],
    ]);
  });
});

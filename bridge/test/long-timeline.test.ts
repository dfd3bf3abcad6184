import type { EventRecord, TaskTimeline } from '@hiveboard/sdk/contract';
import { endSpan, progressSpan, stepSpan, told, type Run, type Told } from './run-story.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const EVENTS = 50_000;
const ONCE = 2_500;
const STEPS = 100;
const T0 = Math.floor(Date.now() / 1000) * 1000 - 600_000;

const run: Run = { task: 'long', run: 'long-run', start: T0 };
/** Many within each millisecond, of several kinds, so that the order within it matters. */
const events: readonly Told[] = Array.from({ length: EVENTS }, (_, n) =>
  told(Math.floor(n / 7), n % 5 === 0 ? 'retry' : 'custom', { 'hive.retry.attempt': 1, 'hive.custom.name': `n${n}` }),
);
const steps = Array.from({ length: STEPS }, (_, n) => ({
  id: (n + 1).toString(16).padStart(16, '0'),
  name: `step ${n}`,
  from: n * 10,
  to: n * 10 + 5,
}));

const ask = async (query: string): Promise<TaskTimeline> =>
  (await hive.ask<TaskTimeline>(`/v1/tasks/long/timeline?${query}`)).body;
const ids = (list: readonly EventRecord[]): readonly string[] => list.map(({ event_id }) => event_id);

/** All events of the run, page by page; told of each page before the next is asked. */
async function inPages(
  limit: number,
  between: (page: TaskTimeline, n: number) => Promise<void>,
): Promise<readonly EventRecord[]> {
  const all: EventRecord[] = [];
  let page = await ask(`limit=${limit}`);
  for (let n = 0; ; n += 1) {
    expect(page.events.length).toBeLessThanOrEqual(limit);
    all.push(...page.events);
    const { cursor, has_more } = page.pagination;
    expect(has_more).toBe(cursor !== null);
    if (cursor === null) return all;
    await between(page, n);
    page = await ask(`limit=${limit}&cursor=${cursor}`);
  }
}

beforeAll(async () => {
  // The newest first: nothing rests on the order of arrival.
  for (let from = EVENTS - ONCE; from >= 0; from -= ONCE) {
    await hive.send(otlp([progressSpan(run, events.slice(from, from + ONCE))]));
  }
  await hive.send(otlp(steps.map((step) => stepSpan(run, step))));
});

test('while the run goes on its pages are all events in order, none twice, while new ones arrive', async () => {
  const late: Told[] = [];
  const all = await inPages(5_000, async (_page, n) => {
    // One at the end, one long past, and one that is known already.
    const news = [told(EVENTS + n, 'custom'), told(n, 'custom')];
    late.push(...news);
    await hive.send(otlp([progressSpan(run, [...news, ...events.slice(n, n + 1)])]));
  });
  const known = new Set(events.map(({ id }) => id));
  const atTheEnd = new Set(late.filter(({ at }) => at >= EVENTS).map(({ id }) => id));
  expect(new Set(ids(all)).size).toBe(all.length);
  // The start, the actions, all that was there, and of the news what lies behind the page that was asked.
  expect(all.filter(({ event_id }) => known.has(event_id)).map(({ event_id }) => event_id).length).toBe(EVENTS);
  expect(all.filter(({ event_id }) => atTheEnd.has(event_id))).toHaveLength(atTheEnd.size);
  expect(all).toHaveLength(EVENTS + 1 + STEPS + atTheEnd.size);
  expect([...all].sort((a, b) => a.timestamp.localeCompare(b.timestamp))).toEqual(all);
  expect(ids(all.filter(({ event_id }) => known.has(event_id)))).toEqual(events.map(({ id }) => id));
});

test('whoever polls hears of whatever has come since, early or late', async () => {
  const first = await ask('limit=1');
  const news = [told(EVENTS + 1000, 'custom'), told(3, 'custom')];
  await hive.send(otlp([progressSpan(run, news)]));
  const heard = new Set<string>();
  let after = first.pagination.newest;
  for (;;) {
    const page = await ask(`limit=5000&after=${after}`);
    for (const id of ids(page.events)) heard.add(id);
    expect(page.pagination.cursor).toBeNull();
    after = page.pagination.newest;
    if (!page.pagination.has_more) break;
  }
  expect(news.filter(({ id }) => heard.has(id))).toHaveLength(2);
});

test('what is told of the run as a whole is the same on every page', async () => {
  const { pagination, action_tree, task, retry_chains, truncated } = await ask('limit=10');
  const second = await ask(`limit=10&cursor=${pagination.cursor ?? ''}`);
  expect(action_tree.map(({ name }) => name)).toEqual(steps.map(({ name }) => name));
  expect(second.action_tree).toEqual(action_tree);
  expect(second.retry_chains).toEqual(retry_chains);
  expect(task).toMatchObject({ retry_count: EVENTS / 5, action_count: STEPS, derived_status: 'processing' });
  // Ten thousand retries are more than one answer tells.
  expect(truncated).toBe(true);
});

test('pages of a run stay pages of that run when its task is started anew', async () => {
  const { pagination } = await ask('limit=3');
  await hive.send(otlp([endSpan({ task: 'long', run: 'another', start: T0 + 1_000, told: [told(0, 'custom')] }, 5)]));
  const next = await ask(`limit=3&cursor=${pagination.cursor ?? ''}`);
  expect(next.task.task_run_id).toBe('long-run');
  const newest = await ask('limit=3');
  expect(newest.task.task_run_id).toBe('another');
});

test('once the run has ended, with events sent again, the pages are all events in order', async () => {
  await hive.send(otlp([endSpan({ ...run, told: events.slice(0, 2_000) }, EVENTS + 2_000)]));
  const all: EventRecord[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: TaskTimeline = await ask(`task_run_id=long-run&limit=5000&cursor=${cursor}`);
    expect(page.task.derived_status).toBe('completed');
    all.push(...page.events);
    ({ cursor } = page.pagination);
  }
  const known = new Set(events.map(({ id }) => id));
  expect(ids(all.filter(({ event_id }) => known.has(event_id)))).toEqual(events.map(({ id }) => id));
  expect(new Set(ids(all)).size).toBe(all.length);
  expect(all.at(-1)?.kind).toBe('task_completed');
});

test('cursors that are not whole are refused', async () => {
  const { status, body } = await hive.ask('/v1/tasks/long/timeline?cursor=x&after=y');
  expect([status, body]).toMatchObject([400, { details: { parameter: 'after' } }]);
  expect((await hive.ask('/v1/tasks/long/timeline?cursor=!')).status).toBe(400);
  expect((await hive.ask('/v1/tasks/long/timeline?limit=5001')).status).toBe(400);
});

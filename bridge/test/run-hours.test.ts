import type { LlmCallPage, Page, TaskSummary, TaskTimeline } from '@hiveboard/sdk/contract';
import { callRow, insertCalls } from './call-rows.js';
import { calls, progressSpan, retries, spansOf, told, type Run, type Told } from './run-story.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Runs begin some days before now, at the last minute of an hour. */
const T0 = Math.floor(Date.now() / DAY) * DAY - 4 * DAY + 10 * HOUR - 60_000;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

/** Sends each span in a request of its own, at the moment of the last that it tells of. */
async function sendAsItHappens(spans: readonly SentSpan[]): Promise<void> {
  hive.freezeClock();
  const now = Date.now();
  for (const span of spans) {
    const moments = [span.end ?? span.start, ...(span.events ?? []).map(({ at }) => at)];
    hive.shiftClock(Math.max(...moments) - now);
    await hive.send(otlp([span]));
  }
  hive.shiftClock(0);
}

/** A call that costs so many cents. */
const costs = (at: number, cents: number): Told => calls(at, 10, { 'hive.cost.usd': cents / 100 });
const failure = (at: number): Told => told(at, 'action_failed', { 'hive.action.id': 'a1', 'hive.action.name': 'work' });

/** The same news, but told by another agent of the run's. */
const byGuest = (span: SentSpan): SentSpan => ({
  ...span,
  attributes: { ...span.attributes, 'hive.agent.id': 'guest' },
});

/** Each lies in time in its own way. */
const RUNS: readonly (readonly [what: string, run: Run, sent: (run: Run) => readonly SentSpan[], expected: object])[] =
  [
    [
      'goes on from one hour to another',
      {
        task: 'across',
        run: 'across',
        start: T0,
        end: 120_000,
        told: [costs(59_999, 1), costs(60_000, 2), retries(60_001, 1)],
      },
      spansOf,
      { calls: 2, cost: 0.03, retry_count: 1 },
    ],
    [
      'takes five hours, and begins in the hour of another',
      {
        task: 'long',
        run: 'long',
        start: T0,
        end: 5 * HOUR,
        told: [1, 2, 3, 4].map((hour) => costs(hour * HOUR, hour)),
      },
      spansOf,
      { calls: 4, cost: 0.1, retry_count: 0 },
    ],
    [
      'is of another day',
      { task: 'other', run: 'other', start: T0 - 2 * DAY, end: 1_000, told: [costs(500, 7)] },
      spansOf,
      { calls: 1, cost: 0.07, retry_count: 0 },
    ],
    [
      'has calls of another agent, hours after its own',
      { task: 'shared', run: 'shared', start: T0 - DAY, end: 1_000, told: [costs(500, 1)] },
      (run) => [...spansOf(run), byGuest(progressSpan(run, [costs(7 * HOUR, 4)]))],
      { calls: 2, cost: 0.05, retry_count: 0 },
    ],
    [
      'tells of hours before its start and after its end, by a clock that is wrong',
      { task: 'clock', run: 'clock', start: T0 - DAY, end: 1_000 },
      (run) => [...spansOf(run), progressSpan(run, [costs(-3 * HOUR, 2), costs(9 * HOUR, 3), failure(9 * HOUR + 1)])],
      { calls: 2, cost: 0.05, retry_count: 0, error_count: 1, action_count: 1 },
    ],
    [
      'takes more hours than anybody names',
      { task: 'endless', run: 'endless', start: T0 - 50 * DAY, end: 50 * DAY, told: [costs(0, 1), costs(49 * DAY, 2)] },
      spansOf,
      { calls: 2, cost: 0.03, retry_count: 0 },
    ],
  ];

const EVER = T0 - 60 * DAY;
const LATELY = T0 - 10 * DAY;

/** Whatever was asked for, by task. */
const page = async (query: string, since = EVER): Promise<ReadonlyMap<string, TaskSummary>> => {
  const { body } = await hive.ask<Page<TaskSummary>>(`/v1/tasks?since=${since}&limit=200&${query}`);
  return new Map(body.data.map((task) => [task.task_id, task]));
};
const callsOf = async (run: string, more = `&since=${EVER}`): Promise<LlmCallPage> =>
  (await hive.ask<LlmCallPage>(`/v1/llm-calls?task_run_id=${run}${more}`)).body;

describe('a run that', () => {
  beforeAll(async () => {
    for (const [, run, sent] of RUNS) await sendAsItHappens(sent(run));
  });

  test.each(RUNS)('%s is told with all that it came to, alone and among others', async (_, { task }, __, expected) => {
    expect((await page(`task_id=${task}`)).get(task)).toMatchObject(expected);
    for (const sort of ['newest', 'duration']) {
      expect((await page(`sort=${sort}`)).get(task)).toMatchObject(expected);
      // Among those whose hours are named, and itself where it is one of them.
      const lately = await page(`sort=${sort}`, LATELY);
      expect([...lately.keys()].toSorted()).toEqual(['across', 'clock', 'long', 'other', 'shared']);
      expect(lately.get(task) ?? expected).toMatchObject(expected);
    }
    const { body } = await hive.ask<TaskTimeline>(`/v1/tasks/${task}/timeline`);
    expect(body.task).toMatchObject(expected);
  });

  test.each(RUNS)('%s is told with all of its calls', async (_, { run, told: own = [] }, __, expected) => {
    for (const sort of ['newest', 'oldest', 'cost'] as const) {
      const { data, totals } = await callsOf(run, `&since=${EVER}&sort=${sort}`);
      expect({ calls: data.length, cost: totals.cost }).toMatchObject(
        Object.fromEntries(Object.entries(expected).filter(([name]) => name === 'calls' || name === 'cost')),
      );
    }
    const known = (await callsOf(run)).data.map(({ event_id }) => event_id);
    expect(known).toEqual(expect.arrayContaining(own.filter(({ kind }) => kind === 'llm_call').map(({ id }) => id)));
  });
});

test('of the calls of a run those are told that lie within the period asked for, page by page', async () => {
  const run: Run = { task: 'paged', run: 'paged', start: T0, end: 4 * HOUR };
  await sendAsItHappens(spansOf({ ...run, told: [0, 1, 2, 3, 4].map((hour) => costs(hour * HOUR, 2 ** hour)) }));
  const asked = async (since: number, until: number): Promise<readonly number[]> => {
    const told: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: LlmCallPage = await callsOf('paged', `&since=${since}&until=${until}&limit=2&cursor=${cursor}`);
      const { data, pagination, totals } = page;
      told.push(...data.map(({ cost }) => Math.round((cost ?? 0) * 100)));
      expect(Math.round(totals.cost * 100)).toBeGreaterThanOrEqual(told.reduce((sum, cents) => sum + cents, 0));
      ({ cursor } = pagination);
    }
    return told;
  };
  expect(await asked(T0 - DAY, T0 + DAY)).toEqual([16, 8, 4, 2, 1]);
  expect(await asked(T0 + HOUR, T0 + 3 * HOUR)).toEqual([4, 2]);
  expect(await asked(T0 + HOUR, T0 + 3 * HOUR + 1)).toEqual([8, 4, 2]);
  expect(await asked(T0 - DAY, T0)).toEqual([]);
  expect(await asked(T0 + 6 * HOUR, T0 + DAY)).toEqual([]);
});

test('runs of two tasks that share an id are told with the calls of both', async () => {
  const shared = (task: string, start: number, cents: number): Run => ({
    ...{ task, run: 'same', start, end: 1_000, told: [costs(500, cents)] },
  });
  await sendAsItHappens([...spansOf(shared('one', T0, 3)), ...spansOf(shared('two', T0 - DAY, 5))]);
  const { data, totals } = await callsOf('same');
  expect([data.map(({ task_id }) => task_id), totals.cost]).toEqual([['one', 'two'], 0.08]);
  const tasks = await page('');
  expect([tasks.get('one')?.cost, tasks.get('two')?.cost]).toEqual([0.03, 0.05]);
});

test('calls of a run of which nothing else is known are found wherever they lie', async () => {
  await insertCalls(hive.database.writer, [
    callRow({ task_id: 'orphan', task_run_id: 'orphan', ts: T0 - 20 * DAY, cost: 1 }),
    callRow({ task_id: 'orphan', task_run_id: 'orphan', ts: T0, cost: 2 }),
  ]);
  const { data, totals } = await callsOf('orphan');
  expect([data.map(({ cost }) => cost), totals.cost]).toEqual([[2, 1], 3]);
});

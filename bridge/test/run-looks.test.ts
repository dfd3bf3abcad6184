import type { TaskSort } from '@hiveboard/sdk/contract';
import { createReader, type Reader } from '../src/query/reader.js';
import {
  findRuns,
  placeOfRun,
  runsWithin,
  type RunRow,
  type TaskPlace,
  type TasksQuestion,
} from '../src/query/run-pages.js';
import { calls, spansOf } from './run-story.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

const T0 = Math.floor(Date.now() / 1000) * 1000 - 600_000;
const MANY = 30;
const runs = Array.from({ length: MANY }, (_, n) => n);
const name = (n: number): string => `r${String(n).padStart(2, '0')}`;
/** A third costs nothing, and all others come in pairs. */
const cents = (n: number): number => (n % 3 === 0 ? 0 : Math.floor(n / 6) + 1);
/** All but a few take as long as each other. */
const took = (n: number): number => (n < 4 ? 1_000 * (n + 2) : 1_000);
const failed = (n: number): boolean => n % 4 === 0;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  const stories = runs.map((n) => ({
    ...{ task: name(n), run: name(n), start: T0 + n, end: took(n) },
    ...(failed(n) ? { error: 'gone' } : {}),
    told: [calls(1, 1, { 'hive.cost.usd': cents(n) })],
  }));
  await hive.send(otlp(stories.flatMap(spansOf)));
});
afterAll(async () => {
  await hive.stop();
});

const QUESTION: TasksQuestion = {
  tenant: 'default',
  period: { since: T0 - 60_000, until: T0 + 60_000 },
  agentId: '',
  taskId: '',
  runId: '',
  environment: '',
  group: '',
  project: '',
  taskType: '',
  correlationId: '',
  statuses: [],
  text: '',
  sort: 'cost',
  limit: 4,
  after: null,
};

/** Asks for page after page, and says how often all runs that the filter may let through were put together for one. */
async function inPages(find: typeof findRuns, asked: Partial<TasksQuestion>): Promise<readonly [string[], number]> {
  let putTogether = 0;
  const reader = createReader(hive.database.reader);
  const counting: Reader = {
    rows: (sql, bindings, signal) => {
      if (sql.includes('hive.tasks') && !('hashes' in bindings)) putTogether += 1;
      return reader.rows(sql, bindings, signal);
    },
  };
  const told: string[] = [];
  let after: TaskPlace | null = null;
  for (;;) {
    const rows: readonly RunRow[] = await find(counting, { ...QUESTION, ...asked, after });
    told.push(...rows.map(({ task_id }) => task_id));
    const last = rows.at(-1);
    if (last === undefined || rows.length < QUESTION.limit) return [told, putTogether];
    after = placeOfRun(last);
  }
}

const expected = (by: (n: number) => number, passes: (n: number) => boolean = () => true): readonly string[] =>
  runs
    .filter(passes)
    .toSorted((a, b) => by(b) - by(a) || b - a)
    .map(name);

const ORDERS: readonly (readonly [TaskSort, (n: number) => number])[] = [
  ['cost', cents],
  ['duration', took],
];
const FILTERS: readonly (readonly [Partial<TasksQuestion>, (n: number) => boolean])[] = [
  [{}, () => true],
  [{ statuses: ['failed'] }, failed],
  [{ statuses: ['failed'], text: 'r1' }, (n) => failed(n) && n >= 10 && n < 20],
];
const ASKED = ORDERS.flatMap(([sort, by]) =>
  FILTERS.map(([filter, passes]) => [{ sort, ...filter }, by, passes] as const),
);

test.each(ASKED)('runs that stand level are told page by page: %j', async (asked, by, passes) => {
  expect(await inPages(findRuns, asked)).toEqual([expected(by, passes), 0]);
});

test.each(ASKED)(
  'so they are where they are too many to be looked at by their hashes: %j',
  async (asked, by, passes) => {
    const [told] = await inPages(runsWithin({ atFirst: 5, most: 6 }), asked);
    expect(told).toEqual(expected(by, passes));
  },
);

test('every page of many runs that stand level follows the one before, whatever has come since', async () => {
  const most = 50_000;
  const insert = (name: string, count: number) =>
    hive.database.writer.command({
      query: `INSERT INTO hive.task_registers (tenant, task_id, task_run_id, agent_id, started_at, ended, last_received)
      SELECT 'crowd', concat('${name}', leftPad(toString(number), 6, '0')), 'run', 'a', fromUnixTimestamp64Milli(toInt64(${T0}), 'UTC'),
        (fromUnixTimestamp64Milli(toInt64(${T0 + 5_000}), 'UTC'), 'completed', ''), fromUnixTimestamp64Milli(toInt64(${T0}), 'UTC')
      FROM (SELECT arrayJoin(range(${count})) AS number)`,
    });
  await insert('c', most);
  const reader = createReader(hive.database.reader);
  const inOrder = async (): Promise<readonly string[]> =>
    (
      await reader.rows<{ readonly task_id: string }>(
        `SELECT DISTINCT task_id FROM hive.task_registers WHERE tenant = 'crowd' ORDER BY hash DESC`,
        {},
      )
    ).map(({ task_id }) => task_id);
  for (const [sort, later] of [
    ['cost', 'd'],
    ['duration', 'e'],
  ] as const) {
    const before = await inOrder();
    const page = (after: TaskPlace | null): Promise<readonly RunRow[]> =>
      findRuns(reader, { ...QUESTION, tenant: 'crowd', sort, limit: 100, after });
    const first = await page(null);
    await insert(later, 1_000);
    const last = first.at(-1);
    const next = await page(last ? placeOfRun(last) : null);
    const now = await inOrder();
    const from = now.indexOf(last?.task_id ?? '') + 1;
    expect([sort, [...first, ...next].map(({ task_id }) => task_id)]).toEqual([
      sort,
      [...before.slice(0, 100), ...now.slice(from, from + 100)],
    ]);
  }
});

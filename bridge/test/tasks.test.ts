import type { ApiError, Page, TaskSummary } from '@hiveboard/sdk/contract';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const T0 = Math.floor(Date.now() / 1000) * 1000 - 600_000;

/** What tells the runs of these tests apart. */
interface Told {
  readonly name: string;
  /** Seconds after {@link T0}, and how many it took. */
  readonly begins: number;
  readonly takes: number;
  readonly cost?: number;
  readonly error?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const RUNS: readonly Told[] = [
  { name: 'a', begins: 0, takes: 30, cost: 0.5 },
  { name: 'b', begins: 10, takes: 10, cost: 2, attributes: { 'hive.project': 'shop', 'hive.task.type': 'refund' } },
  { name: 'c', begins: 20, takes: 20, attributes: { 'hive.correlation_id': 'order-7' } },
  { name: 'd', begins: 30, takes: 5, cost: 0.000000001, error: 'Überlauf in CRM' },
  // As long, as dear and as old as another: the run decides.
  { name: 'e', begins: 30, takes: 5, cost: 0.000000001 },
];

let count = 0;
const spanOf = ({ name, begins, takes, cost, error, attributes = {} }: Told): SentSpan => ({
  traceId: name.charCodeAt(0).toString(16).padStart(32, '0'),
  start: T0 + begins * 1000,
  end: T0 + (begins + takes) * 1000,
  ...(error === undefined ? {} : { error }),
  attributes: {
    'hive.record': 'task',
    'hive.agent.id': `agent-${name}`,
    'hive.task.id': `task-${name}`,
    'hive.task.run_id': `run-${name}`,
    ...attributes,
  },
  events:
    cost === undefined
      ? []
      : // In two calls, one of which nobody reported the cost of.
        [cost, undefined].map((usd) => ({
          name: 'hive.llm_call',
          at: T0 + begins * 1000 + 1,
          attributes: {
            'hive.event.id': `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`,
            'hive.event.kind': 'llm_call',
            'gen_ai.request.model': 'nobody-knows',
            ...(usd === undefined ? {} : { 'hive.cost.usd': usd }),
          },
        })),
});

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  await hive.send(otlp(RUNS.map(spanOf)));
  const elsewhere = { 'service.name': 'x', 'deployment.environment.name': 'staging', 'hive.group': 'night' };
  await hive.send(otlp([spanOf({ name: 'f', begins: 40, takes: 1 })], elsewhere));
});
afterAll(async () => {
  await hive.stop();
});

const PERIOD = `since=${T0 - 3_600_000}`;
const ask = async (query: string): Promise<Page<TaskSummary>> =>
  (await hive.ask<Page<TaskSummary>>(`/v1/tasks?${PERIOD}&${query}`)).body;
const names = ({ data }: Page<TaskSummary>): string => data.map(({ task_id }) => task_id.slice(-1)).join('');

/** All pages of an order, two runs at a time. */
async function inPages(sort: string): Promise<string> {
  let all = '';
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Page<TaskSummary> = await ask(`sort=${sort}&limit=2&cursor=${cursor}`);
    all += names(page);
    ({ cursor } = page.pagination);
  }
  return all;
}

test.each([
  ['newest', 'fedcba'],
  ['oldest', 'abcdef'],
  ['duration', 'acbedf'],
  ['cost', 'baedfc'],
])('runs are sorted by %s, on one page and over several', async (sort, expected) => {
  expect(names(await ask(`sort=${sort}`))).toBe(expected);
  expect(await inPages(sort)).toBe(expected);
});

test('the newest come first unless something else is asked for', async () => {
  expect(names(await ask(''))).toBe('fedcba');
});

test.each([
  ['environment=staging', 'f'],
  ['group=night', 'f'],
  ['project=shop', 'b'],
  ['type=refund', 'b'],
  ['correlation_id=order-7', 'c'],
  ['agent_id=agent-c', 'c'],
  ['status=failed', 'd'],
  ['q=TASK-A', 'a'],
  ['q=Refund', 'b'],
  ['q=agent-e', 'e'],
  [`q=${encodeURIComponent('überLAUF')}`, 'd'],
  ['q=nothing', ''],
  ['sort=cost&q=agent&environment=production&limit=3', 'bae'],
])('?%s finds %j', async (query, expected) => {
  expect(names(await ask(query))).toBe(expected);
});

test('a wrong order is refused with those that there are', async () => {
  const { status, body } = await hive.ask<ApiError>('/v1/tasks?sort=age');
  expect([status, body.message]).toEqual([400, 'sort: expected one of newest, oldest, duration, cost']);
});

describe('while somebody pages', () => {
  const told = (name: string, begins: number, takes: number, cost: number): SentSpan => {
    const span = spanOf({ name, begins, takes, cost });
    const ids = { 'hive.agent.id': 'pager', 'hive.task.id': `p-${name}`, 'hive.task.run_id': `p-${name}` };
    return { ...span, attributes: { ...span.attributes, ...ids } };
  };
  const page = async (sort: string, cursor = ''): Promise<Page<TaskSummary>> =>
    ask(`agent_id=pager&sort=${sort}&limit=2&cursor=${cursor}`);

  test('runs that begin, and runs that cost more or take longer meanwhile, leave each other run told exactly once', async () => {
    const again = (name: string): SentSpan => {
      const n = 'ghijk'.indexOf(name);
      return told(name, 100 + n, 10 + n, 1 + n);
    };
    await hive.send(otlp(['g', 'h', 'i', 'j', 'k'].map(again)));
    for (const [sort, expected] of [
      ['newest', 'kjihg'],
      ['oldest', 'ghijk'],
      ['duration', 'kjihg'],
      ['cost', 'kjihg'],
    ] as const) {
      const first = await page(sort);
      // Another run at either end of every order, and more money for one that was told already.
      await hive.send(otlp([told(`x${sort}`, 90, 5, 0.1), told(`z${sort}`, 120, 60, 50)]));
      await hive.send(otlp([again(expected.slice(0, 1))]));
      const rest: string[] = [];
      let { cursor } = first.pagination;
      while (cursor !== null) {
        const next: Page<TaskSummary> = await page(sort, cursor);
        rest.push(...next.data.map(({ task_id }) => task_id));
        ({ cursor } = next.pagination);
      }
      const all = [...first.data.map(({ task_id }) => task_id), ...rest];
      const known = all.filter((id) => id.length === 3).map((id) => id.slice(-1));
      expect([sort, [...known].sort().join('')]).toEqual([sort, 'ghijk']);
      expect([sort, new Set(all).size]).toEqual([sort, all.length]);
    }
  });

  test('runs of different tasks that share an id and all that they are sorted by are told once each', async () => {
    const twin = (task: string): SentSpan => {
      const span = told('t', 200, 1, 1);
      const ids = { 'hive.agent.id': 'twins', 'hive.task.id': task, 'hive.task.run_id': '1' };
      return { ...span, attributes: { ...span.attributes, ...ids } };
    };
    await hive.send(otlp(['one', 'two', 'three'].map(twin)));
    for (const sort of ['newest', 'oldest', 'duration', 'cost']) {
      const all: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const next: Page<TaskSummary> = await ask(`agent_id=twins&sort=${sort}&limit=1&cursor=${cursor}`);
        all.push(...next.data.map(({ task_id }) => task_id));
        ({ cursor } = next.pagination);
      }
      expect([sort, all.sort()]).toEqual([sort, ['one', 'three', 'two']]);
    }
  });
});

describe('of many runs, some of which stand level, every page', () => {
  const MANY = 40;
  const isOpen = (n: number): boolean => n % 5 === 4;
  const hasFailed = (n: number): boolean => n % 3 === 0 && !isOpen(n);
  const began = (n: number): number => 300 + Math.floor(n / 4);
  /** Open runs have gone on for minutes. */
  const took = (n: number): number => (isOpen(n) ? 1_000 - began(n) : n % 4);
  const name = (n: number): string => `m${String(n).padStart(2, '0')}`;
  const runs = Array.from({ length: MANY }, (_, n) => n);
  /** What decides between runs that stand level and began at once. */
  let byHash: readonly string[] = [];

  beforeAll(async () => {
    const inOrder = await hive.database.reader.query({
      query: 'SELECT arraySort(name -> cityHash64(name, name), {names:Array(String)}) AS names',
      query_params: { names: runs.map(name) },
      format: 'JSONEachRow',
    });
    byHash = (await inOrder.json<{ readonly names: readonly string[] }>())[0]?.names ?? [];
    await hive.send(
      otlp(
        runs.map((n): SentSpan => {
          const { attributes, ...span } = spanOf({
            name: 'm',
            begins: began(n),
            takes: took(n),
            ...(hasFailed(n) ? { error: 'gone' } : {}),
            cost: n % 6,
          });
          const ids = { 'hive.project': 'many', 'hive.task.id': name(n), 'hive.task.run_id': name(n) };
          const goesOn = {
            'hive.record': 'progress',
            'hive.progress.seq': 0,
            'hive.progress.start_time_ms': span.start,
          };
          return { ...span, attributes: { ...attributes, ...ids, ...(isOpen(n) ? goesOn : {}) } };
        }),
      ),
    );
  });

  const orders: readonly (readonly [string, (n: number) => number])[] = [
    ['newest', (n) => -began(n)],
    ['oldest', began],
    // Whole seconds, and those that are open in the order in which they began.
    ['duration', (n) => -took(n)],
    ['cost', (n) => -(n % 6)],
  ];
  const filters: readonly (readonly [string, (n: number) => boolean])[] = [
    ['', () => true],
    ['&status=failed', hasFailed],
    ['&status=processing', isOpen],
    ['&status=failed,processing&environment=production', (n) => hasFailed(n) || isOpen(n)],
    ['&q=GONE', hasFailed],
    ['&q=M1&status=completed', (n) => n >= 10 && n < 20 && !hasFailed(n) && !isOpen(n)],
  ];
  test.each(orders.flatMap(([sort, by]) => filters.map(([query, passes]) => [sort, query, by, passes] as const)))(
    'by %s, filtered by %j, follows the page before',
    async (sort, query, by, passes) => {
      const falls = sort === 'oldest' ? 1 : -1;
      const expected = runs
        .filter(passes)
        .map((n) => ({ n, key: by(n), hash: byHash.indexOf(name(n)) }))
        .sort((a, b) => a.key - b.key || falls * (began(a.n) - began(b.n) || a.hash - b.hash));
      const told: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const next: Page<TaskSummary> = await ask(`project=many&sort=${sort}&limit=13${query}&cursor=${cursor}`);
        told.push(...next.data.map(({ task_id }) => task_id));
        ({ cursor } = next.pagination);
      }
      expect(told).toEqual(expected.map(({ n }) => name(n)));
    },
  );
});

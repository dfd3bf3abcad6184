import type { LlmCallPage } from '@hiveboard/sdk/contract';
import type { LlmCallRow } from '@hiveboard/clickhouse';
import { callRow, insertCalls } from './call-rows.js';
import { startTestBridge, type TestBridge } from './test-bridge.js';

const T0 = Math.floor(Date.now() / 1000) * 1000 - 600_000;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const insert = (calls: readonly LlmCallRow[]): Promise<void> => insertCalls(hive.database.writer, calls);
async function ask(query: string): Promise<LlmCallPage> {
  const path = `/v1/llm-calls?since=${T0 - 60_000}&until=${T0 + 60_000}&${query}`;
  const { status, body } = await hive.ask<LlmCallPage>(path);
  expect({ path, status, body }).toMatchObject({ path, status: 200 });
  return body;
}
const names = ({ data }: LlmCallPage): string => data.map(({ name }) => name).join('');

/** The n-th id: of calls that are alike the greater id comes later. */
const id = (n: number): string => `0198c2a4-5b7e-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** Calls of an agent that agree in something each: a letter each. */
const sorted = (agent: string): readonly LlmCallRow[] =>
  [
    { name: 'a', ts: T0, cost: 2, tokens_in: 100, tokens_out: 50, duration_ms: 10.5 },
    { name: 'b', ts: T0, cost: 2, tokens_in: 50, tokens_out: 100, duration_ms: 10.5 },
    { name: 'c', ts: T0 + 1, cost: 0.000000001, tokens_in: null, tokens_out: 1, duration_ms: 0.001 },
    { name: 'd', ts: T0 + 2, cost: 0, tokens_in: null, tokens_out: null, duration_ms: null },
    {
      name: 'e',
      ts: T0 + 2,
      cost_source: 'unpriced' as const,
      tokens_in: 2 ** 53 - 1,
      tokens_out: 2 ** 53 - 1,
      duration_ms: Infinity,
    },
    { name: 'f', ts: T0 + 3, cost: 999_999_999, cost_source: 'list' as const, tokens_in: 0, duration_ms: 1e300 },
  ].map((parts, index) => callRow({ agent_id: agent, event_id: id(index), ...parts }));

const ORDERS = [
  ['newest', 'fedcba'],
  ['oldest', 'abcdef'],
  ['cost', 'fbacde'],
  ['tokens', 'ebacfd'],
  ['duration', 'fbaced'],
] as const;

test.each(ORDERS)('calls come by %s, what nobody knows last', async (sort, expected) => {
  await insert(sorted(`by-${sort}`));
  expect(names(await ask(`agent_id=by-${sort}&sort=${sort}`))).toBe(expected);
});

test.each(ORDERS)('pages by %s hold every call once, also while others arrive', async (sort, expected) => {
  const agent = `pages-${sort}`;
  const calls = sorted(agent);
  await insert(calls);
  let seen = '';
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page++) {
    const answer: LlmCallPage = await ask(`agent_id=${agent}&sort=${sort}&limit=1&cursor=${cursor}`);
    seen += names(answer);
    cursor = answer.pagination.cursor;
    // Copies of known calls, and one that belongs to the pages that have been read.
    const first = callRow(calls.find(({ name }) => name === expected[0]));
    const before = sort === 'oldest' ? first.ts - 1 : first.ts;
    await insert([...calls, { ...first, ts: before, name: 'new', event_id: id(1000 + page) }]);
  }
  expect(seen).toBe(expected);
});

const of = (filter: string): string => `${filter}-filter`;
const FILTERS = [
  ['agent_id', { agent_id: of('agent_id') }],
  ['model', { model: of('model') }],
  ['provider', { provider: of('provider') }],
  ['task_id', { task_id: of('task_id') }],
  ['task_run_id', { task_run_id: of('task_run_id') }],
  ['task_type', { task_type: of('task_type') }],
  ['project', { project: of('project') }],
  ['environment', { environment: of('environment') }],
  ['group', { group_name: of('group') }],
  ['session_id', { session_id: of('session_id') }],
  ['user_id', { user_id: of('user_id') }],
] as const satisfies readonly (readonly [string, Partial<LlmCallRow>])[];

test.each(FILTERS)('calls are found by %s, and totals are those of all that are found', async (parameter, parts) => {
  await insert([
    callRow({ ts: T0, name: 'x', ...parts, cost: 1, tokens_in: 5, tokens_out: 7 }),
    callRow({ ts: T0 + 1, name: 'y', ...parts, cost: 0.5, cost_source: 'list', tokens_in: 3 }),
    callRow({ ts: T0 + 2, name: 'z', cost: 100 }),
  ]);
  const page = await ask(`${parameter}=${of(parameter)}&limit=1`);
  expect([names(page), page.totals]).toEqual([
    'y',
    { calls: 2, unpriced_calls: 0, tokens_in: 8, tokens_out: 7, cost: 1, estimated_cost: 0.5 },
  ]);
});

test('calls are found by where their cost comes from, and by whether they failed', async () => {
  const agent_id = 'sources';
  await insert([
    callRow({ agent_id, ts: T0, name: 'r', cost: 1 }),
    callRow({ agent_id, ts: T0 + 1, name: 'o', cost_source: 'override', cost: 1 }),
    callRow({ agent_id, ts: T0 + 2, name: 'l', cost_source: 'list', error_message: 'gone', service_tier: 'flex' }),
    callRow({ agent_id, ts: T0 + 3, name: 'u', cost_source: 'unpriced', error_message: 'gone' }),
  ]);
  const found = async (query: string): Promise<string> => names(await ask(`agent_id=${agent_id}&${query}`));
  expect(await Promise.all(['reported', 'override', 'list', 'unpriced'].map((s) => found(`cost_source=${s}`)))).toEqual(
    ['r', 'o', 'l', 'u'],
  );
  expect([await found('failed=true'), await found('failed=false'), await found('')]).toEqual(['ul', 'or', 'ulor']);
  const { data } = await ask(`agent_id=${agent_id}`);
  expect(data.map(({ service_tier, cost }) => [service_tier, cost])).toEqual([
    [null, null],
    ['flex', 0],
    [null, 1],
    [null, 1],
  ]);
});

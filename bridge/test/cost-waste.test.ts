import type { ApiError, CostTimeseries, CostWaste } from '@hiveboard/sdk/contract';
import { callRow, insertCalls } from './call-rows.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const T0 = Math.floor(Date.now() / 60_000) * 60_000 - 1_800_000;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

let traces = 0;
/** A run as it ends; of one that ends twice, the later end counts. */
const run = (task: string, name: string, minute: number, error?: string): SentSpan => ({
  traceId: (++traces).toString(16).padStart(32, '0'),
  start: T0,
  end: T0 + minute * 60_000,
  ...(error === undefined ? {} : { error }),
  attributes: { 'hive.record': 'task', 'hive.agent.id': 'a', 'hive.task.id': task, 'hive.task.run_id': name },
});

const PERIOD = `since=${T0}&until=${T0 + 600_000}`;
const ask = async (query = ''): Promise<CostWaste> =>
  (await hive.ask<CostWaste>(`/v1/cost/waste?${PERIOD}&${query}`)).body;

test('what failed tasks and retries cost is told beside all that was spent, reported and estimated apart', async () => {
  expect(await ask()).toEqual({
    since: new Date(T0).toISOString(),
    until: new Date(T0 + 600_000).toISOString(),
    total: NOTHING,
    failed_tasks: { tasks: 0, ...NOTHING },
    retries: NOTHING,
    either: NOTHING,
  });
  await hive.send(
    otlp([
      run('order', 'first', 1, 'no stock'),
      run('order', 'second', 2),
      run('refund', 'only', 2, 'no key'),
      // It seemed to have failed, and went on.
      run('mail', 'only', 1, 'gone'),
      run('mail', 'only', 3),
    ]),
  );
  const call = (task_id: string, task_run_id: string, cost: number, rest = {}) =>
    callRow({ ts: T0 + 1, task_id, task_run_id, cost, tokens_in: 1, tokens_out: 1, ...rest });
  await insertCalls(hive.database.writer, [
    call('order', 'first', 0.1),
    call('order', 'first', 0.2, { attempt: 1 }),
    call('order', 'first', 0, { cost_source: 'unpriced', model: 'm2' }),
    call('order', 'second', 1, { attempt: 0 }),
    call('order', 'second', 2, { attempt: 2, cost_source: 'list' }),
    call('refund', 'only', 4, { cost_source: 'override', model: 'm2' }),
    call('refund', 'only', 100, { ts: T0 + 600_000 }),
    call('refund', 'only', 100, { tenant: 'other' }),
    call('mail', 'only', 8),
    // Runs have names of their own in each task.
    call('order', 'only', 16),
    call('', '', 32),
  ]);
  const both = { calls: 2, unpriced_calls: 0, tokens_in: 2, tokens_out: 2 };
  expect(await ask()).toMatchObject({
    total: { calls: 9, unpriced_calls: 1, tokens_in: 9, tokens_out: 9, cost: 57.3, estimated_cost: 6 },
    failed_tasks: { tasks: 2, calls: 4, unpriced_calls: 1, tokens_in: 4, tokens_out: 4, cost: 0.3, estimated_cost: 4 },
    retries: { ...both, cost: 0.2, estimated_cost: 2 },
    either: { calls: 5, unpriced_calls: 1, tokens_in: 5, tokens_out: 5, cost: 0.3, estimated_cost: 6 },
  });
  expect(await ask('model=m2')).toMatchObject({
    total: { ...both, unpriced_calls: 1, cost: 0, estimated_cost: 4 },
    failed_tasks: { tasks: 2, calls: 2 },
    retries: NOTHING,
    either: { calls: 2 },
  });
});

const NOTHING = { calls: 0, unpriced_calls: 0, tokens_in: 0, tokens_out: 0, cost: 0, estimated_cost: 0 };

test('cost over time has every bucket of the period, and groups beyond twenty together', async () => {
  const project = 'many';
  await insertCalls(
    hive.database.writer,
    Array.from({ length: 23 }, (_, index) =>
      callRow({ ts: T0 + 120_000, project, model: `m${String(index).padStart(2, '0')}`, cost: 100 - index }),
    ),
  );
  const { body } = await hive.ask<CostTimeseries>(
    `/v1/cost/timeseries?${PERIOD}&interval=1m&split_by=model&project=${project}`,
  );
  expect(body.buckets.map(({ calls, cost }) => [calls, cost])).toEqual(
    Array.from({ length: 10 }, (_, minute) => (minute === 2 ? [23, 2047] : [0, 0])),
  );
  const parts = body.buckets[2]?.parts ?? [];
  expect(parts.map(({ group, cost }) => [group, cost])).toEqual([
    ...Array.from({ length: 20 }, (_, index) => [`m${String(index).padStart(2, '0')}`, 100 - index]),
    [null, 80 + 79 + 78],
  ]);
});

test.each([
  ['/v1/cost/timeseries?split_by=kind', 'split_by'],
  ['/v1/cost/timeseries?interval=1m&time_range=7d', 'interval'],
  ['/v1/cost/timeseries?kind=retry', 'kind'],
  ['/v1/cost/waste?severity=error', 'severity'],
])('%s is refused by the name of what is wrong', async (path, parameter) => {
  const { status, body } = await hive.ask<ApiError>(path);
  expect([status, body.details]).toEqual([400, { parameter }]);
});

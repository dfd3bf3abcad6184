import fc from 'fast-check';
import { CALL_GROUPS, COST_SOURCES, type CallMetrics, type CostTimeseries } from '@hiveboard/sdk/contract';
import type { LlmCallRow } from '@hiveboard/clickhouse';
import { digestOf } from '../src/keys/api-key.js';
import { reckon } from '../src/rollups/reckon.js';
import { callRow, insertCalls } from './call-rows.js';
import { metricsOf, spendOf } from './spend-oracle.js';
import { startTestBridge, type TestBridge } from './test-bridge.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RUNS = 20;
/** The beginning of a day that is over. */
const START = Math.floor(Date.now() / DAY) * DAY - 6 * DAY;
const bearer = (tenant: string) => ({ authorization: `Bearer ${tenant}` });

let hive: TestBridge;
beforeAll(async () => {
  // Each run of the property has a tenant of its own.
  hive = await startTestBridge(
    Array.from({ length: RUNS + 1 }, (_, index) => `t${index}`).map((tenant) => ({
      name: tenant,
      sha256: digestOf(tenant).toString('hex'),
      scopes: ['read'],
      tenant,
    })),
  );
});
afterAll(async () => {
  await hive.stop();
});

/** Some groups that differ, and costs that floating-point sums get wrong. */
const word = (letter: string, most: number) => fc.integer({ min: 0, max: most }).map((index) => `${letter}${index}`);
const billionths = fc.oneof(
  fc.integer({ min: 0, max: 3_000_000_000 }),
  fc.constantFrom(1, 3, 100_000_000, 300_000_000, 333_333_333),
);
const call = fc
  .record({
    ts: fc.oneof(fc.integer({ min: START, max: START + 5 * DAY - 1 }), fc.constantFrom(START + DAY, START + 30 * HOUR)),
    agent_id: word('agent-', 30),
    model: word('model-', 4),
    provider: word('provider-', 2),
    task_type: word('', 2),
    project: word('', 1),
    environment: fc.constantFrom('production', 'staging', ''),
    group_name: word('group-', 2),
    plan_step: fc.option(fc.nat(3)),
    cost_source: fc.constantFrom(...COST_SOURCES),
    tokens_in: fc.option(fc.nat(100_000)),
    tokens_out: fc.option(fc.nat(100_000)),
    spent: billionths,
    input: fc.option(fc.integer({ min: 0, max: 100 })),
  })
  .map(({ spent, input, ...rest }): Partial<LlmCallRow> => {
    const cost = rest.cost_source === 'unpriced' ? 0 : spent;
    return { ...rest, cost: cost / 1e9, input_cost: input === null ? null : Math.floor((cost * input) / 100) / 1e9 };
  });

const pair = fc.oneof(fc.constant([]), fc.uniqueArray(fc.constantFrom(...CALL_GROUPS), { minLength: 1, maxLength: 2 }));
const INTERVALS = [
  { interval: '5m', seconds: 300 },
  { interval: '15m', seconds: 900 },
  { interval: '1h', seconds: 3600 },
  { interval: '6h', seconds: 21_600 },
  { interval: '1d', seconds: 86_400 },
] as const;
const question = fc.record({
  metric: fc.constantFrom('cost', 'tokens', 'tokens_in', 'tokens_out', 'llm_calls'),
  groups: pair,
  limit: fc.constantFrom(1, 3, 25, 500),
  buckets: fc.constantFrom(...INTERVALS),
  since: fc.oneof(fc.integer({ min: START, max: START + 4 * DAY }), fc.constantFrom(START + DAY, START + 7 * HOUR)),
  length: fc.oneof(fc.integer({ min: 1, max: 3 * DAY }), fc.constantFrom(HOUR, DAY, 2 * DAY)),
  environment: fc.constantFrom('', '', 'staging'),
  agent: fc.constantFrom('', '', 'agent-1'),
});

test('every sum, by every group, pair and interval, is that of the calls one by one', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 120 }), fc.nat(), question, async (parts, cut, asked) => {
      const tenant = `t${++runs}`;
      const calls = parts.map((rest) => callRow({ tenant, ...rest }));
      // Some are in rollups when others arrive, and some arrive twice.
      const early = calls.slice(0, cut % (calls.length + 1));
      await insertCalls(hive.database.writer, early);
      await reckon(hive.database.writer, new AbortController().signal);
      await insertCalls(hive.database.writer, calls.slice(Math.max(0, early.length - 2)));
      const { metric, groups, limit, since, environment, agent } = asked;
      const { interval, seconds } = asked.buckets;
      const until = since + asked.length;
      const query = `metric=${metric}&group_by=${groups.join(',')}&limit=${limit}&interval=${interval}&since=${since}&until=${until}`;
      const { status, body } = await hive.ask<CallMetrics>(
        `/v1/metrics?${query}&compare=previous&environment=${environment}&agent_id=${agent}`,
        bearer(tenant),
      );
      const asFiltered = calls.filter(
        (each) => (environment === '' || each.environment === environment) && (agent === '' || each.agent_id === agent),
      );
      const about = { metric, since, until, seconds } as const;
      expect({ query, status, body }).toEqual({
        query,
        status: 200,
        body: metricsOf(asFiltered, { ...about, groups, limit }),
      });
      const split = groups[0];
      const over = await hive.ask<CostTimeseries>(
        `/v1/cost/timeseries?interval=${interval}&since=${since}&until=${until}&environment=${environment}&agent_id=${agent}` +
          (split === undefined ? '' : `&split_by=${split}`),
        bearer(tenant),
      );
      const costs = { ...about, metric: 'cost', limit: 20 } as const;
      const totals = metricsOf(asFiltered, { ...costs, groups: [] });
      const slices = split === undefined ? [] : metricsOf(asFiltered, { ...costs, groups: [split] }).timeseries;
      const width = seconds * 1000;
      const first = Math.floor(since / width) * width;
      expect({ query, body: over.body }).toEqual({
        query,
        body: {
          since: totals.since,
          until: totals.until,
          interval_seconds: seconds,
          split_by: split ?? null,
          buckets: Array.from({ length: Math.ceil((until - first) / width) }, (_, index) => {
            const timestamp = new Date(first + index * width).toISOString();
            const {
              value: _value,
              group: _group,
              keys: _keys,
              ...spend
            } = totals.timeseries.find((bucket) => bucket.timestamp === timestamp) ?? {
              timestamp,
              value: 0,
              group: null,
              keys: null,
              ...spendOf([]),
            };
            return {
              ...spend,
              parts: slices
                .filter((part) => part.timestamp === timestamp)
                .map(({ timestamp: _at, value: _v, keys: _k, ...part }) => part),
            };
          }),
        },
      });
    }),
    { numRuns: RUNS, seed: 20261121, endOnFailure: true },
  );
});

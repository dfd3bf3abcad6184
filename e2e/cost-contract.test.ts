import type { CallMetrics, LlmCallPage } from '@hiveboard/sdk/contract';
import { digestOf } from '../bridge/src/keys/api-key.js';
import { reckon } from '../bridge/src/rollups/reckon.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from '../bridge/test/test-bridge.js';
import { until } from '../clickhouse/test/until.js';
import { objectsIn, readData } from '../provisioning/read-files.js';

// What a call costs is asked in many places. All of them answer the same, to the last decimal, and the same as the
// arithmetic of whole billionths below.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BILLION = 1_000_000_000n;
const TENANTS = ['acme', 'globex'] as const;
/** Costs that floating-point sums get wrong. */
const COSTS = [0.1, 0.2, 0.1 + 0.2, 1e-9, 3e-9, 1 / 3, 2 / 3, 123.456789012, 0.000001, 1.005] as const;
/** What gpt-4o costs a token, in billionths of a dollar. */
const GPT_4O = { input: 2500n, output: 10_000n };

type Source = 'reported' | 'list' | 'unpriced';

interface Call {
  readonly tenant: (typeof TENANTS)[number];
  readonly agent: string;
  readonly model: string;
  readonly at: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly source: Source;
  /** Billionths of a dollar. */
  readonly cost: bigint;
  readonly span: SentSpan;
}

const now = Date.now();
/** In the last hour, in the last day, and late by days. */
const AGES = [10 * MINUTE, 20 * MINUTE, 5 * HOUR, 5 * HOUR + 7 * MINUTE, 30 * HOUR, 75 * HOUR, 20 * 24 * HOUR];
const MODELS = { reported: 'homemade', list: 'gpt-4o', unpriced: 'unheard-of' } as const;
const SOURCES = ['reported', 'list', 'unpriced', 'reported'] as const;

function callOf(index: number): Call {
  const source = SOURCES[index % SOURCES.length] ?? 'reported';
  const reported = COSTS[index % COSTS.length] ?? 0;
  const [tokensIn, tokensOut] = [1000 + 13 * index, 100 + 7 * index];
  const at = now - (AGES[index % AGES.length] ?? 0) - index;
  const agent = `agent-${index % 3}`;
  const costs: Readonly<Record<Source, bigint>> = {
    reported: BigInt(Math.round(reported * 1e9)),
    list: BigInt(tokensIn) * GPT_4O.input + BigInt(tokensOut) * GPT_4O.output,
    unpriced: 0n,
  };
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.agent.name': agent,
    'gen_ai.request.model': MODELS[source],
    'gen_ai.usage.input_tokens': tokensIn,
    'gen_ai.usage.output_tokens': tokensOut,
    ...(source === 'reported' ? { 'hive.cost.usd': reported } : {}),
  };
  const spanId = (index + 1).toString(16).padStart(16, '0');
  const span: SentSpan = { name: 'chat', spanId, start: at, attributes, ...(index % 7 === 0 ? { error: 'gone' } : {}) };
  const tenant = TENANTS[index % TENANTS.length] ?? 'acme';
  return { tenant, agent, model: MODELS[source], at, tokensIn, tokensOut, source, cost: costs[source], span };
}
const CALLS = Array.from({ length: 210 }, (_, index) => callOf(index));

/** Billionths as the nearest number of dollars. */
const dollars = (billionths: bigint): number =>
  Number(`${billionths / BILLION}.${(billionths % BILLION).toString().padStart(9, '0')}`);

const sum = (calls: readonly Call[], source?: Source): bigint =>
  calls.reduce((total, call) => (source === undefined || call.source === source ? total + call.cost : total), 0n);

const spendOf = (calls: readonly Call[]) => ({
  calls: calls.length,
  unpriced_calls: calls.filter(({ source }) => source === 'unpriced').length,
  tokens_in: calls.reduce((total, { tokensIn }) => total + tokensIn, 0),
  tokens_out: calls.reduce((total, { tokensOut }) => total + tokensOut, 0),
  cost: dollars(sum(calls, 'reported')),
  estimated_cost: dollars(sum(calls, 'list')),
});

function grouped(calls: readonly Call[], keyOf: (call: Call) => string): ReadonlyMap<string, readonly Call[]> {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    const group = groups.get(keyOf(call));
    if (group === undefined) groups.set(keyOf(call), [call]);
    else group.push(call);
  }
  return groups;
}

const of = (tenant: string): readonly Call[] => CALLS.filter((call) => call.tenant === tenant);
const bearer = (tenant: string) => ({ authorization: `Bearer ${tenant}` });

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge(
    TENANTS.map((tenant) => ({
      name: tenant,
      sha256: digestOf(tenant).toString('hex'),
      scopes: ['ingest', 'read', 'admin'] as const,
      tenant,
    })),
  );
  const send = async (tenant: string, calls: readonly Call[]): Promise<void> => {
    const { status, body } = await hive.send(otlp(calls.map(({ span }) => span)), bearer(tenant));
    expect({ status, body }).toEqual({ status: 200, body: {} });
  };
  for (const tenant of TENANTS) {
    const calls = of(tenant);
    // Overlapping, repeated, and not in order.
    for (let from = calls.length - 15; from >= 0; from -= 10) await send(tenant, calls.slice(from, from + 25));
    await Promise.all([send(tenant, calls.slice(0, 40)), send(tenant, calls.slice(20, 60))]);
  }
});
afterAll(async () => {
  await hive.stop();
});

const rows = async (query: string): Promise<readonly unknown[]> =>
  (
    await hive.database.reader.query({
      query,
      format: 'JSONEachRow',
      clickhouse_settings: { date_time_output_format: 'iso' },
    })
  ).json();

const PERIOD = `since=${now - 30 * 24 * HOUR}&until=${now}`;

async function answersAreTrue(): Promise<void> {
  for (const tenant of TENANTS) {
    const calls = of(tenant);
    const listed = await hive.ask<LlmCallPage>(`/v1/llm-calls?${PERIOD}`, bearer(tenant));
    expect(listed.body.totals).toEqual(spendOf(calls));
    for (const [group, keyOf] of [
      ['model', (call: Call) => call.model],
      ['agent_id', (call: Call) => call.agent],
    ] as const) {
      const { body } = await hive.ask<CallMetrics>(`/v1/metrics?${PERIOD}&group_by=${group}`, bearer(tenant));
      expect(body.summary).toMatchObject(spendOf(calls));
      const groups = [...grouped(calls, keyOf)].map(([key, some]) => ({ group: key, ...spendOf(some) }));
      expect(body.groups).toHaveLength(groups.length);
      expect(body.groups).toEqual(expect.arrayContaining(groups.map((row) => expect.objectContaining(row) as object)));
      const width = body.interval_seconds * 1000;
      const bucketOf = (call: Call) => new Date(Math.floor(call.at / width) * width).toISOString();
      const series = [...grouped(calls, (call) => `${bucketOf(call)} ${keyOf(call)}`)].map(([key, some]) => {
        const [timestamp, value] = key.split(' ');
        return { timestamp, group: value, ...spendOf(some) };
      });
      expect(body.timeseries).toHaveLength(series.length);
      expect(body.timeseries).toEqual(
        expect.arrayContaining(series.map((bucket) => expect.objectContaining(bucket) as object)),
      );
    }
  }
}

const rawSqlIn = (path: string): string => {
  const found = [...objectsIn(readData(path))].flatMap(({ rawSql }) => (typeof rawSql === 'string' ? [rawSql] : []));
  return found.find((sql) => sql.includes('cost')) ?? '';
};

test('before rollups are made and afterwards, lists, totals, groups and time series agree', async () => {
  await answersAreTrue();
  // The bridge does so too, every few seconds; both at once is as good as one.
  await until('the rollups are up to date', async () => {
    await reckon(hive.database.writer, new AbortController().signal);
    const [dirty] = await rows(
      'SELECT (SELECT count() FROM hive.dirty_hours) = 0 AND (SELECT count() FROM hive.dirty_days) = 0 AS none',
    );
    return JSON.stringify(dirty) === '{"none":1}';
  });
  await answersAreTrue();
});

test.each([
  ['llm_cost_hourly', 'hour', HOUR],
  ['llm_cost_daily', "toDateTime(day, 'UTC')", 24 * HOUR],
] as const)('%s agrees, group by group', async (view, start, width) => {
  const groups = grouped(CALLS, ({ tenant, at, agent, model }) =>
    [tenant, new Date(Math.floor(at / width) * width).toISOString().slice(0, 19), agent, model].join(' '),
  );
  const expected = [...groups].map(([key, calls]) => {
    const billionths = String(sum(calls));
    return {
      key,
      calls: calls.length,
      failed: calls.filter(({ span }) => span.error !== undefined).length,
      billionths,
    };
  });
  const found = await rows(
    `SELECT concat(tenant, ' ', formatDateTime(${start}, '%Y-%m-%dT%H:%i:%S', 'UTC'), ' ', agent_id, ' ', model) AS key,
       toUInt32(sum(calls)) AS calls, toUInt32(sum(failed_calls)) AS failed, toString(toInt128(sum(cost) * 1000000000)) AS billionths
     FROM hive.${view} GROUP BY key`,
  );
  expect(found).toHaveLength(expected.length);
  expect(found).toEqual(expect.arrayContaining(expected));
});

test('the alert rule reads the last hour of it', async () => {
  const recent = CALLS.filter(({ at }) => at >= now - 40 * MINUTE);
  const expected = [...grouped(recent, ({ tenant, agent }) => `${tenant} ${agent}`)].map(([key, calls]) => {
    const [tenant, agent] = key.split(' ');
    return { tenant, agent, usd: dollars(sum(calls)) };
  });
  const found = await rows(rawSqlIn('provisioning/alerting/rules.yaml'));
  expect(found).toHaveLength(expected.length);
  expect(found).toEqual(expect.arrayContaining(expected));
});

test('the dashboard reads the last day of it', async () => {
  const recent = CALLS.filter(({ at }) => at >= now - 24 * HOUR);
  const expected = [
    ...grouped(recent, ({ at, agent }) => `${new Date(Math.floor(at / HOUR) * HOUR).toISOString()} ${agent}`),
  ].map(([key, calls]) => {
    const [time, agent] = key.split(' ');
    return { time: time?.replace('.000Z', 'Z'), agent, usd: dollars(sum(calls)) };
  });
  const sql = rawSqlIn('provisioning/dashboards/fleet.json')
    .replace('$__fromTime_ms', `fromUnixTimestamp64Milli(${now - 24 * HOUR})`)
    .replace('$__toTime_ms', `fromUnixTimestamp64Milli(${now})`);
  const found = await rows(sql);
  expect(found).toHaveLength(expected.length);
  expect(found).toEqual(expect.arrayContaining(expected));
});

test('Prometheus counts the same', async () => {
  const priced = CALLS.filter(({ source }) => source !== 'unpriced');
  const expected = [
    ...grouped(priced, ({ tenant, agent, model, source }) => [tenant, agent, model, source].join(' ')),
  ].map(([key, calls]) => {
    const [tenant, agent, model, source] = key.split(' ');
    return `hive_llm_cost_usd_total{tenant="${tenant}",agent="${agent}",model="${model}",cost_source="${source}"} ${dollars(sum(calls))}`;
  });
  const text = await (await fetch(`${hive.bridge.url}/metrics`, { headers: bearer('acme') })).text();
  expect(
    text
      .split('\n')
      .filter((line) => line.startsWith('hive_llm_cost_usd_total'))
      .sort(),
  ).toEqual(expected.sort());
});

import type { ClickHouseClient } from '@clickhouse/client';
import type { CostSource } from '@hiveboard/sdk/contract';

/** Which calls are priced again. */
export interface Scope {
  /** Epoch milliseconds; `to` is not part of it. */
  readonly from: number;
  readonly to: number;
  /** Empty is all. */
  readonly tenant: string;
  /** Models and their providers, as they stand in the rows; null is all. */
  readonly kinds: readonly CallKind[] | null;
}

/** What is called, and where. */
export interface CallKind {
  readonly model: string;
  readonly provider: string;
}

/** A call as it stands in the table: what its price depends on, and what it cost. Decimals are text, which is exact. */
export interface StoredCall extends CallKind {
  readonly tenant: string;
  readonly agent_id: string;
  readonly ts: string;
  readonly event_id: string;
  readonly service_tier: string;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly old_cost: string;
  readonly old_input_cost: string | null;
  readonly cost_source: CostSource;
  readonly price_version: string;
}

/** An hour that has calls. */
export interface Hour {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly calls: number;
}

/** Reported costs are nobody's to change. */
const ESTIMATED = `
FROM hive.llm_call_log FINAL
WHERE cost_source != 'reported'
    AND ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND ({tenant:String} = '' OR tenant = {tenant:String})`;

const OF_KINDS = `
    AND ({all:Bool} OR has(arrayZip({models:Array(String)}, {providers:Array(String)}), (toString(model), toString(provider))))`;

const KINDS_SQL = `SELECT DISTINCT model, provider ${ESTIMATED}`;

const HOURS_SQL = `
SELECT toUnixTimestamp(toStartOfHour(ts)) * 1000 AS at, count() AS calls ${ESTIMATED} ${OF_KINDS}
GROUP BY at ORDER BY at`;

const CALLS_SQL = `
SELECT tenant, agent_id, ts, event_id, model, provider, service_tier, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens,
    reasoning_tokens, toString(cost) AS old_cost, toString(input_cost) AS old_input_cost, cost_source, price_version
${ESTIMATED} ${OF_KINDS}`;

const SETTINGS = { date_time_output_format: 'iso' } as const;

async function rows<T>(
  client: ClickHouseClient,
  query: string,
  query_params: Readonly<Record<string, unknown>>,
): Promise<readonly T[]> {
  const answer = await client.query({ query, query_params, format: 'JSONEachRow', clickhouse_settings: SETTINGS });
  return answer.json<T>();
}

const bindings = ({ from, to, tenant, kinds }: Scope): Readonly<Record<string, unknown>> => ({
  from,
  to,
  tenant,
  all: kinds === null,
  models: (kinds ?? []).map(({ model }) => model),
  providers: (kinds ?? []).map(({ provider }) => provider),
});

/** What was called in a scope. */
export const findKinds = (client: ClickHouseClient, { from, to, tenant }: Omit<Scope, 'kinds'>) =>
  rows<CallKind>(client, KINDS_SQL, { from, to, tenant });

/** The hours of a scope that have calls, oldest first. */
export const findHours = (client: ClickHouseClient, scope: Scope): Promise<readonly Hour[]> =>
  rows<Hour>(client, HOURS_SQL, bindings(scope));

const HOUR = 3_600_000;

/** The calls of an hour, some at a time: as many as memory holds easily. */
export async function* callsOf(
  client: ClickHouseClient,
  scope: Scope,
  hour: Hour,
): AsyncGenerator<readonly StoredCall[], void> {
  const answer = await client.query({
    query: CALLS_SQL,
    query_params: bindings({
      ...scope,
      from: Math.max(scope.from, hour.at),
      to: Math.min(scope.to, hour.at + HOUR),
    }),
    format: 'JSONEachRow',
    clickhouse_settings: SETTINGS,
  });
  for await (const part of answer.stream<StoredCall>()) yield part.map((row) => row.json());
}

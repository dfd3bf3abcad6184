import type { LlmCallRow } from '@hiveboard/clickhouse';
import type { CallMetric, CallMetrics, MetricGroup, SplitSpend } from '@hiveboard/sdk/contract';

/** What the API should say of calls, worked out plainly: whole billionths of a dollar, one call after the other. */

/** Billionths of a dollar. */
const billionths = (usd: number): bigint => BigInt(Math.round(usd * 1e9));

/** Billionths as the nearest number of dollars. */
const dollars = (amount: bigint): number =>
  Number(`${amount / 1_000_000_000n}.${(amount % 1_000_000_000n).toString().padStart(9, '0')}`);

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
const money = (calls: readonly LlmCallRow[], of: (call: LlmCallRow) => number): bigint =>
  calls.reduce((total, call) => total + billionths(of(call)), 0n);

const isEstimated = ({ cost_source: source }: LlmCallRow): boolean => source === 'override' || source === 'list';

/** What calls come to. */
export function spendOf(calls: readonly LlmCallRow[]): SplitSpend {
  const split = calls.filter(({ input_cost }) => input_cost !== null);
  const input = money(split, ({ input_cost }) => input_cost ?? 0);
  return {
    calls: calls.length,
    unpriced_calls: calls.filter(({ cost_source }) => cost_source === 'unpriced').length,
    tokens_in: sum(calls, ({ tokens_in }) => tokens_in ?? 0),
    tokens_out: sum(calls, ({ tokens_out }) => tokens_out ?? 0),
    cost: dollars(
      money(
        calls.filter(({ cost_source }) => cost_source === 'reported'),
        ({ cost }) => cost,
      ),
    ),
    estimated_cost: dollars(money(calls.filter(isEstimated), ({ cost }) => cost)),
    input_cost: split.length === 0 ? null : dollars(input),
    output_cost: split.length === 0 ? null : dollars(money(split, ({ cost }) => cost) - input),
  };
}

const VALUES: Readonly<Record<CallMetric, (spend: SplitSpend) => number>> = {
  cost: ({ cost }) => cost,
  tokens: ({ tokens_in, tokens_out }) => tokens_in + tokens_out,
  tokens_in: ({ tokens_in }) => tokens_in,
  tokens_out: ({ tokens_out }) => tokens_out,
  llm_calls: ({ calls }) => calls,
};
/** What comes first, as whole numbers. */
const WEIGHTS: Readonly<Record<CallMetric, (calls: readonly LlmCallRow[]) => readonly bigint[]>> = {
  cost: (calls) => [
    money(calls, (call) => (call.cost_source === 'unpriced' ? 0 : call.cost)),
    BigInt(VALUES.tokens(spendOf(calls))),
  ],
  tokens: (calls) => [BigInt(VALUES.tokens(spendOf(calls)))],
  tokens_in: (calls) => [BigInt(VALUES.tokens_in(spendOf(calls)))],
  tokens_out: (calls) => [BigInt(VALUES.tokens_out(spendOf(calls)))],
  llm_calls: (calls) => [BigInt(calls.length)],
};

const keyOf = (call: LlmCallRow, group: MetricGroup): string =>
  group === 'plan_step'
    ? String(call.plan_step ?? '')
    : group === 'group'
      ? call.group_name
      : group === 'kind' || group === 'severity'
        ? ''
        : call[group];

/** Items by a key, in the order in which keys are met first. */
function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Which comes first: by weight, the greater; of equals by name. */
function compare<T extends bigint | number | string>(a: readonly T[], b: readonly T[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other !== undefined && one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** What is asked of {@link metricsOf}. */
export interface Asked {
  readonly metric: CallMetric;
  readonly groups: readonly MetricGroup[];
  readonly since: number;
  readonly until: number;
  readonly seconds: number;
  readonly limit: number;
}

/** The whole answer of `/v1/metrics?compare=previous`. */
export function metricsOf(
  all: readonly LlmCallRow[],
  { metric, groups, since, until, seconds, limit }: Asked,
): CallMetrics {
  const between = (from: number, to: number) => all.filter(({ ts }) => ts >= from && ts < to);
  const valued = (calls: readonly LlmCallRow[]) => {
    const spend = spendOf(calls);
    return { value: VALUES[metric](spend), ...spend };
  };
  const keysOf = (call: LlmCallRow): string => JSON.stringify(groups.map((group) => keyOf(call, group)));
  const calls = between(since, until);
  const before = between(2 * since - until, since);
  const ranked = [...groupedBy(calls, keysOf)]
    .map(([json, some]) => ({ json, keys: JSON.parse(json) as readonly string[], calls: some }))
    .sort((a, b) => compare(WEIGHTS[metric](b.calls), WEIGHTS[metric](a.calls)) || compare(a.keys, b.keys));
  const named = groups.length === 0 ? [] : ranked.slice(0, limit);
  const further = groups.length === 0 ? [] : ranked.slice(limit);
  const grouped = (keys: readonly string[]) => ({
    group: keys.join(' · '),
    keys: Object.fromEntries(groups.map((group, index) => [group, keys[index] ?? ''])),
  });
  const series = named.slice(0, 20).map(({ json }) => json);
  const placeOf = (call: LlmCallRow): number => (series.includes(keysOf(call)) ? series.indexOf(keysOf(call)) : 1000);
  const bucketOf = ({ ts }: LlmCallRow): number => Math.floor(ts / 1000 / seconds) * seconds * 1000;
  const buckets = [...groupedBy(calls, (call) => `${bucketOf(call)} ${placeOf(call)}`)]
    .map(([key, some]) => ({ at: key.split(' ').map(Number), calls: some }))
    .sort((a, b) => compare(a.at, b.at));
  return {
    metric,
    group_by: groups.length === 0 ? null : groups.join(','),
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    interval_seconds: seconds,
    summary: valued(calls),
    previous: {
      since: new Date(2 * since - until).toISOString(),
      until: new Date(since).toISOString(),
      ...valued(before),
    },
    groups: named.map(({ json, keys, calls: some }) => ({
      ...grouped(keys),
      ...valued(some),
      previous_value: VALUES[metric](spendOf(before.filter((call) => keysOf(call) === json))),
    })),
    other: further.length === 0 ? null : { groups: further.length, ...valued(further.flatMap((each) => each.calls)) },
    timeseries: buckets.map(({ at: [at = 0, place = 0], calls: some }) => ({
      timestamp: new Date(at).toISOString(),
      ...(named[place] === undefined ? { group: null, keys: null } : grouped(named[place].keys)),
      ...valued(some),
    })),
  };
}

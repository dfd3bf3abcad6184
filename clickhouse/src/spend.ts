/** What calls are told apart by, in sums over them. */
export const SPEND_KEYS = [
  'agent_id',
  'model',
  'provider',
  'project',
  'environment',
  'group_name',
  'task_type',
  'cost_source',
] as const;
export type SpendKey = (typeof SPEND_KEYS)[number];

const MONEY = "'Decimal(38, 9)'";
/** Only where it is known where a cost comes from is there one, whatever the row says. */
const COST = `CAST(if(call.cost_source IN ('reported', 'override', 'list'), call.cost, 0), ${MONEY})`;

/** What a call adds to each sum, as SQL over `hive.llm_call_log AS call`. */
export const OF_CALL = {
  calls: 'toUInt64(1)',
  failed_calls: "toUInt64(call.error_message != '')",
  tokens_in: 'ifNull(call.tokens_in, 0)',
  tokens_out: 'ifNull(call.tokens_out, 0)',
  cache_read_tokens: 'ifNull(call.cache_read_tokens, 0)',
  cache_write_tokens: 'ifNull(call.cache_write_tokens, 0)',
  reasoning_tokens: 'ifNull(call.reasoning_tokens, 0)',
  cost: COST,
  // Of some calls it is known which part of the cost was spent on input: that part, their cost, how many they are.
  input_cost: `CAST(ifNull(call.input_cost, 0), ${MONEY})`,
  split_cost: `if(call.input_cost IS NULL, CAST(0, ${MONEY}), ${COST})`,
  split_calls: 'toUInt64(call.input_cost IS NOT NULL)',
  // In whole microseconds, so that the order of adding does not matter.
  duration_us:
    'toUInt64(if(call.duration_ms > 0 AND isFinite(call.duration_ms), round(least(call.duration_ms, 1e12) * 1000), 0))',
  timed_calls: 'toUInt64(call.duration_ms IS NOT NULL)',
} as const;
export type SpendSum = keyof typeof OF_CALL;

/** The same of the sums that tell where a cost comes from. */
export const SOURCE_OF_CALL = {
  unpriced_calls: "CAST(call.cost_source = 'unpriced', 'UInt64')",
  reported_cost: `CAST(if(call.cost_source = 'reported', call.cost, 0), ${MONEY})`,
  estimated_cost: `CAST(if(call.cost_source IN ('override', 'list'), call.cost, 0), ${MONEY})`,
} as const;

const isSum = (name: string): name is SpendSum => Object.hasOwn(OF_CALL, name);
/** What is added up: columns of both rollups, of `hive.call_spend` and of `hive.spend`. */
export const SPEND_SUMS: readonly SpendSum[] = Object.keys(OF_CALL).filter(isSum);

/** Sums that follow from where a cost comes from, out of `cost`, `calls` and `cost_source`. */
const BY_SOURCE = {
  unpriced_calls: "if(cost_source = 'unpriced', calls, 0)",
  reported_cost: "if(cost_source = 'reported', cost, 0)",
  estimated_cost: "if(cost_source = 'reported', 0, cost)",
} as const;
type SumBySource = keyof typeof BY_SOURCE;
const isBySource = (name: string): name is SumBySource => Object.hasOwn(BY_SOURCE, name);
export const SUMS_BY_SOURCE: readonly SumBySource[] = Object.keys(BY_SOURCE).filter(isBySource);

/** A column of `hive.spend`, beside `tenant` and `ts`. */
export type SpendColumn = SpendKey | SpendSum | SumBySource;

/**
 * The parts of a row of the rollups: the same calls, told apart by ever more. Where a cost comes from is told by sums of
 * its own in those parts that have no `cost_source`.
 */
export const SPEND_PARTS = {
  by_model: ['model', 'provider', 'environment'],
  by_agent: ['agent_id', 'project', 'environment', 'group_name'],
  spend: SPEND_KEYS,
} as const satisfies Readonly<Record<string, readonly SpendKey[]>>;
export type SpendPart = keyof typeof SPEND_PARTS;

/** The sums that a part of a row holds. */
export const sumsOf = (part: SpendPart): readonly (SpendSum | SumBySource)[] =>
  part === 'spend' ? SPEND_SUMS : [...SPEND_SUMS.filter((name) => name !== 'cost'), ...SUMS_BY_SOURCE];

const isKey = (name: SpendColumn): name is SpendKey => SPEND_KEYS.some((key) => key === name);

/** The smallest part that tells apart what is wanted. */
function partWith(columns: readonly SpendColumn[]): SpendPart {
  const keys = columns.filter(isKey);
  const has = (told: readonly SpendKey[]): boolean => keys.every((key) => told.includes(key));
  if (has(SPEND_PARTS.by_model)) return 'by_model';
  return has(SPEND_PARTS.by_agent) ? 'by_agent' : 'spend';
}

/** How the parts of a period are named in SQL, and which hours and days of it the rollups do not hold. */
export interface Frame {
  /** Whose rows are read. */
  readonly ofTenant: string;
  /** Moments. */
  readonly since: string;
  readonly until: string;
  /** The hours that these are in. */
  readonly sinceHour: string;
  readonly untilHour: string;
  /** The whole hours are those from the first until, without it, the end; so are the whole days. */
  readonly firstHour: string;
  readonly endHour: string;
  readonly firstDay: string;
  readonly endDay: string;
  /** Whether the rollup of an hour is behind; nothing where none is. */
  readonly isStaleHour: ((hour: string) => string) | undefined;
  readonly isStaleDay: ((day: string) => string) | undefined;
  /** The same as `isStaleHour`, so that ClickHouse reads no other hours of a table that lies by the hour. */
  readonly isIndexed: ((hour: string) => string) | undefined;
}

/** Columns as they are made of others, or as they stand. */
const told = (columns: readonly SpendColumn[], made: Readonly<Partial<Record<SpendColumn, string>>>): string =>
  columns.map((name) => (made[name] === undefined ? name : `${made[name]} AS ${name}`)).join(', ');

/** Rows of the groups of a rollup, without a condition. */
function rolledUp(table: string, start: string, columns: readonly SpendColumn[]): string {
  const part = partWith(columns);
  const isWhole = part === 'spend';
  const kept = columns.filter((name) => (isWhole ? !isBySource(name) : name !== 'cost'));
  const needed = new Set<SpendColumn>(kept);
  if (isWhole && columns.some(isBySource)) needed.add('cost_source').add('cost').add('calls');
  if (!isWhole && columns.includes('cost')) needed.add('reported_cost').add('estimated_cost');
  return `toDateTime64(${start}, 3, 'UTC') AS ts, ${told(columns, isWhole ? BY_SOURCE : { cost: 'reported_cost + estimated_cost' })}
    FROM hive.${table} FINAL
    ARRAY JOIN ${[...needed].map((name) => `${part}.${name} AS ${name}`).join(', ')}`;
}

const and = (conditions: readonly (string | undefined)[]): string =>
  conditions.filter((condition) => condition !== undefined).join('\n        AND ');

/** What spend is read from, each hour and each call in one of them. */
export const SPEND_SOURCES = ['days', 'hours', 'calls'] as const;
export type SpendSource = (typeof SPEND_SOURCES)[number];

/** The rest of a `SELECT` from each. */
export const SOURCES: Readonly<Record<SpendSource, (columns: readonly SpendColumn[], frame: Frame) => string>> = {
  days: (columns, { ofTenant, firstDay, endDay, isStaleDay }) =>
    `${rolledUp('llm_cost_days', 'day', columns)}
    WHERE ${and([
      ofTenant,
      `day >= toDate(${firstDay})`,
      `day < toDate(${endDay})`,
      isStaleDay && `NOT ${isStaleDay('day')}`,
    ])}`,
  hours: (columns, { ofTenant, firstHour, endHour, firstDay, endDay, isStaleHour, isStaleDay }) =>
    `${rolledUp('llm_cost_hours', 'hour', columns)}
    WHERE ${and([
      ofTenant,
      `hour >= ${firstHour}`,
      `hour < ${endHour}`,
      isStaleHour && `NOT ${isStaleHour('hour')}`,
      `(hour < ${firstDay} OR hour >= ${endDay}${isStaleDay ? ` OR ${isStaleDay('toDate(hour)')}` : ''})`,
    ])}`,
  calls: (columns, { ofTenant, since, until, sinceHour, untilHour, firstHour, endHour, isIndexed }) =>
    `ts, ${told(columns, { ...OF_CALL, ...SOURCE_OF_CALL })}
    FROM hive.llm_call_log AS call FINAL
    WHERE ${and([
      ofTenant,
      `toStartOfHour(ts) >= ${sinceHour}`,
      `toStartOfHour(ts) <= ${untilHour}`,
      `ts >= ${since}`,
      `ts < ${until}`,
      `(toStartOfHour(ts) < ${firstHour} OR toStartOfHour(ts) >= ${endHour}${isIndexed ? ` OR ${isIndexed('toStartOfHour(ts)')}` : ''})`,
    ])}`,
};

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
const OF_CALL = {
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
const SOURCE_OF_CALL = {
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

/** Those of one tenant, or all where it is ''. */
const OF_TENANT_OR_ALL = `({tenant:String} = '' OR tenant = {tenant:String})`;

/** How the parts of a period are named in SQL, and which hours and days of it the rollups do not hold. */
interface Frame {
  /** Whose rows are read. */
  readonly ofTenant: string;
  /** Moments. */
  readonly since: string;
  readonly until: string;
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

/** Of one tenant or all: the view works out the bounds, and asks on the way what is behind. */
const VIEW_HEAD = `WITH
    -- No call is of a time outside these: where times of whole seconds end, nothing may wrap around.
    least(greatest({since:Int64}, 0), 4102444800000) AS since_ms,
    least(greatest({until:Int64}, 0), 4102444800000) AS until_ms,
    fromUnixTimestamp64Milli(since_ms, 'UTC') AS since,
    fromUnixTimestamp64Milli(until_ms, 'UTC') AS until,
    -- Where whole hours begin and end, and whole days; nowhere, when they are coarser than the steps asked for.
    toDateTime(intDiv(since_ms + 3599999, 3600000) * 3600, 'UTC') AS first_hour,
    if({step:UInt32} % 3600 = 0, toDateTime(intDiv(until_ms, 3600000) * 3600, 'UTC'), first_hour) AS end_hour,
    toDateTime(intDiv(since_ms + 86399999, 86400000) * 86400, 'UTC') AS first_day,
    if({step:UInt32} % 86400 = 0, toDateTime(intDiv(until_ms, 86400000) * 86400, 'UTC'), first_day) AS end_day,
    -- Asked once, so that every hour is read in one place and no other. Behind a function, since IN would ask again.
    arrayDistinct((
        SELECT groupArrayArray(arrayMap(place -> (CAST(tenant, 'String'), place.1), dirty_hours)) FROM hive.rollup_states
        WHERE day >= toDate(first_hour) AND day <= toDate(end_hour) AND ${OF_TENANT_OR_ALL}
    )) AS dirty,
    arrayDistinct(arrayConcat(
        arrayMap(place -> (place.1, toDate(place.2)), dirty),
        (
            SELECT groupArray((CAST(tenant, 'String'), day)) FROM hive.rollup_states
            WHERE day >= toDate(first_day) AND day < toDate(end_day) AND ${OF_TENANT_OR_ALL}
        )
    )) AS dirty_day`;
const VIEW_FRAME: Frame = {
  ofTenant: OF_TENANT_OR_ALL,
  since: 'since',
  until: 'until',
  firstHour: 'first_hour',
  endHour: 'end_hour',
  firstDay: 'first_day',
  endDay: 'end_day',
  isStaleHour: (hour) => `has(dirty, (CAST(tenant, 'String'), ${hour}))`,
  isStaleDay: (day) => `has(dirty_day, (CAST(tenant, 'String'), ${day}))`,
  isIndexed: (hour) => `(CAST(tenant, 'String'), ${hour}) IN dirty`,
};

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
const SPEND_SOURCES = ['days', 'hours', 'calls'] as const;
type SpendSource = (typeof SPEND_SOURCES)[number];

/** The rest of a `SELECT` from each. */
const SOURCES: Readonly<Record<SpendSource, (columns: readonly SpendColumn[], frame: Frame) => string>> = {
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
  calls: (columns, { ofTenant, since, until, firstHour, endHour, isIndexed }) =>
    `ts, ${told(columns, { ...OF_CALL, ...SOURCE_OF_CALL })}
    FROM hive.llm_call_log AS call FINAL
    WHERE ${and([
      ofTenant,
      `toStartOfHour(ts) >= toStartOfHour(${since})`,
      `toStartOfHour(ts) <= toStartOfHour(${until})`,
      `ts >= ${since}`,
      `ts < ${until}`,
      `(toStartOfHour(ts) < ${firstHour} OR toStartOfHour(ts) >= ${endHour}${isIndexed ? ` OR ${isIndexed('toStartOfHour(ts)')}` : ''})`,
    ])}`,
};

/** Answers as {@link StaleDay} on which days from `since` until `until` (epoch milliseconds) the rollups of a tenant are behind. */
export const STALE_SQL = `
SELECT toUInt16(day) AS number, arrayMap(place -> toUnixTimestamp(place.1), dirty_hours) AS hours
FROM hive.rollup_states
WHERE tenant = {tenant:String}
    AND day >= toDate(fromUnixTimestamp64Milli(least(greatest({since:Int64}, 0), 4102444800000), 'UTC'))
    AND day <= toDate(fromUnixTimestamp64Milli(least(greatest({until:Int64}, 0), 4102444800000), 'UTC'))`;

/** A day that has to be read past its rollup. */
export interface StaleDay {
  /** Days since 1970. */
  readonly number: number;
  /** The hours that have to be read past theirs, in seconds since 1970. */
  readonly hours: readonly number[];
}

/** A period in epoch milliseconds, without its end, and how many seconds the steps are long that are told apart in it. */
export interface SpendPeriod {
  readonly since: number;
  readonly until: number;
  readonly step: number;
}

/** A statement, and what its names are bound to. */
export interface SpendStatement {
  readonly sql: string;
  readonly bindings: Readonly<Record<string, number | readonly number[]>>;
}

const HOUR = 3_600;
const DAY = 86_400;
/** No call is of a time outside these: where times of whole seconds end, nothing may wrap around. */
const within = (moment: number): number => Math.min(Math.max(moment, 0), 4_102_444_800_000);

const momentOf = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
const secondOf = (name: string): string => `toDateTime({${name}:UInt32}, 'UTC')`;

/**
 * `hive.spend` of one tenant as a statement of its own that names no view, works out its bounds beforehand, and reads only
 * those tables and columns that are needed: ClickHouse understands it in a fraction of the time. Takes the binding `tenant`
 * beside those that it returns.
 *
 * @param stale what {@link STALE_SQL} answered of the same period
 */
export function spendSql(
  columns: readonly SpendColumn[],
  period: SpendPeriod,
  stale: readonly StaleDay[],
): SpendStatement {
  const since = within(period.since);
  const until = within(period.until);
  const firstHour = Math.ceil(since / (HOUR * 1000)) * HOUR;
  const endHour = period.step % HOUR === 0 ? Math.floor(until / (HOUR * 1000)) * HOUR : firstHour;
  const firstDay = Math.ceil(since / (DAY * 1000)) * DAY;
  const endDay = period.step % DAY === 0 ? Math.floor(until / (DAY * 1000)) * DAY : firstDay;
  const days = stale.map(({ number }) => number).filter((day) => day * DAY >= firstDay && day * DAY < endDay);
  const hours = stale.flatMap((day) => day.hours).filter((hour) => hour >= firstHour && hour < endHour);
  const hasDays = firstDay < endDay;
  const isRead: Readonly<Record<SpendSource, boolean>> = {
    days: hasDays,
    hours: firstHour < endHour && (!hasDays || days.length > 0 || firstHour < firstDay || endHour > endDay),
    calls: since < firstHour * 1000 || until > endHour * 1000 || hours.length > 0,
  };
  const frame: Frame = {
    // No name of a tenant means all of them here.
    ofTenant: 'tenant = {tenant:String}',
    since: momentOf('spend_since'),
    until: momentOf('spend_until'),
    firstHour: secondOf('first_hour'),
    endHour: secondOf('end_hour'),
    firstDay: secondOf('first_day'),
    endDay: secondOf('end_day'),
    isStaleHour:
      hours.length === 0 ? undefined : (hour) => `has({stale_hours:Array(UInt32)}, toUnixTimestamp(${hour}))`,
    isStaleDay: days.length === 0 ? undefined : (day) => `has({stale_days:Array(UInt16)}, toUInt16(${day}))`,
    isIndexed: hours.length === 0 ? undefined : (hour) => `${hour} IN {stale_hours:Array(DateTime('UTC'))}`,
  };
  const read = SPEND_SOURCES.filter((source) => isRead[source]);
  return {
    sql: (read.length === 0 ? (['calls'] as const) : read)
      .map((source) => `SELECT ${SOURCES[source](columns, frame)}`)
      .join('\n    UNION ALL\n    '),
    bindings: {
      spend_since: since,
      spend_until: until,
      first_hour: firstHour,
      end_hour: endHour,
      first_day: firstDay,
      end_day: endDay,
      stale_days: days,
      stale_hours: hours,
    },
  };
}

/** The views that say the same as {@link spendSql}, by their files. */
export const SPEND_VIEWS: Readonly<Record<string, string>> = {
  '11_call_spend.sql': `-- What each call adds to every sum over calls. The rollups and the exact answers are sums of these same columns.
CREATE OR REPLACE VIEW hive.call_spend AS
SELECT
    tenant,
    ts,
    ${SPEND_KEYS.join(',\n    ')},
    -- Too many to be kept by, in the rollups.
    task_id,
    task_run_id,
    plan_step,
    attempt,
    ${SPEND_SUMS.map((name) => `${OF_CALL[name]} AS ${name}`).join(',\n    ')},
    ${SUMS_BY_SOURCE.map((name) => `${SOURCE_OF_CALL[name]} AS ${name}`).join(',\n    ')}
FROM hive.llm_call_log AS call FINAL;
`,
  '16_spend.sql': `-- What calls from \`since\` until (without) \`until\`, in epoch milliseconds, come to, of one tenant or of all (''). Exact at
-- every moment: whole days and hours come out of rollups, unless calls arrived since those were made; these hours, and
-- the ends of the period, come out of the calls. \`ts\` is when a row's call, hour or day began; it tells apart steps of
-- \`step\` seconds that are multiples of each other.
CREATE OR REPLACE VIEW hive.spend AS
${VIEW_HEAD}
SELECT *
FROM
(
    ${SPEND_SOURCES.map((source) => `SELECT tenant, ${SOURCES[source]([...SPEND_KEYS, ...SPEND_SUMS, ...SUMS_BY_SOURCE], VIEW_FRAME)}`).join('\n    UNION ALL\n    ')}
);
`,
};

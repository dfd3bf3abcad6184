import { SPEND_KEYS, SPEND_SUMS } from '@hiveboard/clickhouse';

/** A table of sums: how to find what is out of date, and how to make it anew. */
export interface Rollup {
  /** Answers `{ tenant, start, version }`, at most `limit` of them. */
  readonly staleSql: string;
  /** Takes these as the arrays `tenants`, `starts` and `versions`. */
  readonly reckonSql: string;
}

interface Shape {
  readonly table: string;
  /** The column that says which hour or day a row is. */
  readonly start: string;
  /** It as a number, and back: no time zone has a say. */
  readonly numberOf: (start: string) => string;
  readonly startOf: (number: string) => string;
  readonly source: string;
  /** That hour or day of a row of the source. */
  readonly startOfSource: string;
  /** What lets ClickHouse leave out partitions. */
  readonly within: string;
  readonly dirty: string;
}

/**
 * The sums of all that is asked for, by group, and all groups of an hour or day as one row. What has no calls (any
 * more) becomes a row too, without groups: else it would stay out of date for ever.
 */
const reckonSql = ({ table, start, numberOf, startOf, source, startOfSource, within }: Shape): string => `
INSERT INTO hive.${table} (tenant, ${start}, version, ${[...SPEND_KEYS, ...SPEND_SUMS].map((name) => `spend.${name}`).join(', ')})
WITH groupArrayIf((${[...SPEND_KEYS, ...SPEND_SUMS].join(', ')}), calls > 0) AS spend
SELECT tenant, ${start}, any(version), ${[...SPEND_KEYS, ...SPEND_SUMS].map((_, index) => `spend.${index + 1}`).join(', ')}
FROM
(
    SELECT tenant, ${startOfSource} AS ${start}, ${SPEND_KEYS.join(', ')}, ${SPEND_SUMS.map((name) => `sum(source.${name}) AS ${name}`).join(', ')}
    FROM hive.${source} AS source
    WHERE ${within} AND (tenant, ${numberOf(startOfSource)}) IN arrayZip({tenants:Array(String)}, {starts:Array(UInt32)})
    GROUP BY tenant, ${start}, ${SPEND_KEYS.join(', ')}
) AS found
RIGHT JOIN
(
    SELECT place.1 AS tenant, ${startOf('place.2')} AS ${start}, place.3 AS version
    FROM (SELECT arrayJoin(arrayZip({tenants:Array(String)}, {starts:Array(UInt32)}, {versions:Array(UInt64)})) AS place)
) AS asked USING (tenant, ${start})
GROUP BY tenant, ${start}`;

/** An hour or day that has seen more inserts than are counted is for `recount`. */
const staleSql = ({ dirty, start, numberOf }: Shape): string => `
SELECT tenant, ${numberOf(start)} AS start, inserted AS version
FROM hive.${dirty} WHERE inserted > counted ORDER BY ${start}, tenant LIMIT {limit:UInt32}`;

const rollup = (shape: Shape): Rollup => ({ staleSql: staleSql(shape), reckonSql: reckonSql(shape) });

/** Hours, out of calls. */
export const HOURS = rollup({
  table: 'llm_cost_hours',
  start: 'hour',
  numberOf: (start) => `toUnixTimestamp(${start})`,
  startOf: (seconds) => `toDateTime(${seconds}, 'UTC')`,
  source: 'call_spend',
  startOfSource: 'toStartOfHour(ts)',
  within: "toStartOfHour(ts) IN {starts:Array(DateTime('UTC'))}",
  dirty: 'dirty_hours',
});

/** Days, out of hours. */
export const DAYS = rollup({
  table: 'llm_cost_days',
  start: 'day',
  numberOf: (start) => `toUInt32(${start})`,
  startOf: (days) => `toDate(${days})`,
  source: 'llm_cost_hourly',
  startOfSource: 'toDate(hour)',
  within: 'toDate(hour) IN arrayMap(days -> toDate(days), {starts:Array(UInt32)})',
  dirty: 'dirty_days',
});

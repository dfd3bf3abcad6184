import { SPEND_KEYS, SPEND_PARTS, SPEND_SUMS, SUMS_BY_SOURCE, sumsOf, type SpendPart } from '@hiveboard/clickhouse';

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
  /** A view of calls or hours that has all keys and sums. */
  readonly source: string;
  /** That hour or day of a row of the source. */
  readonly startOfSource: string;
  /** What lets ClickHouse leave out partitions. */
  readonly within: string;
  readonly dirty: string;
}

const isPart = (name: string): name is SpendPart => Object.hasOwn(SPEND_PARTS, name);
/** The parts of a row with their columns. */
const PARTS = Object.keys(SPEND_PARTS)
  .filter(isPart)
  .map((part) => ({ part, keys: SPEND_PARTS[part], columns: [...SPEND_PARTS[part], ...sumsOf(part)] }));
const SUMS = [...SPEND_SUMS, ...SUMS_BY_SOURCE];

/**
 * The sums of all that is asked for, by group, and all groups of an hour or day as one row, in all its parts. What has no
 * calls (any more) becomes a row too, without groups: else it would stay out of date for ever.
 */
const reckonSql = ({ table, start, numberOf, startOf, source, startOfSource, within }: Shape): string => `
INSERT INTO hive.${table} (tenant, ${start}, version, ${PARTS.flatMap(({ part, columns }) => columns.map((name) => `${part}.${name}`)).join(', ')})
WITH
    ${PARTS.map(({ part, columns }) => `groupArrayIf((${columns.join(', ')}), calls > 0 AND part = '${part}') AS ${part}`).join(',\n    ')}
SELECT tenant, ${start}, any(version), ${PARTS.flatMap(({ part, columns }) => columns.map((_, index) => `${part}.${index + 1}`)).join(', ')}
FROM
(
    SELECT tenant, ${startOfSource} AS ${start}, ${SPEND_KEYS.join(', ')}, ${SUMS.map((name) => `sum(source.${name}) AS ${name}`).join(', ')},
        multiIf(grouping(cost_source) = 0, 'spend', grouping(model) = 0, 'by_model', 'by_agent') AS part
    FROM ${source} AS source
    WHERE ${within} AND (tenant, ${numberOf(startOfSource)}) IN arrayZip({tenants:Array(String)}, {starts:Array(UInt32)})
    GROUP BY GROUPING SETS (${PARTS.map(({ keys }) => `(tenant, ${start}, ${keys.join(', ')})`).join(', ')})
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
  source: 'hive.call_spend',
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
  source: 'hive.llm_cost_hourly',
  startOfSource: 'toDate(hour)',
  within: 'toDate(hour) IN arrayMap(days -> toDate(days), {starts:Array(UInt32)})',
  dirty: 'dirty_days',
});

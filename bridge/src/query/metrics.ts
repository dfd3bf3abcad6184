import {
  type CallMetric,
  type EventCounts,
  type Grouped,
  type Metered,
  type Metric,
  type MetricGroup,
  type MetricsAnswer,
  type RunCounts,
  type RunMetric,
  type SplitSpend,
} from '@hiveboard/sdk/contract';
import { CALL_MEASURE } from './call-measure.js';
import { EVENT_MEASURE } from './event-measure.js';
import { keysOf, type Measure } from './measure.js';
import type { Period } from './period.js';
import type { Bindings, Reader } from './reader.js';
import { RUN_MEASURE } from './run-measure.js';

/** What is measured, and how it is told apart. */
export interface MetricsQuestion {
  readonly tenant: string;
  readonly period: Period;
  readonly metric: Metric;
  /** None, one, or a pair. */
  readonly groups: readonly MetricGroup[];
  /** What each group must be called that is filtered by; empty means any. */
  readonly filter: Readonly<Record<string, string>>;
  /** How many groups are told one by one. */
  readonly limit: number;
  /** How wide the buckets of the time series are. */
  readonly intervalSeconds: number;
  /** Whether the period before is asked about too. */
  readonly isCompared: boolean;
}

/** How many groups have buckets of their own: as many as a chart can tell apart. */
const MOST_SERIES = 20;
/** How wide the buckets of sums over the whole period are: as coarse as the coarsest rollup. */
const WHOLE_SECONDS = 24 * 3600;

/** A row of a statement below: what a group, all further groups or everything comes to. */
interface Place {
  /** The rank of the group, from 1; one more than there may be for all further groups, 0 for everything. */
  readonly place: number;
  readonly group_keys: readonly string[];
  readonly members: number;
}
interface Bucket extends Place {
  readonly bucket: string;
}

/** Things as cells, each a group (in a bucket) with its states. */
const cells = <Asked extends Metric, Sums>(
  { source, states }: Measure<Asked, Sums>,
  groups: readonly MetricGroup[],
  bucket: string,
): string => `
SELECT ${bucket} AS bucket, ${keysOf(groups)} AS group_keys, ${states}
${source(groups)}
GROUP BY bucket, group_keys`;

/** Cells with the rank of their group; those after the first `most` share a place. */
const ranked = (cellsSql: string, orders: readonly string[]): string => `
SELECT *, least(dense_rank() OVER (ORDER BY ${orders.map((_, index) => `weight_${index} DESC`).join(', ')}, group_keys), {most:UInt32} + 1) AS place
FROM
(
    SELECT *, ${orders.map((order, index) => `${order} AS weight_${index}`).join(', ')}
    FROM (${cellsSql})
    WINDOW alike AS (PARTITION BY group_keys)
)`;

/** Cells with the place of their group among those that are known. */
const placed = (cellsSql: string): string => `
SELECT *, indexOf({known:Array(Array(String))}, group_keys) AS index, if(index = 0, {most:UInt32} + 1, index) AS place
FROM (${cellsSql})`;

const PLACES = 'place, any(cell.group_keys) AS group_keys, uniqExact(cell.group_keys) AS members';
const wholeSql = (cellsSql: string, merged: string): string => `
SELECT ${PLACES}, ${merged}
FROM (${cellsSql}) AS cell
GROUP BY GROUPING SETS ((place), ())
ORDER BY place`;
const seriesSql = (cellsSql: string, merged: string): string => `
SELECT bucket, ${PLACES}, ${merged}
FROM (${cellsSql}) AS cell
GROUP BY bucket, place
ORDER BY bucket, place`;

/** What stands for the whole period in the place of a bucket. */
const NO_BUCKET = '0';
const BUCKET = 'toStartOfInterval(ts, toIntervalSecond({step:UInt32}))';

/** A group's keys by what is grouped by, and its name. */
const groupedBy = (groups: readonly MetricGroup[], keys: readonly string[]): Grouped => ({
  group: keys.join(' · '),
  keys: Object.fromEntries(groups.map((group, index) => [group, keys[index] ?? ''])),
});

/** Things of one kind over a period: in all, by group, and over time. */
async function meter<Asked extends Metric, Sums>(
  reader: Reader,
  { metric, question, measure }: { metric: Asked; question: MetricsQuestion; measure: Measure<Asked, Sums> },
  signal?: AbortSignal,
): Promise<Metered<Asked, Sums>> {
  const { tenant, period, groups, filter, limit, intervalSeconds, isCompared } = question;
  const { merged, orders, sumsIn, valueOf, none } = measure;
  const valued = (row: Sums) => ({ value: valueOf(metric, row), ...sumsIn(row) });
  const asked = ({ since, until }: Period, rest: Bindings): Bindings => ({ ...filter, tenant, since, until, ...rest });
  const wholeCells = cells(measure, groups, NO_BUCKET);
  const seriesCells = cells(measure, groups, BUCKET);
  const [whole, series] = await Promise.all([
    reader.rows<Sums & Place>(
      wholeSql(ranked(wholeCells, orders[metric]), merged),
      asked(period, { step: WHOLE_SECONDS, most: limit }),
      signal,
    ),
    reader.rows<Sums & Bucket>(
      seriesSql(ranked(seriesCells, orders[metric]), merged),
      asked(period, { step: intervalSeconds, most: Math.min(limit, MOST_SERIES) }),
      signal,
    ),
  ]);
  const named = groups.length === 0 ? [] : whole.filter(({ place }) => place > 0 && place <= limit);
  const further = groups.length === 0 ? undefined : whole.find(({ place }) => place > limit);
  const before = { since: 2 * period.since - period.until, until: period.since };
  const known = named.map(({ group_keys: keys }) => keys);
  const previous = isCompared
    ? await reader.rows<Sums & Place>(
        wholeSql(placed(wholeCells), merged),
        asked(before, { step: WHOLE_SECONDS, most: limit, known }),
        signal,
      )
    : null;
  const previously = new Map(previous?.map((row) => [row.place, valueOf(metric, row)]));
  return {
    metric,
    group_by: groups.length === 0 ? null : groups.join(','),
    ...momentsOf(period),
    interval_seconds: intervalSeconds,
    summary: valued(whole.find(({ place }) => place === 0) ?? none),
    previous:
      previous === null ? null : { ...momentsOf(before), ...valued(previous.find(({ place }) => place === 0) ?? none) },
    groups: named.map((row) => ({
      ...groupedBy(groups, row.group_keys),
      ...valued(row),
      previous_value: previous === null ? null : (previously.get(row.place) ?? valueOf(metric, none)),
    })),
    other: further === undefined ? null : { groups: further.members, ...valued(further) },
    timeseries: series.map((row) => {
      const isGroup = groups.length > 0 && row.place <= Math.min(limit, MOST_SERIES);
      return {
        timestamp: new Date(row.bucket).toISOString(),
        ...(isGroup ? groupedBy(groups, row.group_keys) : { group: null, keys: null }),
        ...valued(row),
      };
    }),
  };
}

const momentsOf = ({ since, until }: Period) => ({
  since: new Date(since).toISOString(),
  until: new Date(until).toISOString(),
});

/** What was spent, done or said over a period. */
export function findMetrics(reader: Reader, question: MetricsQuestion, signal?: AbortSignal): Promise<MetricsAnswer> {
  const { metric } = question;
  switch (metric) {
    case 'tasks':
    case 'duration':
      return meter<RunMetric, RunCounts>(reader, { metric, question, measure: RUN_MEASURE }, signal);
    case 'events':
      return meter<'events', EventCounts>(reader, { metric, question, measure: EVENT_MEASURE }, signal);
    default:
      return meter<CallMetric, SplitSpend>(reader, { metric, question, measure: CALL_MEASURE }, signal);
  }
}

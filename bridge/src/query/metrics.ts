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
import { cells, placed, ranked } from './cells.js';
import { EVENT_MEASURE } from './event-measure.js';
import type { Measure } from './measure.js';
import type { Period } from './period.js';
import type { Bindings, Reader } from './reader.js';
import { RUN_MEASURE } from './run-measure.js';

/** What is told apart how, over which time. */
export interface SeriesQuestion {
  readonly tenant: string;
  readonly period: Period;
  /** None, one, or a pair. */
  readonly groups: readonly MetricGroup[];
  /** What each group must be called that is filtered by; empty means any. */
  readonly filter: Readonly<Record<string, string>>;
  /** How many groups are told one by one. */
  readonly limit: number;
  /** How wide the buckets of the time series are. */
  readonly intervalSeconds: number;
}

/** What is measured beside that. */
export interface MetricsQuestion extends SeriesQuestion {
  readonly metric: Metric;
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

/** What is asked of things of one kind. */
interface Asking<Asked extends Metric, Sums, Question> {
  readonly metric: Asked;
  readonly question: Question;
  readonly measure: Measure<Asked, Sums>;
}

const bindingsOf = ({ filter, tenant, period: { since, until } }: SeriesQuestion): Bindings => ({
  ...filter,
  tenant,
  since,
  until,
});

/** Things of one kind over time, those of the greatest groups by themselves. */
export async function overTime<Asked extends Metric, Sums>(
  reader: Reader,
  { metric, question, measure }: Asking<Asked, Sums, SeriesQuestion>,
  signal?: AbortSignal,
): Promise<Metered<Asked, Sums>['timeseries']> {
  const { groups, limit, intervalSeconds } = question;
  const { merged, orders, sumsIn, valueOf } = measure;
  const most = Math.min(limit, MOST_SERIES);
  const series = await reader.rows<Sums & Bucket>(
    seriesSql(ranked(cells(measure, groups, BUCKET), orders[metric]), merged),
    { ...bindingsOf(question), step: intervalSeconds, most },
    signal,
  );
  return series.map((row) => ({
    timestamp: new Date(row.bucket).toISOString(),
    ...(groups.length > 0 && row.place <= most ? groupedBy(groups, row.group_keys) : { group: null, keys: null }),
    value: valueOf(metric, row),
    ...sumsIn(row),
  }));
}

/** Things of one kind over a period: in all, by group, and over time. */
async function meter<Asked extends Metric, Sums>(
  reader: Reader,
  asking: Asking<Asked, Sums, MetricsQuestion>,
  signal?: AbortSignal,
): Promise<Metered<Asked, Sums>> {
  const { metric, question, measure } = asking;
  const { period, groups, limit, intervalSeconds, isCompared } = question;
  const { merged, orders, sumsIn, valueOf, none } = measure;
  const valued = (row: Sums) => ({ value: valueOf(metric, row), ...sumsIn(row) });
  const wholeCells = cells(measure, groups, NO_BUCKET);
  const inAll = { step: WHOLE_SECONDS, most: limit };
  const [whole, timeseries] = await Promise.all([
    reader.rows<Sums & Place>(
      wholeSql(ranked(wholeCells, orders[metric]), merged),
      { ...bindingsOf(question), ...inAll },
      signal,
    ),
    overTime(reader, asking, signal),
  ]);
  const named = groups.length === 0 ? [] : whole.filter(({ place }) => place > 0 && place <= limit);
  const further = groups.length === 0 ? undefined : whole.find(({ place }) => place > limit);
  const before = { since: 2 * period.since - period.until, until: period.since };
  const known = named.map(({ group_keys: keys }) => keys);
  const previous = isCompared
    ? await reader.rows<Sums & Place>(
        wholeSql(placed(wholeCells), merged),
        { ...bindingsOf({ ...question, period: before }), ...inAll, known },
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
    timeseries,
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
    case 'cost':
    case 'tokens':
    case 'tokens_in':
    case 'tokens_out':
    case 'llm_calls':
      return meter<CallMetric, SplitSpend>(reader, { metric, question, measure: CALL_MEASURE }, signal);
  }
}

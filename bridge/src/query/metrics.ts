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
import { CALL_MEASURE, type CallSums } from './call-measure.js';
import { cells, placed, ranked } from './cells.js';
import { EVENT_MEASURE } from './event-measure.js';
import { filtersIn, type Measure, type Told } from './measure.js';
import { partsSql, wholeSql, type Part, type Place } from './parts.js';
import type { Period } from './period.js';
import type { Reader } from './reader.js';
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

/** What stands for the whole period in the place of a bucket. */
const NO_BUCKET = "toDateTime(0, 'UTC')";
const BUCKET = 'toStartOfInterval(ts, toIntervalSecond({step:UInt32}))';

/** A group's keys by what is grouped by, and its name. */
const groupedBy = (groups: readonly MetricGroup[], keys: readonly string[]): Grouped => ({
  group: keys.join(' · '),
  keys: Object.fromEntries(groups.map((group, index) => [group, keys[index] ?? ''])),
});

/** What is asked of things of one kind. */
interface Asking<Asked extends Metric, Sums, Row, Question> {
  readonly metric: Asked;
  readonly question: Question;
  readonly measure: Measure<Asked, Sums, Row>;
}

const linesOf = ({ limit }: SeriesQuestion): number => Math.min(limit, MOST_SERIES);

const ungroupedSql = <Asked extends Metric, Sums, Row>(measure: Measure<Asked, Sums, Row>, source: string): string =>
  measure.direct === undefined
    ? wholeSql(`FROM (${cells(measure, { groups: [], source, bucket: BUCKET })})`, measure.merged)
    : wholeSql(`FROM (SELECT *, ${BUCKET} AS bucket ${source}) AS spend`, measure.direct);

/** What is told apart in a question, and filtered by. */
const toldIn = ({ groups, filter }: SeriesQuestion): Told => ({ groups, filters: filtersIn(filter) });

/** The parts that things of one kind in the period come to: `parts` where they are told apart by more than time. */
function partsOf<Asked extends Metric, Sums, Row>(
  reader: Reader,
  { metric, question, measure, parts }: Asking<Asked, Sums, Row, SeriesQuestion> & { readonly parts: readonly Part[] },
  signal?: AbortSignal,
): Promise<readonly (Row & Place)[]> {
  const { tenant, groups, filter, limit, period, intervalSeconds } = question;
  const sqlOf = (source: string): string =>
    groups.length === 0
      ? ungroupedSql(measure, source)
      : partsSql({
          parts,
          groups,
          cellsSql: ranked(cells(measure, { groups, source, bucket: BUCKET }), groups, measure.orders[metric]),
          merged: measure.merged,
        });
  const bindings = { ...filter, most: limit, lines: linesOf(question) };
  return measure.ask(
    reader,
    { tenant, period, step: intervalSeconds, told: toldIn(question), sqlOf, bindings },
    signal,
  );
}

/** The same of the period before, of those groups alone that are known, and over the whole of it. */
function partsBefore<Asked extends Metric, Sums, Row>(
  reader: Reader,
  {
    question,
    measure,
    period,
    known,
  }: Pick<Asking<Asked, Sums, Row, SeriesQuestion>, 'question' | 'measure'> & {
    readonly period: Period;
    readonly known: readonly (readonly string[])[];
  },
  signal?: AbortSignal,
): Promise<readonly (Row & Place)[]> {
  const { tenant, groups, filter, limit } = question;
  const sqlOf = (source: string): string =>
    partsSql({
      parts: ['group', 'all'],
      groups,
      cellsSql: placed(cells(measure, { groups, source, bucket: NO_BUCKET }), groups),
      merged: measure.merged,
    });
  const bindings = { ...filter, most: limit, known };
  return measure.ask(reader, { tenant, period, step: WHOLE_SECONDS, told: toldIn(question), sqlOf, bindings }, signal);
}

/** What a row of what is told comes to. */
const valued = <Asked extends Metric, Sums, Row>(
  { sumsIn, valueOf }: Measure<Asked, Sums, Row>,
  metric: Asked,
  row: Row,
): Sums & { readonly value: number | null } => {
  const sums = sumsIn(row);
  return { value: valueOf(metric, sums), ...sums };
};

/** What everything is called. */
const ALL = { group: null, keys: null } as const;

/** Buckets of a time series out of the rows that are about them. */
function seriesOf<Asked extends Metric, Sums, Row>(
  rows: readonly (Row & Place)[],
  { metric, question, measure }: Asking<Asked, Sums, Row, SeriesQuestion>,
): Metered<Asked, Sums>['timeseries'] {
  const lines = linesOf(question);
  // Each line has many buckets, and one name.
  const names = new Map<number, Grouped>();
  const nameOf = ({ line, group_keys: keys }: Place): Grouped => {
    const name = names.get(line) ?? groupedBy(question.groups, keys);
    names.set(line, name);
    return name;
  };
  return rows.map((row) => ({
    timestamp: new Date(row.bucket).toISOString(),
    ...(row.part === 'line' && row.line <= lines ? nameOf(row) : ALL),
    ...valued(measure, metric, row),
  }));
}

/** Things of one kind over time: all of them, and those of the greatest groups by themselves. */
export async function overTime<Asked extends Metric, Sums, Row>(
  reader: Reader,
  asking: Asking<Asked, Sums, Row, SeriesQuestion>,
  signal?: AbortSignal,
): Promise<Readonly<Record<'all' | 'byGroup', Metered<Asked, Sums>['timeseries']>>> {
  const parts = await partsOf(reader, { ...asking, parts: ['line', 'bucket'] }, signal);
  const series = (part: Part) =>
    seriesOf(
      parts.filter((row) => row.part === part),
      asking,
    );
  return { all: series('bucket'), byGroup: series('line') };
}

/** Things of one kind over a period: in all, by group, and over time. */
async function meter<Asked extends Metric, Sums, Row>(
  reader: Reader,
  asking: Asking<Asked, Sums, Row, MetricsQuestion>,
  signal?: AbortSignal,
): Promise<Metered<Asked, Sums>> {
  const { metric, question, measure } = asking;
  const { period, groups, limit, intervalSeconds, isCompared } = question;
  const nothing = { value: measure.valueOf(metric, measure.none), ...measure.none };
  const told = (row: Row | undefined) => (row === undefined ? nothing : valued(measure, metric, row));
  const parts = await partsOf(reader, { ...asking, parts: ['line', 'group', 'all'] }, signal);
  const places = groups.length === 0 ? [] : parts.filter(({ part }) => part === 'group');
  const named = places.filter(({ place }) => place <= limit);
  const further = places.find(({ place }) => place > limit);
  const before = { since: 2 * period.since - period.until, until: period.since };
  const known = named.map(({ group_keys: keys }) => keys);
  const previous = isCompared ? await partsBefore(reader, { question, measure, period: before, known }, signal) : null;
  const previously = new Map(
    previous?.filter(({ part }) => part === 'group').map((row) => [row.place, told(row).value]),
  );
  return {
    metric,
    group_by: groups.length === 0 ? null : groups.join(','),
    ...momentsOf(period),
    interval_seconds: intervalSeconds,
    summary: told(parts.find(({ part }) => part === 'all')),
    previous: previous === null ? null : { ...momentsOf(before), ...told(previous.find(({ part }) => part === 'all')) },
    groups: named.map((row) => ({
      ...groupedBy(groups, row.group_keys),
      ...told(row),
      previous_value: previous === null ? null : (previously.get(row.place) ?? nothing.value),
    })),
    other: further === undefined ? null : { groups: further.last_rank - limit, ...told(further) },
    timeseries: seriesOf(
      parts.filter(({ part }) => part === (groups.length === 0 ? 'bucket' : 'line')),
      asking,
    ),
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
      return meter<RunMetric, RunCounts, RunCounts>(reader, { metric, question, measure: RUN_MEASURE }, signal);
    case 'events':
      return meter<'events', EventCounts, EventCounts>(reader, { metric, question, measure: EVENT_MEASURE }, signal);
    case 'cost':
    case 'tokens':
    case 'tokens_in':
    case 'tokens_out':
    case 'llm_calls':
      return meter<CallMetric, SplitSpend, CallSums>(reader, { metric, question, measure: CALL_MEASURE }, signal);
  }
}

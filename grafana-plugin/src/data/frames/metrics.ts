import {
  METRICS,
  type Metric,
  type MetricGroup,
  type MetricRow,
  type MetricsAnswer,
  type Spend,
} from '@hiveboard/sdk/contract';
import {
  findFrame,
  rowsOf,
  tableOf,
  type Column,
  type ReadableFrame,
  type Reading,
  type Row,
  type Table,
} from '../table.js';
import { groupBy } from '../group-by.js';
import { spendColumns, spendIn, sumOfSpend } from './spend.js';

/** A metric as frames for views: groups, the same over time, and the whole. */
const frameNames = (group: MetricGroup | null) =>
  ({
    groups: `metrics_by_${group ?? 'all'}`,
    series: `metrics_over_time_by_${group ?? 'all'}`,
    summary: `metrics_summary_by_${group ?? 'all'}`,
  }) as const;

/** What a frame must have to be read as a metric by `group`. */
const metricColumnsNeeded = (group: MetricGroup): readonly string[] => [group, 'cost', 'calls'];

type Bucket = MetricsAnswer['timeseries'][number];
type Summary = Pick<MetricsAnswer, 'metric' | 'since' | 'until' | 'interval_seconds' | 'summary'>;

const groupColumns = (group: MetricGroup): readonly Column<MetricRow>[] => [
  { name: group, type: 'string', of: (row) => row.group },
  ...spendColumns,
  { name: 'input_cost', type: 'number', unit: 'currencyUSD', of: (row) => row.input_cost },
  { name: 'output_cost', type: 'number', unit: 'currencyUSD', of: (row) => row.output_cost },
];

const seriesColumns = (group: MetricGroup | null): readonly Column<Bucket>[] => [
  { name: 'timestamp', type: 'time', of: ({ timestamp }) => timestamp },
  ...(group === null
    ? []
    : [{ name: `${group}_group`, type: 'string', of: (bucket: Bucket) => bucket.group } as const]),
  ...spendColumns,
];

const summaryColumns: readonly Column<Summary>[] = [
  { name: 'metric', type: 'string', of: ({ metric }) => metric },
  { name: 'since', type: 'time', of: ({ since }) => since },
  { name: 'until', type: 'time', of: ({ until }) => until },
  { name: 'interval_seconds', type: 'number', unit: 's', of: (answer) => answer.interval_seconds },
  ...spendColumns.map((column) => ({ ...column, of: ({ summary }: Summary) => column.of(summary) })),
];

/** A metric as tables: what `readMetrics` reads back. Groups come first, as Grafana's own table shows them. */
export function metricTables(answer: MetricsAnswer): readonly Table[] {
  const { group_by: group } = answer;
  const names = frameNames(group);
  return [
    ...(group === null ? [] : [tableOf(names.groups, groupColumns(group), answer.groups)]),
    tableOf(names.series, seriesColumns(group), answer.timeseries),
    tableOf(names.summary, summaryColumns, [answer]),
  ];
}

/** The columns that a time series of a metric may draw. */
const SERIES_VALUES: Readonly<Record<Metric, readonly (keyof Spend)[]>> = {
  cost: ['cost', 'estimated_cost'],
  tokens: ['tokens_in', 'tokens_out'],
};

/** A metric for Grafana's time series: one frame for each group, named after it. */
export function metricSeriesTables({ metric, timeseries }: MetricsAnswer): readonly Table[] {
  const groups = groupBy(timeseries, ({ group }) => group ?? metric);
  const names: readonly string[] = SERIES_VALUES[metric];
  const columns = [
    ...seriesColumns(null).filter(({ name }) => name === 'timestamp'),
    ...seriesColumns(null).filter(({ name }) => names.includes(name)),
  ];
  return [...groups].map(([name, buckets]) => tableOf(name, columns, buckets));
}

/** A metric by `group` from whichever frame has it; `range` (milliseconds) stands in for what no frame tells. */
export function readMetrics(
  frames: readonly ReadableFrame[],
  group: MetricGroup,
  range: { readonly from: number; readonly to: number },
): Reading<MetricsAnswer> {
  const names = frameNames(group);
  // A list of calls has the same columns, but each of its rows is one call.
  const grouped = frames.filter(
    ({ fields }) => !fields.some(({ name }) => name === 'timestamp' || name === 'event_id'),
  );
  const found = findFrame(grouped, names.groups, metricColumnsNeeded(group));
  if (!found.ok) return found;
  const groups = rowsOf(found.view).map((row) => metricRowIn(row, group));
  const series = frames.find(({ name }) => name === names.series);
  const summaryFrame = frames.find(({ name }) => name === names.summary);
  const summary = summaryFrame === undefined ? undefined : rowsOf(summaryFrame)[0];
  return {
    ok: true,
    view: {
      metric: METRICS.find((known) => known === summary?.text('metric')) ?? 'cost',
      group_by: group,
      since: summary?.moment('since') ?? new Date(range.from).toISOString(),
      until: summary?.moment('until') ?? new Date(range.to).toISOString(),
      interval_seconds: summary?.number('interval_seconds') ?? 0,
      summary: summary === undefined ? sumOfSpend(groups) : spendIn(summary),
      groups,
      timeseries: series === undefined ? [] : rowsOf(series).map((row) => bucketIn(row, group)),
    },
  };
}

const metricRowIn = (row: Row, group: MetricGroup): MetricRow => ({
  group: row.text(group) ?? '',
  ...spendIn(row),
  input_cost: row.number('input_cost'),
  output_cost: row.number('output_cost'),
});

const bucketIn = (row: Row, group: MetricGroup): Bucket => ({
  timestamp: row.moment('timestamp') ?? new Date(0).toISOString(),
  group: row.text(`${group}_group`),
  ...spendIn(row),
});

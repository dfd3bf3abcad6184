import {
  TASK_STATUSES,
  type EventCounts,
  type Grouped,
  type Metered,
  type Metric,
  type MetricsAnswer,
  type RunCounts,
  type SplitSpend,
  type Valued,
} from '@hiveboard/sdk/contract';
import { groupBy } from '../group-by.js';
import type { SpendByGroup, SpendRow } from '../spend-by-group.js';
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
import { spendColumns, spendIn, sumOfSpend } from './spend.js';

/** A metric as frames for views: groups, the same over time, and the whole. */
const frameNames = (group: string | null) =>
  ({
    groups: `metrics_by_${group ?? 'all'}`,
    series: `metrics_over_time_by_${group ?? 'all'}`,
    summary: `metrics_summary_by_${group ?? 'all'}`,
  }) as const;

const callColumns: readonly Column<SplitSpend>[] = [
  ...spendColumns,
  { name: 'input_cost', type: 'number', unit: 'currencyUSD', of: (row) => row.input_cost },
  { name: 'output_cost', type: 'number', unit: 'currencyUSD', of: (row) => row.output_cost },
];
const runColumns: readonly Column<RunCounts>[] = [
  { name: 'tasks', type: 'number', of: ({ tasks }) => tasks },
  ...TASK_STATUSES.map((status) => ({ name: status, type: 'number', of: (row: RunCounts) => row[status] }) as const),
  { name: 'success_rate', type: 'number', unit: 'percentunit', of: (row) => row.success_rate },
  { name: 'avg_duration_ms', type: 'number', unit: 'ms', of: (row) => row.avg_duration_ms },
  { name: 'p50_duration_ms', type: 'number', unit: 'ms', of: (row) => row.p50_duration_ms },
  { name: 'p95_duration_ms', type: 'number', unit: 'ms', of: (row) => row.p95_duration_ms },
];
const eventColumns: readonly Column<EventCounts>[] = [
  { name: 'events', type: 'number', of: ({ events }) => events },
  { name: 'warnings', type: 'number', of: ({ warnings }) => warnings },
  { name: 'errors', type: 'number', of: ({ errors }) => errors },
];

/** What stands for all groups that are not told one by one. */
const OTHERS = 'Others';

/** A row of the table of groups: a group, or all further ones together, which have no names. */
interface GroupRow<Measure> {
  readonly sums: Measure & Valued;
  readonly keys: Grouped['keys'] | null;
  readonly previousValue: number | null;
}

const groupRows = <Measure>({ groups, other }: Metered<Metric, Measure>): readonly GroupRow<Measure>[] => [
  ...groups.map((group) => ({ sums: group, keys: group.keys, previousValue: group.previous_value })),
  ...(other === null ? [] : [{ sums: other, keys: null, previousValue: null }]),
];

/** A column for each name of a group. */
const keyColumns = (groups: readonly string[]): readonly Column<Pick<GroupRow<unknown>, 'keys'>>[] =>
  groups.map((group, index) => ({
    name: group,
    type: 'string',
    of: ({ keys }) =>
      keys === null ? (index === 0 ? OTHERS : '') : (Object.entries(keys).find(([name]) => name === group)?.[1] ?? ''),
  }));

const otherColumn: Column<Pick<GroupRow<unknown>, 'keys'>> = {
  name: 'is_other',
  type: 'boolean',
  of: ({ keys }) => keys === null,
};

/** Units of what metrics come to, where they have any. */
const VALUE_UNITS: Partial<Readonly<Record<Metric, string>>> = { cost: 'currencyUSD', duration: 'ms' };

/** What is measured, and what it was in the period before; only where that was asked for. */
function comparedColumns<Source>(
  { metric, previous }: Pick<Told, 'metric' | 'previous'>,
  of: { readonly value: Column<Source>['of']; readonly before: Column<Source>['of'] },
): readonly Column<Source>[] {
  if (previous === null) return [];
  const unit = VALUE_UNITS[metric];
  const look = { type: 'number', ...(unit === undefined ? {} : { unit }) } as const;
  return [
    { name: 'value', ...look, of: of.value },
    { name: 'previous_value', ...look, of: of.before },
  ];
}

type Bucket<Measure> = Metered<Metric, Measure>['timeseries'][number];

const timeColumn = {
  name: 'timestamp',
  type: 'time',
  of: ({ timestamp }: { timestamp: string }) => timestamp,
} as const;

/** What is told of a metric's answer as a whole, whatever it measures. */
interface Told extends Pick<MetricsAnswer, 'metric' | 'since' | 'until' | 'interval_seconds'> {
  /** The period before, where it was asked for. */
  readonly previous: ({ readonly since: string; readonly until: string } & Valued) | null;
}
const toldColumns: readonly Column<Told>[] = [
  { name: 'metric', type: 'string', of: ({ metric }) => metric },
  { name: 'since', type: 'time', of: ({ since }) => since },
  { name: 'until', type: 'time', of: ({ until }) => until },
  { name: 'interval_seconds', type: 'number', unit: 's', of: (answer) => answer.interval_seconds },
];
const toldBeforeColumns: readonly Column<Told>[] = [
  { name: 'previous_since', type: 'time', of: ({ previous }) => previous?.since },
  { name: 'previous_until', type: 'time', of: ({ previous }) => previous?.until },
];

function tablesOf<Measure>(answer: Metered<Metric, Measure>, columns: readonly Column<Measure>[]): readonly Table[] {
  const { group_by: group, timeseries, previous } = answer;
  const names = frameNames(group);
  const keys = group?.split(',') ?? [];
  const groupColumn: Column<Bucket<Measure>> = {
    name: `${keys.join('_')}_group`,
    type: 'string',
    of: (row) => row.group,
  };
  const rowColumns: readonly Column<GroupRow<Measure>>[] = [
    ...keyColumns(keys),
    ...columns.map((column) => ({ ...column, of: ({ sums }: GroupRow<Measure>) => column.of(sums) })),
    otherColumn,
    ...comparedColumns<GroupRow<Measure>>(answer, {
      value: ({ sums }) => sums.value,
      before: ({ previousValue }) => previousValue,
    }),
  ];
  return [
    ...(group === null ? [] : [tableOf(names.groups, rowColumns, groupRows(answer))]),
    tableOf(names.series, [timeColumn, ...(group === null ? [] : [groupColumn]), ...columns], timeseries),
    tableOf(
      names.summary,
      [
        ...toldColumns,
        ...columns.map((column) => ({ ...column, of: (it: typeof answer) => column.of(it.summary) })),
        ...comparedColumns<typeof answer>(answer, {
          value: ({ summary }) => summary.value,
          before: (it) => it.previous?.value,
        }),
        ...(previous === null ? [] : toldBeforeColumns),
      ],
      [answer],
    ),
  ];
}

/** A metric as tables. Groups come first, as Grafana's own table shows them; `readSpend` reads those of calls back. */
export function metricTables(answer: MetricsAnswer): readonly Table[] {
  switch (answer.metric) {
    case 'tasks':
    case 'duration':
      return tablesOf(answer, runColumns);
    case 'events':
      return tablesOf(answer, eventColumns);
    case 'cost':
    case 'tokens':
    case 'tokens_in':
    case 'tokens_out':
    case 'llm_calls':
      return tablesOf(answer, callColumns);
  }
}

/** The columns that a time series of a metric draws. */
const SERIES_COLUMNS: Readonly<Record<Metric, readonly string[]>> = {
  cost: ['cost', 'estimated_cost'],
  tokens: ['tokens_in', 'tokens_out'],
  tokens_in: ['tokens_in'],
  tokens_out: ['tokens_out'],
  llm_calls: ['calls'],
  tasks: ['tasks', 'failed'],
  duration: ['avg_duration_ms', 'p95_duration_ms'],
  events: ['events', 'errors'],
};

function seriesOf<Measure>(
  { metric, group_by: group, timeseries }: Metered<Metric, Measure>,
  columns: readonly Column<Measure>[],
): readonly Table[] {
  const drawn = columns.filter(({ name }) => SERIES_COLUMNS[metric].includes(name));
  const nameOf = (name: string | null): string => name ?? (group === null ? metric : OTHERS);
  return [...groupBy(timeseries, (bucket) => bucket.group)].map(([name, buckets]) =>
    tableOf(nameOf(name), [timeColumn, ...drawn], buckets),
  );
}

/** A metric for Grafana's time series: one frame for each group, named after it, and one for all further groups. */
export function metricSeriesTables(answer: MetricsAnswer): readonly Table[] {
  switch (answer.metric) {
    case 'tasks':
    case 'duration':
      return seriesOf(answer, runColumns);
    case 'events':
      return seriesOf(answer, eventColumns);
    case 'cost':
    case 'tokens':
    case 'tokens_in':
    case 'tokens_out':
    case 'llm_calls':
      return seriesOf(answer, callColumns);
  }
}

/** Spend by `group` from whichever frame has it; `range` (milliseconds) stands in for what no frame tells. */
export function readSpend(
  frames: readonly ReadableFrame[],
  group: 'model' | 'agent_id',
  range: { readonly from: number; readonly to: number },
): Reading<SpendByGroup> {
  const names = frameNames(group);
  // A list of calls has the same columns, but each of its rows is one call. Other groups of ours have them, too.
  const grouped = frames.filter(
    ({ name = '', fields }) =>
      (name === names.groups || !name.startsWith(frameNames('').groups)) &&
      !fields.some((field) => field.name === 'timestamp' || field.name === 'event_id'),
  );
  const found = findFrame(grouped, names.groups, [group, 'cost', 'calls']);
  if (!found.ok) return found;
  const groups = rowsOf(found.view)
    .filter((row) => !row.flag(otherColumn.name))
    .map((row) => spendRowIn(row, group));
  const series = frames.find(({ name }) => name === names.series);
  const summaryFrame = frames.find(({ name }) => name === names.summary);
  const summary = summaryFrame === undefined ? undefined : rowsOf(summaryFrame)[0];
  return {
    ok: true,
    view: {
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

const spendRowIn = (row: Row, group: string): SpendRow => ({
  group: row.text(group) ?? '',
  ...spendIn(row),
  input_cost: row.number('input_cost'),
  output_cost: row.number('output_cost'),
});

const bucketIn = (row: Row, group: string): SpendByGroup['timeseries'][number] => ({
  timestamp: row.moment('timestamp') ?? new Date(0).toISOString(),
  group: row.text(`${group}_group`),
  ...spendIn(row),
});

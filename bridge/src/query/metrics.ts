import type { Metric, MetricGroup, MetricRow, MetricsAnswer } from '@hiveboard/sdk/contract';
import { intervalSeconds, type Period } from './period.js';
import type { Reader } from './reader.js';
import { SPEND_COLUMNS, spendOf, type SpendRow } from './spend.js';

export interface MetricsQuestion {
  readonly tenant: string;
  readonly period: Period;
  readonly metric: Metric;
  readonly groupBy: MetricGroup | null;
  readonly agentId: string;
  readonly model: string;
  readonly environment: string;
}

interface GroupRow extends SpendRow {
  readonly grouping_value: string;
  readonly known_input: number;
  readonly known_output: number;
  readonly split_calls: number;
}

/** The column that each group stands for: constants, since a column cannot be a binding. */
const GROUP_COLUMNS: Readonly<Record<MetricGroup | 'none', string>> = {
  model: 'model',
  agent_id: 'agent_id',
  none: "''",
};

/** What decides the order of groups. */
const ORDERS: Readonly<Record<Metric, string>> = {
  cost: 'sum_cost + sum_estimated_cost DESC, sum_tokens_in + sum_tokens_out DESC',
  tokens: 'sum_tokens_in + sum_tokens_out DESC',
};

const FILTER = `
WHERE tenant = {tenant:String}
    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({model:String} = '' OR model = {model:String})
    AND ({environment:String} = '' OR environment = {environment:String})`;

const groupsSql = (column: string, order: string): string => `
SELECT toString(${column}) AS grouping_value, ${SPEND_COLUMNS},
    toFloat64(sum(ifNull(input_cost, 0))) AS known_input,
    toFloat64(sumIf(call.cost, input_cost IS NOT NULL) - sum(ifNull(input_cost, 0))) AS known_output,
    countIf(input_cost IS NOT NULL) AS split_calls
FROM hive.calls AS call ${FILTER}
GROUP BY grouping_value
ORDER BY ${order}, grouping_value
LIMIT 500`;

const seriesSql = (column: string): string => `
SELECT toStartOfInterval(ts, toIntervalSecond({interval:UInt32})) AS bucket, toString(${column}) AS grouping_value, ${SPEND_COLUMNS}
FROM hive.calls AS call ${FILTER}
GROUP BY bucket, grouping_value
ORDER BY bucket, grouping_value
LIMIT 20000`;

const rowOf = (row: GroupRow): MetricRow => ({
  group: row.grouping_value,
  ...spendOf(row),
  input_cost: row.split_calls === 0 ? null : row.known_input,
  output_cost: row.split_calls === 0 ? null : row.known_output,
});

/** Spend over a period: in all, by group, and over time. */
export async function findMetrics(
  reader: Reader,
  question: MetricsQuestion,
  signal?: AbortSignal,
): Promise<MetricsAnswer> {
  const { tenant, period, metric, groupBy, agentId, model, environment } = question;
  const column = GROUP_COLUMNS[groupBy ?? 'none'];
  const interval = intervalSeconds(period);
  const filter = { tenant, since: period.since, until: period.until, agentId, model, environment };
  const [groups, totals, series] = await Promise.all([
    reader.rows<GroupRow>(groupsSql(column, ORDERS[metric]), filter, signal),
    reader.rows<SpendRow>(`SELECT ${SPEND_COLUMNS} FROM hive.calls AS call ${FILTER}`, filter, signal),
    reader.rows<SpendRow & { bucket: string; grouping_value: string }>(
      seriesSql(column),
      { ...filter, interval },
      signal,
    ),
  ]);
  return {
    metric,
    group_by: groupBy,
    since: new Date(period.since).toISOString(),
    until: new Date(period.until).toISOString(),
    interval_seconds: interval,
    summary: spendOf(totals[0]),
    groups: groupBy === null ? [] : groups.map(rowOf),
    timeseries: series.map((row) => ({
      timestamp: new Date(row.bucket).toISOString(),
      group: groupBy === null ? null : row.grouping_value,
      ...spendOf(row),
    })),
  };
}

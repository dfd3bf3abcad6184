import type { Metric, MetricGroup, MetricRow, MetricsAnswer } from '@hiveboard/sdk/contract';
import { intervalSeconds, type Period } from './period.js';
import type { Reader } from './reader.js';
import { SUMMED_COLUMNS, spendOf, type SpendRow } from './spend.js';

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

/** How wide the buckets of sums over the whole period are: as coarse as the coarsest rollup. */
const WHOLE_SECONDS = 24 * 3600;

const FROM_SPEND = `
FROM hive.spend(tenant = {tenant:String}, since = {since:Int64}, until = {until:Int64}, step = {step:UInt32}) AS spend
WHERE tenant = {tenant:String}
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({model:String} = '' OR model = {model:String})
    AND ({environment:String} = '' OR environment = {environment:String})`;

const groupsSql = (column: string, order: string): string => `
SELECT toString(${column}) AS grouping_value, ${SUMMED_COLUMNS},
    toFloat64(sum(spend.input_cost)) AS known_input,
    toFloat64(sum(spend.split_cost) - sum(spend.input_cost)) AS known_output,
    sum(spend.split_calls) AS split_calls
${FROM_SPEND}
GROUP BY grouping_value
ORDER BY ${order}, grouping_value
LIMIT 500`;

const TOTALS_SQL = `SELECT ${SUMMED_COLUMNS} ${FROM_SPEND}`;

const seriesSql = (column: string): string => `
SELECT toStartOfInterval(ts, toIntervalSecond({step:UInt32})) AS bucket, toString(${column}) AS grouping_value, ${SUMMED_COLUMNS}
${FROM_SPEND}
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
  const whole = { step: WHOLE_SECONDS };
  const filter = { tenant, since: period.since, until: period.until, agentId, model, environment };
  const [groups, totals, series] = await Promise.all([
    reader.rows<GroupRow>(groupsSql(column, ORDERS[metric]), { ...filter, ...whole }, signal),
    reader.rows<SpendRow>(TOTALS_SQL, { ...filter, ...whole }, signal),
    reader.rows<SpendRow & { bucket: string; grouping_value: string }>(
      seriesSql(column),
      { ...filter, step: interval },
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

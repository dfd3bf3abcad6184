import type { Metric, MetricGroup } from '@hiveboard/sdk/contract';

/** What things of one kind (calls, runs, events) are counted and added up by. */
export interface Measure<Asked extends Metric, Sums> {
  /** `FROM … WHERE …`: these things, `ts` saying when each was. */
  readonly source: (groups: readonly MetricGroup[]) => string;
  /** States of aggregate functions, which can be merged further. */
  readonly states: string;
  /** What is told of them: columns made of merged states. */
  readonly merged: string;
  /** What the greatest groups have most of: merged states `OVER alike`, the window of a group. */
  readonly orders: Readonly<Record<Asked, readonly string[]>>;
  /** The sums in a row that has other columns too. */
  readonly sumsIn: (row: Sums) => Sums;
  readonly valueOf: (asked: Asked, sums: Sums) => number | null;
  /** What nothing comes to. */
  readonly none: Sums;
}

/** The columns that groups are made of and that are filtered by: constants, since a column cannot be a binding. */
const COLUMNS: Readonly<Record<MetricGroup, string>> = {
  model: 'model',
  provider: 'provider',
  agent_id: 'agent_id',
  task_type: 'task_type',
  project: 'project',
  environment: 'environment',
  group: 'group_name',
  plan_step: "ifNull(toString(plan_step), '')",
  cost_source: 'cost_source',
  kind: 'kind',
  severity: 'severity',
};

/** The names of the groups that something is of, in an array. */
export const keysOf = (groups: readonly MetricGroup[]): string =>
  `CAST([${groups.map((group) => COLUMNS[group]).join(', ')}], 'Array(String)')`;

/** Conditions that let all through where a filter is empty; each is bound by its group's name. */
export const filteredBy = (groups: readonly MetricGroup[]): string =>
  groups.map((group) => `({${group}:String} = '' OR ${COLUMNS[group]} = {${group}:String})`).join('\n    AND ');

/** The moments of a period. */
export const during = (moment: string): string =>
  `${moment} >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ${moment} < fromUnixTimestamp64Milli({until:Int64}, 'UTC')`;

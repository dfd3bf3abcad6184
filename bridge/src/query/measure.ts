import type { Metric, MetricGroup } from '@hiveboard/sdk/contract';
import type { Period } from './period.js';
import type { Bindings, Reader } from './reader.js';

/** What things are told apart by, and filtered by. */
export interface Told {
  readonly groups: readonly MetricGroup[];
  readonly filters: readonly MetricGroup[];
}

/** A question about things of one kind. */
export interface MeasureQuestion {
  readonly tenant: string;
  readonly period: Period;
  /** How many seconds the steps are long that are told apart. */
  readonly step: number;
  readonly told: Told;
  /**
   * The statement, made of `FROM … WHERE …`: these things, `ts` saying when each was, with what they are told apart by, and
   * only those that are what the bindings by the names of `filters` say.
   */
  readonly sqlOf: (source: string) => string;
  /** What else it takes, filters among it, beside `tenant`, `since`, `until` and `step`. */
  readonly bindings: Bindings;
}

/** Asks about things that are read in one statement. */
export const askOf =
  (source: (told: Told) => string): Measure<Metric, unknown>['ask'] =>
  (reader, { tenant, period, step, told, sqlOf, bindings }, signal) =>
    reader.rows(sqlOf(source(told)), { ...bindings, tenant, ...period, step }, signal);

/** What things of one kind (calls, runs, events) are counted and added up by. */
export interface Measure<Asked extends Metric, Sums, Row = Sums> {
  /** Asks about these things. */
  readonly ask: <Answer>(reader: Reader, question: MeasureQuestion, signal?: AbortSignal) => Promise<readonly Answer[]>;
  /** States of aggregate functions, which can be merged further. */
  readonly states: string;
  /** What is told of them: columns made of merged states. */
  readonly merged: string;
  /** The same without states, where nothing is told apart but time. Default: by way of states. */
  readonly direct?: string;
  /** What the greatest groups have most of: merged states `OVER alike`, the window of a group. */
  readonly orders: Readonly<Record<Asked, readonly string[]>>;
  /** The sums in a row of what is told, which has other columns too. */
  readonly sumsIn: (row: Row) => Sums;
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

const isGroup = (name: string): name is MetricGroup => Object.hasOwn(COLUMNS, name);
/** What is filtered by, where an empty word means any. */
export const filtersIn = (filter: Readonly<Record<string, string>>): readonly MetricGroup[] =>
  Object.keys(filter)
    .filter(isGroup)
    .filter((name) => filter[name] !== '');

/** The name of the group that something is of, as a column. */
export const columnOf = (group: MetricGroup): string => COLUMNS[group];

/** Conditions that let all through where a filter is empty; each is bound by its group's name. */
export const filteredBy = (groups: readonly MetricGroup[]): string =>
  groups.map((group) => `({${group}:String} = '' OR ${COLUMNS[group]} = {${group}:String})`).join('\n    AND ');

/** The same where no filter is empty: whoever knows that need not have ClickHouse think about it. */
export const equalTo = (filters: readonly MetricGroup[]): string =>
  filters.map((filter) => ` AND ${COLUMNS[filter]} = {${filter}:String}`).join('');

/** The moments of a period. */
export const during = (moment: string): string =>
  `${moment} >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ${moment} < fromUnixTimestamp64Milli({until:Int64}, 'UTC')`;

/** The hour of a moment that is bound. No call is of a time outside these: where times of whole seconds end, nothing may wrap around. */
const hourOf = (moment: 'since' | 'until'): string =>
  `toStartOfHour(fromUnixTimestamp64Milli(least(greatest({${moment}:Int64}, 0), 4102444800000), 'UTC'))`;

/** The moments of a period, of calls: they lie by the hour, so that no other hours are read. */
export const CALLS_DURING = `toStartOfHour(ts) >= ${hourOf('since')} AND toStartOfHour(ts) <= ${hourOf('until')} AND ${during('ts')}`;

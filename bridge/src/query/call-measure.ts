import type { SpendColumn } from '@hiveboard/clickhouse';
import { RUN_GROUPS, type CallMetric, type MetricGroup, type SplitSpend } from '@hiveboard/sdk/contract';
import { askOf, CALLS_DURING, equalTo, type Measure } from './measure.js';
import { askSpend } from './ask-spend.js';

/** What calls may be filtered by. */
export const CALL_FILTERS = ['model', 'provider', ...RUN_GROUPS, 'cost_source'] as const;

/** What rollups tell calls apart by. */
const ROLLED_UP: ReadonlyMap<MetricGroup, SpendColumn> = new Map([
  ['model', 'model'],
  ['provider', 'provider'],
  ['agent_id', 'agent_id'],
  ['task_type', 'task_type'],
  ['project', 'project'],
  ['environment', 'environment'],
  ['group', 'group_name'],
  ['cost_source', 'cost_source'],
]);

const COLUMNS = [
  'calls',
  'unpriced_calls',
  'tokens_in',
  'tokens_out',
  'reported_cost',
  'estimated_cost',
  'input_cost',
  'split_cost',
  'split_calls',
] as const;

type Column = (typeof COLUMNS)[number];
const sum = (column: Column): string => `sum(state_${column})`;
const ofGroup = (...columns: readonly Column[]): string =>
  `sum(${columns.map((column) => `state_${column}`).join(' + ')}) OVER alike`;

/** What is told of calls, by how each column is added up. */
const figures = (summed: (column: Column) => string): string => `
    ${summed('calls')} AS calls,
    ${summed('unpriced_calls')} AS unpriced_calls,
    ${summed('tokens_in')} AS tokens_in,
    ${summed('tokens_out')} AS tokens_out,
    toFloat64(${summed('reported_cost')}) AS cost,
    toFloat64(${summed('estimated_cost')}) AS estimated_cost,
    if(${summed('split_calls')} = 0, NULL, toFloat64(${summed('input_cost')})) AS input_cost,
    if(${summed('split_calls')} = 0, NULL, toFloat64(${summed('split_cost')} - ${summed('input_cost')})) AS output_cost`;

const VALUES: Readonly<Record<CallMetric, (sums: SplitSpend) => number>> = {
  cost: ({ cost }) => cost,
  tokens: ({ tokens_in, tokens_out }) => tokens_in + tokens_out,
  tokens_in: ({ tokens_in }) => tokens_in,
  tokens_out: ({ tokens_out }) => tokens_out,
  llm_calls: ({ calls }) => calls,
};

const askCalls = askOf(
  ({ filters }) =>
    `FROM hive.call_spend AS spend WHERE tenant = {tenant:String} AND ${CALLS_DURING}${equalTo(filters)}`,
);

/** What was spent on calls. */
export const CALL_MEASURE: Measure<CallMetric, SplitSpend> = {
  ask: (reader, question, signal) => {
    const { groups, filters } = question.told;
    // Rollups do not know the steps of plans.
    if (groups.includes('plan_step')) return askCalls(reader, question, signal);
    const keys = [...new Set([...groups, ...filters])].flatMap((group) => ROLLED_UP.get(group) ?? []);
    const { tenant, period, step, sqlOf } = question;
    return askSpend(
      reader,
      {
        tenant,
        period,
        step,
        columns: [...keys, ...COLUMNS],
        sqlOf: (source) => sqlOf(`FROM ${source} AS spend WHERE true${equalTo(filters)}`),
        bindings: { ...question.bindings, step },
      },
      signal,
    );
  },
  // Sums of sums are sums.
  states: COLUMNS.map((column) => `sum(spend.${column}) AS state_${column}`).join(', '),
  merged: figures(sum),
  direct: figures((column) => `sum(spend.${column})`),
  orders: {
    // An estimate counts as much as what was reported; where nothing has a price, tokens decide.
    cost: [ofGroup('reported_cost', 'estimated_cost'), ofGroup('tokens_in', 'tokens_out')],
    tokens: [ofGroup('tokens_in', 'tokens_out')],
    tokens_in: [ofGroup('tokens_in')],
    tokens_out: [ofGroup('tokens_out')],
    llm_calls: [ofGroup('calls')],
  },
  sumsIn: ({ calls, unpriced_calls, tokens_in, tokens_out, cost, estimated_cost, input_cost, output_cost }) => ({
    calls,
    unpriced_calls,
    tokens_in,
    tokens_out,
    cost,
    estimated_cost,
    input_cost,
    output_cost,
  }),
  valueOf: (asked, sums) => VALUES[asked](sums),
  none: {
    calls: 0,
    unpriced_calls: 0,
    tokens_in: 0,
    tokens_out: 0,
    cost: 0,
    estimated_cost: 0,
    input_cost: null,
    output_cost: null,
  },
};

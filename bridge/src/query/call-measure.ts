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

/** What calls come to, each summed up by itself. Money is told as it is kept, a decimal number. */
const TOLD = [
  'spend.calls',
  'spend.unpriced_calls',
  'spend.tokens_in',
  'spend.tokens_out',
  'spend.reported_cost',
  'spend.estimated_cost',
  'spend.input_cost',
  'spend.split_cost - spend.input_cost',
  'spend.split_calls',
] as const;
/** The n-th of what a group comes to, from 0. */
const inState = (index: number): string => `tupleElement(state, ${index + 1})`;
/** As one column: ClickHouse plans each column again at every step. */
const summedUp = (addends: readonly string[]): string =>
  `tuple(${addends.map((addend) => `sum(${addend})`).join(', ')})`;

/** {@link TOLD}, summed up. */
export interface CallSums {
  readonly sums: readonly [
    calls: number,
    unpricedCalls: number,
    tokensIn: number,
    tokensOut: number,
    reportedCost: number,
    estimatedCost: number,
    inputCost: number,
    outputCost: number,
    splitCalls: number,
  ];
}

/** What a group has in all of some of {@link TOLD}, together. */
const ofGroup = (...told: readonly (typeof TOLD)[number][]): string =>
  `sum(${told.map((one) => inState(TOLD.indexOf(one))).join(' + ')}) OVER alike`;

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
export const CALL_MEASURE: Measure<CallMetric, SplitSpend, CallSums> = {
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
  states: `${summedUp(TOLD)} AS state`,
  merged: `${summedUp(TOLD.map((_, index) => inState(index)))} AS sums`,
  direct: `${summedUp(TOLD)} AS sums`,
  orders: {
    // An estimate counts as much as what was reported; where nothing has a price, tokens decide.
    cost: [ofGroup('spend.reported_cost', 'spend.estimated_cost'), ofGroup('spend.tokens_in', 'spend.tokens_out')],
    tokens: [ofGroup('spend.tokens_in', 'spend.tokens_out')],
    tokens_in: [ofGroup('spend.tokens_in')],
    tokens_out: [ofGroup('spend.tokens_out')],
    llm_calls: [ofGroup('spend.calls')],
  },
  sumsIn: ({ sums: [calls, unpriced, tokensIn, tokensOut, reported, estimated, input, output, split] }) => ({
    calls,
    unpriced_calls: unpriced,
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    cost: reported,
    estimated_cost: estimated,
    // Where of no call it is known which part of it was spent on input, it is not known of all of them.
    input_cost: split === 0 ? null : input,
    output_cost: split === 0 ? null : output,
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

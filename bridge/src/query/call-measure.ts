import { RUN_GROUPS, type CallMetric, type SplitSpend } from '@hiveboard/sdk/contract';
import { during, filteredBy, type Measure } from './measure.js';

/** What calls may be filtered by. */
export const CALL_FILTERS = ['model', 'provider', ...RUN_GROUPS, 'cost_source'] as const;

/** Sums over calls, out of rollups. */
const ROLLUPS = `hive.spend(tenant = {tenant:String}, since = {since:Int64}, until = {until:Int64}, step = {step:UInt32})`;
/** The calls themselves: rollups do not know the steps of plans. */
const CALLS = `(SELECT * FROM hive.call_spend WHERE tenant = {tenant:String} AND ${during('ts')})`;

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
const sum = (column: Column): string => `sumMerge(state_${column})`;
const ofGroup = (...columns: readonly Column[]): string =>
  columns.map((column) => `${sum(column)} OVER alike`).join(' + ');

const VALUES: Readonly<Record<CallMetric, (sums: SplitSpend) => number>> = {
  cost: ({ cost }) => cost,
  tokens: ({ tokens_in, tokens_out }) => tokens_in + tokens_out,
  tokens_in: ({ tokens_in }) => tokens_in,
  tokens_out: ({ tokens_out }) => tokens_out,
  llm_calls: ({ calls }) => calls,
};

/** What was spent on calls. */
export const CALL_MEASURE: Measure<CallMetric, SplitSpend> = {
  source: (groups) => `
FROM ${groups.includes('plan_step') ? CALLS : ROLLUPS} AS spend
WHERE tenant = {tenant:String}
    AND ${filteredBy(CALL_FILTERS)}`,
  states: COLUMNS.map((column) => `sumState(spend.${column}) AS state_${column}`).join(', '),
  merged: `
    ${sum('calls')} AS calls,
    ${sum('unpriced_calls')} AS unpriced_calls,
    ${sum('tokens_in')} AS tokens_in,
    ${sum('tokens_out')} AS tokens_out,
    toFloat64(${sum('reported_cost')}) AS cost,
    toFloat64(${sum('estimated_cost')}) AS estimated_cost,
    if(${sum('split_calls')} = 0, NULL, toFloat64(${sum('input_cost')})) AS input_cost,
    if(${sum('split_calls')} = 0, NULL, toFloat64(${sum('split_cost')} - ${sum('input_cost')})) AS output_cost`,
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

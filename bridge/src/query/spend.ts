import type { SpendColumn } from '@hiveboard/clickhouse';
import type { Spend } from '@hiveboard/sdk/contract';

/** The columns of a {@link Spend}, over whatever calls the rest of the statement chooses from `hive.calls`. */
export const SPEND_COLUMNS = `
    count() AS calls,
    sum(is_unpriced) AS unpriced_calls,
    sum(ifNull(tokens_in, 0)) AS sum_tokens_in,
    sum(ifNull(tokens_out, 0)) AS sum_tokens_out,
    toFloat64(sum(reported_cost)) AS sum_cost,
    toFloat64(sum(call.estimated_cost)) AS sum_estimated_cost`;

/** The same over rows of `hive.spend`, which stand for any number of calls each. */
export const SUMMED_COLUMNS = `
    sum(spend.calls) AS calls,
    sum(spend.unpriced_calls) AS unpriced_calls,
    sum(spend.tokens_in) AS sum_tokens_in,
    sum(spend.tokens_out) AS sum_tokens_out,
    toFloat64(sum(spend.reported_cost)) AS sum_cost,
    toFloat64(sum(spend.estimated_cost)) AS sum_estimated_cost`;

/** The columns of `hive.spend` that these are made of. */
export const SUMMED = [
  'calls',
  'unpriced_calls',
  'tokens_in',
  'tokens_out',
  'reported_cost',
  'estimated_cost',
] as const satisfies readonly SpendColumn[];

/** A row of {@link SPEND_COLUMNS} or of {@link SUMMED_COLUMNS}. */
export interface SpendRow {
  readonly calls: number;
  readonly unpriced_calls: number;
  readonly sum_tokens_in: number;
  readonly sum_tokens_out: number;
  readonly sum_cost: number;
  readonly sum_estimated_cost: number;
}

const NO_SPEND: Spend = { calls: 0, unpriced_calls: 0, tokens_in: 0, tokens_out: 0, cost: 0, estimated_cost: 0 };

export const spendOf = (row: SpendRow | undefined): Spend =>
  row === undefined
    ? NO_SPEND
    : {
        calls: row.calls,
        unpriced_calls: row.unpriced_calls,
        tokens_in: row.sum_tokens_in,
        tokens_out: row.sum_tokens_out,
        cost: row.sum_cost,
        estimated_cost: row.sum_estimated_cost,
      };

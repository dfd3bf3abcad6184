import type { Spend } from '@hiveboard/sdk/contract';
import type { Column, Row } from '../table.js';

/** The columns of money and tokens. Costs are US dollars; reported and estimated never mix. */
export const spendColumns: readonly Column<Spend>[] = [
  { name: 'calls', type: 'number', of: ({ calls }) => calls },
  { name: 'unpriced_calls', type: 'number', of: (spend) => spend.unpriced_calls },
  { name: 'tokens_in', type: 'number', of: (spend) => spend.tokens_in },
  { name: 'tokens_out', type: 'number', of: (spend) => spend.tokens_out },
  { name: 'cost', type: 'number', unit: 'currencyUSD', of: ({ cost }) => cost },
  { name: 'estimated_cost', type: 'number', unit: 'currencyUSD', of: (spend) => spend.estimated_cost },
];

/** Money and tokens of a row; what is absent counts as none. `suffix` ends every column's name. */
export const spendIn = (row: Row, suffix = ''): Spend => ({
  calls: row.number(`calls${suffix}`) ?? 0,
  unpriced_calls: row.number(`unpriced_calls${suffix}`) ?? 0,
  tokens_in: row.number(`tokens_in${suffix}`) ?? 0,
  tokens_out: row.number(`tokens_out${suffix}`) ?? 0,
  cost: row.number(`cost${suffix}`) ?? 0,
  estimated_cost: row.number(`estimated_cost${suffix}`) ?? 0,
});

/** Nothing spent. */
export const NO_SPEND: Spend = {
  calls: 0,
  unpriced_calls: 0,
  tokens_in: 0,
  tokens_out: 0,
  cost: 0,
  estimated_cost: 0,
};

/** The sum of several. */
export const sumOfSpend = (parts: readonly Spend[]): Spend =>
  parts.reduce(
    (sum, part) => ({
      calls: sum.calls + part.calls,
      unpriced_calls: sum.unpriced_calls + part.unpriced_calls,
      tokens_in: sum.tokens_in + part.tokens_in,
      tokens_out: sum.tokens_out + part.tokens_out,
      cost: sum.cost + part.cost,
      estimated_cost: sum.estimated_cost + part.estimated_cost,
    }),
    NO_SPEND,
  );

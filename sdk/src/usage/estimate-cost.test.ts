import { estimateCost, type PricedCall, type PriceTable } from './estimate-cost.js';

const PRICES: PriceTable = {
  'gpt-4o': { input: 2.5, output: 10 },
  'claude-sonnet-4-5': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  broken: { input: Number.NaN, output: 1 },
  negative: { input: -1, output: 0 },
};

test.each<readonly [string, PricedCall, number | undefined]>([
  ['input and output', { model: 'gpt-4o', tokensIn: 1_000_000, tokensOut: 500_000 }, 7.5],
  ['a call for nothing', { model: 'gpt-4o', tokensIn: 0, tokensOut: 0 }, 0],
  [
    'cached tokens at the rate of input when they have none',
    { model: 'gpt-4o', tokensIn: 1_000_000, tokensOut: 0, cacheReadTokens: 400_000 },
    2.5,
  ],
  [
    'cached tokens at their own rates',
    {
      model: 'claude-sonnet-4-5',
      tokensIn: 1_000_000,
      tokensOut: 100_000,
      cacheReadTokens: 800_000,
      cacheWriteTokens: 100_000,
    },
    0.3 + 0.24 + 0.375 + 1.5,
  ],
  ['nothing for a model that the table does not name', { model: 'gpt-4o-mini', tokensIn: 1, tokensOut: 1 }, undefined],
  ['nothing for a name that objects inherit', { model: 'constructor', tokensIn: 1, tokensOut: 1 }, undefined],
  ['nothing without a model', { tokensIn: 1, tokensOut: 1 }, undefined],
  ['nothing without tokens in', { model: 'gpt-4o', tokensOut: 1 }, undefined],
  ['nothing without tokens out', { model: 'gpt-4o', tokensIn: 1 }, undefined],
  ['nothing at rates that are no numbers', { model: 'broken', tokensIn: 1, tokensOut: 1 }, undefined],
  ['nothing at rates below zero', { model: 'negative', tokensIn: 1, tokensOut: 1 }, undefined],
  [
    'nothing for more cached tokens than tokens',
    { model: 'claude-sonnet-4-5', tokensIn: 1, tokensOut: 0, cacheReadTokens: 9 },
    undefined,
  ],
])('prices %s', (_what, call, expected) => {
  const cost = estimateCost(PRICES, call);

  expect(cost === undefined ? undefined : Math.round(cost * 1e9) / 1e9).toBe(expected);
});

test('prices nothing by a table that throws', () => {
  const table: PriceTable = {
    get m(): never {
      throw new Error('no prices today');
    },
  };

  expect(estimateCost(table, { model: 'm', tokensIn: 1, tokensOut: 1 })).toBeUndefined();
});

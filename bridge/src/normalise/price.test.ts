import { priceOf } from './price.js';

const AT = Date.UTC(2026, 10, 1);

test('a reported cost is kept as it is, also when it is nothing', () => {
  expect(priceOf({ model: 'gpt-4o', provider: 'openai', tokensIn: 1e6, tokensOut: 1e6, cost: 0.25 }, AT)).toMatchObject(
    {
      cost: 0.25,
      source: 'reported',
      version: '',
    },
  );
  expect(priceOf({ model: 'gpt-4o', tokensIn: 1e6, cost: 0 }, AT)).toEqual({
    cost: 0,
    source: 'reported',
    version: '',
    inputCost: 0,
  });
});

test('a reported cost splits into input and output like the list price', () => {
  // gpt-4o lists 2.50 in and 10.00 out for a million: a fifth of this call is input.
  expect(
    priceOf({ model: 'gpt-4o', provider: 'openai', tokensIn: 1e6, tokensOut: 1e6, cost: 5 }, AT).inputCost,
  ).toBeCloseTo(1, 9);
  expect(priceOf({ model: 'in-house', tokensIn: 10, cost: 5 }, AT).inputCost).toBeNull();
});

test.each([
  ['gpt-4o', 'openai', {}, 1.25, 0.25],
  ['gpt-4o', undefined, {}, 1.25, 0.25],
  ['openai/gpt-4o', undefined, {}, 1.25, 0.25],
  ['gpt-4o', 'some-gateway', {}, 1.25, 0.25],
  ['gpt-4o', 'openai', { cacheReadTokens: 1e5 }, 1.125, 0.125],
  ['claude-sonnet-4-5', 'anthropic', {}, 1.8, 0.3],
])(
  'a hundred thousand tokens in and out of %s at %s with %j cost their list price',
  (model, provider, cached, cost, inputCost) => {
    const call = { model, tokensIn: 1e5, tokensOut: 1e5, ...(provider === undefined ? {} : { provider }), ...cached };
    const price = priceOf(call, AT);
    expect(price.source).toBe('list');
    expect(price.version).toBe('genai-prices 0.1.8');
    expect(price.cost).toBeCloseTo(cost, 6);
    expect(price.inputCost).toBeCloseTo(inputCost, 6);
  },
);

test.each([
  ['an unknown model', { model: 'in-house-7b', tokensIn: 10, tokensOut: 10 }],
  ['no tokens', { model: 'gpt-4o' }],
  ['no model', { tokensIn: 10, tokensOut: 10 }],
  ['more cached than input tokens', { model: 'gpt-4o', tokensIn: 10, cacheReadTokens: 20 }],
])('%s is unpriced, which is not free', (_name, call) => {
  expect(priceOf(call, AT)).toEqual({ cost: 0, source: 'unpriced', version: '', inputCost: null });
});

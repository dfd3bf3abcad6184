import fc from 'fast-check';
import { matches, type PriceOverride } from './override.js';
import { createPricing, type PricedCall } from './pricing.js';
import { billionthsOf, type Rates } from './rates.js';

const AT = Date.UTC(2026, 10, 1);
const OCCASION = { tenant: 'acme', at: AT };
const LIST = 'genai-prices 0.1.8';
const UNPRICED = { cost: 0, source: 'unpriced', version: '', inputCost: null };

const listPricing = createPricing();

test('a reported cost is kept as it is, also when it is nothing', () => {
  const call = { model: 'gpt-4o', provider: 'openai', tokensIn: 1e6, tokensOut: 1e6 };
  expect(listPricing({ ...call, cost: 0.25 }, OCCASION)).toEqual({
    cost: 0.25,
    source: 'reported',
    version: '',
    inputCost: 0.05,
  });
  expect(listPricing({ ...call, cost: 0 }, OCCASION)).toEqual({
    cost: 0,
    source: 'reported',
    version: '',
    inputCost: 0,
  });
});

test('a reported cost splits into input and output like the list price', () => {
  // gpt-4o lists 2.50 in and 10.00 out for a million: a fifth of this call is input.
  const call = { model: 'gpt-4o', provider: 'openai', tokensIn: 1e6, tokensOut: 1e6, cost: 5 };
  expect(listPricing(call, OCCASION).inputCost).toBe(1);
  expect(listPricing({ model: 'in-house', tokensIn: 10, cost: 5 }, OCCASION).inputCost).toBeNull();
});

test.each<readonly [PricedCall, number, number]>([
  [{ model: 'gpt-4o', provider: 'openai' }, 1.25, 0.25],
  [{ model: 'openai/gpt-4o' }, 1.25, 0.25],
  [{ model: 'gpt-4o', provider: 'azure' }, 1.25, 0.25],
  [{ model: 'gpt-4o', provider: 'openai', cacheReadTokens: 1e5 }, 1.125, 0.125],
  [{ model: 'claude-sonnet-4-5', provider: 'anthropic' }, 1.8, 0.3],
  [{ model: 'claude-sonnet-4-5', provider: 'anthropic', cacheReadTokens: 5e4, cacheWriteTokens: 5e4 }, 1.7025, 0.2025],
])('a hundred thousand tokens in and out of %j cost their list price', (call, cost, inputCost) => {
  expect(listPricing({ tokensIn: 1e5, tokensOut: 1e5, ...call }, OCCASION)).toEqual({
    cost,
    source: 'list',
    version: LIST,
    inputCost,
  });
});

test.each<readonly [string, PricedCall]>([
  ['an unknown model', { model: 'in-house-7b', tokensIn: 10, tokensOut: 10 }],
  ['no tokens', { model: 'gpt-4o' }],
  ['no model', { tokensIn: 10, tokensOut: 10 }],
  ['more cached than input tokens', { model: 'gpt-4o', tokensIn: 10, cacheReadTokens: 20 }],
  ['output of a model that lists none', { model: 'text-embedding-3-small', tokensIn: 10, tokensOut: 10 }],
  ['more than a billion dollars', { model: 'gpt-4o', tokensIn: 2 ** 53 - 1 }],
])('%s is unpriced, which is not free', (_name, call) => {
  expect(listPricing(call, OCCASION)).toEqual(UNPRICED);
});

const flat = (decimal: string) => [{ above: 0, rate: billionthsOf(decimal) }];
/** A price for a million tokens in and out alike. */
const alike = (decimal: string): Rates => ({
  input: flat(decimal),
  output: flat(decimal),
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  perCall: 0n,
});

/** An override of all models for all, with what a test says instead. */
const override = (name: string, parts: Partial<PriceOverride>): PriceOverride => ({
  name,
  tenant: '',
  model: '*',
  provider: '',
  serviceTier: '',
  contextAbove: 0,
  rates: null,
  discount: 0n,
  from: 0,
  to: null,
  version: `${name}@then`,
  ...parts,
});

test('an override goes before the list, and says which it is', () => {
  const pricing = createPricing([
    override('contract', {
      model: 'gpt-4o',
      rates: { ...alike('1'), output: flat('4'), cacheRead: flat('0.1'), cacheWrite: flat('2'), reasoning: flat('8') },
    }),
  ]);
  const call = { model: 'gpt-4o', tokensIn: 1_000_000, tokensOut: 1_000_000 };
  expect(
    pricing({ ...call, cacheReadTokens: 500_000, cacheWriteTokens: 250_000, reasoningTokens: 500_000 }, OCCASION),
  ).toEqual({ cost: 6.8, source: 'override', version: 'contract@then', inputCost: 0.8 });
  expect(pricing({ ...call, cost: 3 }, OCCASION)).toMatchObject({ cost: 3, source: 'reported', inputCost: 0.6 });
  expect(pricing({ ...call, model: 'gpt-4o-mini' }, OCCASION)).toMatchObject({ source: 'list', version: LIST });
});

test('a discount comes off the list price, with its steps and classes, or off the override’s own', () => {
  const pricing = createPricing([
    override('batch', { model: 'claude-*', discount: 5_000n }),
    override('friends', { model: 'in-house', rates: alike('3'), discount: 3_333n }),
  ]);
  const long = { model: 'claude-sonnet-4-5', provider: 'anthropic', tokensIn: 400_000, cacheReadTokens: 200_000 };
  // 6 dollars and 0.6 for the cached ones, since the context is long; half of that.
  expect(pricing(long, OCCASION)).toEqual({
    cost: 0.66,
    source: 'override',
    version: 'batch@then',
    inputCost: 0.66,
  });
  expect(pricing({ model: 'in-house', tokensOut: 1e6 }, OCCASION)).toMatchObject({ cost: 2.0001, inputCost: 0 });
});

test('a discount on a model that the list does not know leaves it unpriced', () => {
  const pricing = createPricing([override('all', { discount: 1_000n })]);
  expect(pricing({ model: 'in-house', tokensIn: 10 }, OCCASION)).toEqual(UNPRICED);
});

test('a price of 0 is a price', () => {
  const pricing = createPricing([override('own', { provider: 'ollama', rates: alike('0') })]);
  expect(pricing({ model: 'gpt-oss:20b', provider: 'Ollama', tokensIn: 10 }, OCCASION)).toEqual({
    cost: 0,
    source: 'override',
    version: 'own@then',
    inputCost: 0,
  });
});

test('an override holds from its first moment until before its last', () => {
  const pricing = createPricing([
    override('october', { model: 'm', rates: alike('1'), from: AT - 1000, to: AT }),
    override('november', { model: 'm', rates: alike('2'), from: AT, to: AT + 1000 }),
  ]);
  const at = (moment: number) => pricing({ model: 'm', tokensIn: 1e6 }, { tenant: 'acme', at: moment });
  expect([-1001, -1000, -1, 0, 999, 1000].map((shift) => at(AT + shift).version)).toEqual([
    '',
    'october@then',
    'october@then',
    'november@then',
    'november@then',
    '',
  ]);
});

test.each<readonly [string, Partial<PriceOverride>, Partial<PriceOverride>]>([
  ['one tenant before all', { tenant: 'acme' }, { model: 'gpt-4o', provider: 'openai' }],
  ['a whole name before a pattern', { model: 'gpt-4o' }, { model: 'gpt-4o*', provider: 'openai' }],
  ['a longer pattern before a shorter one', { model: 'gpt-4*' }, { model: 'gpt-*', provider: 'openai' }],
  ['one provider before all', { provider: 'openai' }, { contextAbove: 10 }],
  ['one service tier before all', { serviceTier: 'flex' }, { contextAbove: 10 }],
  ['a longer context before a shorter one', { contextAbove: 1000 }, { contextAbove: 10, from: AT - 5 }],
  ['what holds since later before what holds since earlier', { from: AT - 5 }, { from: AT - 10 }],
])('%s', (_name, specific, general) => {
  const rates = alike('1');
  const call = { model: 'gpt-4o', provider: 'openai', serviceTier: 'flex', tokensIn: 5000 };
  for (const [one, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const overrides = [override(one, { ...specific, rates }), override(other, { ...general, rates })];
    expect(createPricing(overrides)(call, OCCASION).version).toBe(`${one}@then`);
    expect(createPricing([...overrides].reverse())(call, OCCASION).version).toBe(`${one}@then`);
  }
});

test.each<readonly [string, Partial<PriceOverride>, boolean]>([
  ['its tenant', { tenant: 'acme' }, true],
  ['another tenant', { tenant: 'globex' }, false],
  ['its provider under another name', { provider: 'azure.ai.openai' }, true],
  ['another provider', { provider: 'openai' }, false],
  ['its service tier', { serviceTier: 'flex' }, true],
  ['another service tier', { serviceTier: 'batch' }, false],
  ['as long a context', { contextAbove: 5000 }, false],
  ['a shorter context', { contextAbove: 4999 }, true],
  ['its name as it is sent', { model: 'azure/GPT-4o' }, true],
  ['its name without the router', { model: 'gpt-4o' }, true],
  ['a part of its name', { model: 'gpt' }, false],
  ['a pattern', { model: 'gpt*o' }, true],
])('an override of %s is asked: %j', (_name, parts, isMeant) => {
  const pricing = createPricing([override('it', { ...parts, rates: alike('1') })]);
  const { source } = pricing(
    { model: 'azure/gpt-4o', provider: 'azure', serviceTier: 'Flex', tokensIn: 5000 },
    OCCASION,
  );
  expect(source).toBe(isMeant ? 'override' : 'list');
});

test.each([
  ['*', '', true],
  ['gpt-4o', 'GPT-4O', true],
  ['gpt-4o', 'gpt-4o-mini', false],
  ['gpt-*', 'gpt-', true],
  ['*mini', 'gpt-4o-mini', true],
  ['gpt*mini*', 'gpt-4o-mini-2024', true],
  ['a*a', 'a', false],
  ['ab*ba', 'aba', false],
  ['a**b', 'ab', true],
  ['a.c', 'abc', false],
])('the pattern %s on %s: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test('a pattern means what its regular expression means', () => {
  const word = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 8 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(word, word, (pattern, text) => {
      const expression = new RegExp(`^${pattern.split('*').join('.*')}$`);
      expect(matches(pattern, text)).toBe(expression.test(text));
    }),
    { numRuns: 2000 },
  );
});

test('a pattern of nothing but stars is answered at once, however long the name', () => {
  expect(matches(`${'*a'.repeat(128)}b`, 'a'.repeat(100_000))).toBe(false);
});

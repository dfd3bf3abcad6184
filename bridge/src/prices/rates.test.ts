import fc from 'fast-check';
import { amountOf, billionthsOf, decimalOf, dollars, type Rates } from './rates.js';

const flat = (decimal: string) => [{ above: 0, rate: billionthsOf(decimal) }];
const PLAIN: Rates = {
  input: flat('2.5'),
  output: flat('10'),
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  perCall: 0n,
};
const CACHING: Rates = { ...PLAIN, cacheRead: flat('0.25'), cacheWrite: flat('3.125') };
const THINKING: Rates = { ...PLAIN, reasoning: flat('40') };
const LONG: Rates = {
  ...CACHING,
  input: [...flat('2.5'), { above: 200_000, rate: billionthsOf('5') }, { above: 1_000_000, rate: billionthsOf('7') }],
  output: [...flat('10'), { above: 200_000, rate: billionthsOf('15') }],
};

test.each([
  ['nothing', PLAIN, {}, 0n, 0n],
  ['input and output', PLAIN, { tokensIn: 1000, tokensOut: 100 }, 3_500_000n, 2_500_000n],
  [
    'cached tokens without a price of their own',
    PLAIN,
    { tokensIn: 1000, cacheReadTokens: 900 },
    2_500_000n,
    2_500_000n,
  ],
  [
    'cached tokens, which are part of the input',
    CACHING,
    { tokensIn: 1000, cacheReadTokens: 600, cacheWriteTokens: 300, tokensOut: 10 },
    1_437_500n,
    1_337_500n,
  ],
  ['reasoning without a price of its own', PLAIN, { tokensOut: 100, reasoningTokens: 60 }, 1_000_000n, 0n],
  ['reasoning, which is part of the output', THINKING, { tokensOut: 100, reasoningTokens: 60 }, 2_800_000n, 0n],
  ['more reasoning than output', THINKING, { tokensOut: 100, reasoningTokens: 160 }, 4_000_000n, 0n],
  ['just not a long context', LONG, { tokensIn: 200_000, tokensOut: 1 }, 500_010_000n, 500_000_000n],
  ['a long context', LONG, { tokensIn: 200_001, tokensOut: 1 }, 1_000_020_000n, 1_000_005_000n],
  ['a very long context', LONG, { tokensIn: 1_000_001 }, 7_000_007_000n, 7_000_007_000n],
  ['a price a call', { ...PLAIN, perCall: 5_000_000n }, { tokensOut: 1 }, 5_010_000n, 0n],
  ['half a billionth, rounded up', { ...PLAIN, input: flat('0.0005') }, { tokensIn: 1 }, 1n, 1n],
  ['less than half of it, rounded down', { ...PLAIN, input: flat('0.0004') }, { tokensIn: 1 }, 0n, 0n],
  [
    'more tokens than a double can count in dollars',
    PLAIN,
    { tokensIn: 2 ** 53 - 1 },
    22_517_998_136_852_477_500n,
    22_517_998_136_852_477_500n,
  ],
] as const)('%s costs exactly this', (_name, rates, usage, total, input) => {
  expect(amountOf(rates, usage)).toEqual({ total, input });
});

test('a discount is taken off before the one rounding', () => {
  const usage = { tokensIn: 1001, tokensOut: 1 };
  expect(amountOf(PLAIN, usage, 6_667n)).toEqual({ total: 1_675_084n, input: 1_668_417n });
  expect(amountOf(PLAIN, usage, 0n)).toEqual({ total: 0n, input: 0n });
});

test.each([
  ['output that has no price', { ...PLAIN, output: null }, { tokensIn: 1, tokensOut: 1 }],
  ['input that has no price', { ...PLAIN, input: null }, { tokensIn: 1 }],
  ['more cached than input tokens', CACHING, { tokensIn: 10, cacheReadTokens: 6, cacheWriteTokens: 5 }],
])('%s has no cost', (_name, rates, usage) => {
  expect(amountOf(rates, usage)).toBeNull();
});

test('the parts of the input and of the output leave no dust', () => {
  // In floating point 0.1 and 0.2 for three tokens are 6.000000000000001e-7.
  const rates: Rates = { ...PLAIN, input: flat('0.1'), cacheRead: flat('0.2') };
  const calls = Array.from({ length: 1000 }, () => amountOf(rates, { tokensIn: 30_000, cacheReadTokens: 10_000 }));
  expect(calls.reduce((sum, amount) => sum + (amount?.total ?? 0n), 0n)).toBe(4_000_000_000n);
});

test('decimals are read and written without a change', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 18n), (amount) => {
      expect(billionthsOf(decimalOf(amount))).toBe(amount);
    }),
  );
  expect(['2', '2.50', '0.000000001', '123456.789'].map((text) => decimalOf(billionthsOf(text)))).toEqual([
    '2',
    '2.5',
    '0.000000001',
    '123456.789',
  ]);
});

test('an amount in dollars is written as the same billionths again', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n * 10n ** 15n), (amount) => {
      expect(BigInt(Math.round(dollars(amount) * 1e9))).toBe(amount);
    }),
  );
});

/**
 * What tokens cost, in whole numbers: a rate is billionths of a US dollar for a million tokens, an amount billionths of
 * a dollar. Floating point would leave a grain of dust on each call, and sums would show it.
 */

/** Billionths in a dollar: as exact as the columns of money are. */
const BILLION = 1_000_000_000n;
const MILLION = 1_000_000n;
/** Hundredths of a percent in the whole. */
export const WHOLE = 10_000n;

/** A rate, and from more than how many input tokens it holds for the whole call. Lowest first; the first is above 0. */
export type Steps = readonly { readonly above: number; readonly rate: bigint }[];

/** The prices of a model. A class that has none costs what the class does that it is part of. */
export interface Rates {
  readonly input: Steps | null;
  readonly output: Steps | null;
  readonly cacheRead: Steps | null;
  readonly cacheWrite: Steps | null;
  readonly reasoning: Steps | null;
  /** For the call itself, in billionths of a dollar. */
  readonly perCall: bigint;
}

/** Tokens of a call: cached ones are part of the input, reasoning is part of the output. */
export interface Usage {
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
}

/** Billionths of a dollar: in all, and the part that was spent on input. */
export interface Amount {
  readonly total: bigint;
  readonly input: bigint;
}

/** A number of dollars, as the billionths nearest to it. */
export const billionths = (dollars: number): bigint => BigInt(Math.round(dollars * 1e9));

/** Billionths as dollars; exact again once they are written, up to two million dollars. */
export const dollars = (amount: bigint): number => Number(amount) / 1e9;

/** `2.5` → 2500000000n: digits as a person writes them, without a detour over floating point. */
export function billionthsOf(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole) * BILLION + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Billionths as a person writes them: 2500000000n → `2.5`. */
export function decimalOf(amount: bigint): string {
  const fraction = String(amount % BILLION)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(amount / BILLION) : `${amount / BILLION}.${fraction}`;
}

const rateOf = (steps: Steps, tokensIn: number): bigint =>
  steps.findLast(({ above }) => above === 0 || tokensIn > above)?.rate ?? 0n;

/** To the nearest billionth, halves up. */
const rounded = (value: bigint, divisor: bigint): bigint => (value + divisor / 2n) / divisor;

/**
 * What a call costs, rounded once; null when it used a class of tokens that has no price, or more cached than input
 * tokens, which no price can be right for.
 *
 * @param kept which part of the price is paid, in hundredths of a percent
 */
export function amountOf(rates: Rates, usage: Usage, kept: bigint = WHOLE): Amount | null {
  const { tokensIn = 0, tokensOut = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const fresh = tokensIn - cacheReadTokens - cacheWriteTokens;
  // Some senders count reasoning beside the output: no more of the output can have been reasoning than there is.
  const reasoning = Math.min(usage.reasoningTokens ?? 0, tokensOut);
  if (fresh < 0) return null;
  const { input, output, perCall } = rates;
  const priced = (classes: readonly (readonly [tokens: number, steps: Steps | null])[]): bigint | null => {
    let sum = 0n;
    for (const [tokens, steps] of classes) {
      if (tokens === 0) continue;
      if (steps === null) return null;
      sum += BigInt(tokens) * rateOf(steps, tokensIn);
    }
    return sum;
  };
  const spentIn = priced([
    [fresh, input],
    [cacheReadTokens, rates.cacheRead ?? input],
    [cacheWriteTokens, rates.cacheWrite ?? input],
  ]);
  const spentOut = priced([
    [tokensOut - reasoning, output],
    [reasoning, rates.reasoning ?? output],
  ]);
  if (spentIn === null || spentOut === null) return null;
  const divisor = MILLION * WHOLE;
  return {
    total: rounded((spentIn + spentOut + perCall * MILLION) * kept, divisor),
    input: rounded(spentIn * kept, divisor),
  };
}

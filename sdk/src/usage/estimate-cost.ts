/** What a model costs, in US dollars per million tokens. */
export interface Rates {
  /** Of input that no cache had to do with. */
  readonly input: number;
  /** Of output, reasoning included. */
  readonly output: number;
  /** Of input that a cache supplied. Default: that of input. */
  readonly cacheRead?: number | undefined;
  /** Of input that was written to a cache. Default: that of input. */
  readonly cacheWrite?: number | undefined;
}

/** Rates by the model's exact id, as responses write it: `{ 'gpt-4o': { input: 2.5, output: 10 } }`. */
export type PriceTable = Readonly<Record<string, Rates>>;

/** A call to be priced: what `usage` answers fits. Counts are inclusive. */
export interface PricedCall {
  readonly model?: string | undefined;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
}

/**
 * US dollars by a price table of your own.
 *
 * @returns undefined for models that the table does not name, and when the tokens in or out are not known. Never throws.
 * @example task.llmCall('score', { ...call, cost: estimateCost(PRICES, call) });
 */
export function estimateCost(table: PriceTable, call: PricedCall): number | undefined {
  try {
    const { model = '', tokensIn, tokensOut, cacheReadTokens = 0, cacheWriteTokens = 0 } = call;
    const rates = Object.hasOwn(table, model) ? table[model] : undefined;
    if (rates === undefined || tokensIn === undefined || tokensOut === undefined) return undefined;
    const { input, output, cacheRead = input, cacheWrite = input } = rates;
    const cost =
      ((tokensIn - cacheReadTokens - cacheWriteTokens) * input +
        cacheReadTokens * cacheRead +
        cacheWriteTokens * cacheWrite +
        tokensOut * output) /
      1e6;
    return Number.isFinite(cost) && cost >= 0 ? cost : undefined;
  } catch {
    return undefined;
  }
}

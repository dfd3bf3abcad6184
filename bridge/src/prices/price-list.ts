import { calcPrice, type ModelPrice, type PriceCalculation } from '@pydantic/genai-prices';
import { namesOf } from './model-name.js';
import { billionths, type Rates, type Steps } from './rates.js';

/** The price list that this build carries. */
export const PRICE_LIST = 'genai-prices 0.1.8';

/** Which model, and where it runs; the provider as the conventions call it, or undefined where nothing tells. */
export interface ModelAt {
  readonly model: string;
  readonly provider: string | undefined;
}

/** The list prices of a model at a moment in epoch milliseconds, or null for one that the list does not know. */
export type PriceList = (model: ModelAt, at: number) => Rates | null;

/** Names that the price list spells otherwise. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([['x_ai', 'x-ai']]);

/** Programs that run models on hardware of one's own: what others charge for the same model says nothing there. */
const SELF_HOSTED: ReadonlySet<string> = new Set([
  'ollama',
  'vllm',
  'llama.cpp',
  'llamacpp',
  'lmstudio',
  'lm_studio',
  'localai',
  'sglang',
]);

const DAY = 24 * 3_600_000;
/** How many models' prices are remembered; the names are the senders'. */
const REMEMBERED = 10_000;

function find({ model, provider }: ModelAt, timestamp: Date): PriceCalculation | null {
  const names = namesOf(model);
  const providerId = provider === undefined ? undefined : (PROVIDERS.get(provider) ?? provider);
  // First at the provider named, then wherever the model is known: providers' names vary more than models'.
  for (const options of providerId === undefined ? [{ timestamp }] : [{ timestamp, providerId }, { timestamp }]) {
    for (const name of names) {
      const found = calcPrice({}, name, options);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The list holds decimals that floating point has roughened (0.09999999999999998): nine digits take that off. */
const stepsOf = (price: ModelPrice[string]): Steps | null =>
  price === undefined
    ? null
    : typeof price === 'number'
      ? [{ above: 0, rate: billionths(price) }]
      : [
          { above: 0, rate: billionths(price.base) },
          ...price.tiers.map(({ start, price: rate }) => ({ above: start, rate: billionths(rate) })),
        ];

/** A price of a thousand requests, for one. */
const perCallOf = (price: ModelPrice[string]): bigint => (typeof price === 'number' ? billionths(price / 1000) : 0n);

const ratesOf = (prices: ModelPrice): Rates => ({
  input: stepsOf(prices['input_mtok']),
  output: stepsOf(prices['output_mtok']),
  cacheRead: stepsOf(prices['cache_read_mtok']),
  cacheWrite: stepsOf(prices['cache_write_mtok']),
  reasoning: stepsOf(prices['output_reasoning_mtok']),
  perCall: perCallOf(prices['requests_kcount']),
});

const changesByHour = ({ model }: PriceCalculation): boolean =>
  Array.isArray(model.prices) && model.prices.some(({ constraint }) => constraint?.type === 'time_of_date');

/**
 * The list. Looking a model up by the list's patterns takes a hundred times as long as the sum does, so what was found is
 * remembered for each day: prices change at midnight, but for the few that change by the hour.
 */
export function createPriceList(): PriceList {
  const known = new Map<string, Rates | null>();
  return ({ model, provider }, at) => {
    if (model === '' || (provider !== undefined && SELF_HOSTED.has(provider))) return null;
    const key = `${Math.floor(at / DAY)}\n${provider ?? ''}\n${model}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const found = find({ model, provider }, new Date(at));
    const rates = found === null ? null : ratesOf(found.model_price);
    if (found !== null && changesByHour(found)) return rates;
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, rates);
    return rates;
  };
}

import { calcPrice } from '@pydantic/genai-prices';
import type { CostSource, DecodedOf, llmCall } from '@hiveboard/sdk/contract';

/** What a call cost, and where that comes from. `cost` means nothing when it is unpriced. */
export interface Price {
  readonly cost: number;
  readonly source: CostSource;
  /** Of which price list; empty for reported costs. */
  readonly version: string;
  /** The part spent on input, when it is known. */
  readonly inputCost: number | null;
}

/** The price list that this build carries. */
const PRICE_LIST = 'genai-prices 0.1.8';

const UNPRICED: Price = { cost: 0, source: 'unpriced', version: '', inputCost: null };

/** Names that the price list spells otherwise. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([['x_ai', 'x-ai']]);

/** `openai/gpt-4o` → `gpt-4o`: routers and gateways put the provider before the model. */
const bare = (model: string): string => model.slice(model.lastIndexOf('/') + 1);

type Call = DecodedOf<typeof llmCall.fields>;

/** The list price of a call at its time, or null for a model that the list does not know. */
function listPrice(call: Call, at: number): { readonly total: number; readonly input: number } | null {
  const model = call.model ?? '';
  const usage = {
    input_tokens: call.tokensIn ?? 0,
    output_tokens: call.tokensOut ?? 0,
    ...(call.cacheReadTokens === undefined ? {} : { cache_read_tokens: call.cacheReadTokens }),
    ...(call.cacheWriteTokens === undefined ? {} : { cache_write_tokens: call.cacheWriteTokens }),
  };
  const timestamp = new Date(at);
  const providerId = call.provider === undefined ? undefined : (PROVIDERS.get(call.provider) ?? call.provider);
  for (const id of new Set([model, bare(model)])) {
    // First at the provider named, then wherever the model is known: providers' names vary more than models'.
    const price =
      (providerId === undefined ? null : calcPrice(usage, id, { timestamp, providerId })) ??
      calcPrice(usage, id, { timestamp });
    if (price !== null) return { total: price.total_price, input: price.input_price };
  }
  return null;
}

/** Prices a call once: a reported cost is kept for ever, else the list decides, else it stays unpriced, never $0. */
export function priceOf(call: Call, at: number): Price {
  if (call.cost !== undefined)
    return { cost: call.cost, source: 'reported', version: '', inputCost: inputShare(call, at) };
  if (call.tokensIn === undefined && call.tokensOut === undefined) return UNPRICED;
  const list = safeListPrice(call, at);
  return list === null ? UNPRICED : { cost: list.total, source: 'list', version: PRICE_LIST, inputCost: list.input };
}

/** How a reported cost splits, by the proportions of the list price. */
function inputShare(call: Call, at: number): number | null {
  const list = call.cost === undefined ? null : safeListPrice(call, at);
  return list === null || list.total === 0 || call.cost === undefined ? null : (call.cost * list.input) / list.total;
}

function safeListPrice(call: Call, at: number): { readonly total: number; readonly input: number } | null {
  const cached = (call.cacheReadTokens ?? 0) + (call.cacheWriteTokens ?? 0);
  // The list refuses more cached than input tokens: such a call has no price that could be right.
  return (call.model ?? '') === '' || cached > (call.tokensIn ?? 0) ? null : listPrice(call, at);
}

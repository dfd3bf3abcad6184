import type { CostSource } from '@hiveboard/sdk/contract';
import type { Pricing } from '../prices/pricing.js';
import { billionths, billionthsOf } from '../prices/rates.js';
import type { StoredCall } from './calls.js';

/** What a call costs by the prices that hold now, in billionths of a dollar. */
export interface NewPrice {
  readonly cost: bigint;
  readonly source: CostSource;
  readonly version: string;
  readonly inputCost: bigint | null;
}

/** A call whose price changes. */
export interface Repricing {
  readonly call: StoredCall;
  readonly price: NewPrice;
}

const orUndefined = <T>(value: T | null): T | undefined => value ?? undefined;

/** Prices a call anew. */
export function newPrice(call: StoredCall, pricing: Pricing): NewPrice {
  const { cost, source, version, inputCost } = pricing(
    {
      model: call.model,
      provider: call.provider === '' ? undefined : call.provider,
      serviceTier: call.service_tier === '' ? undefined : call.service_tier,
      tokensIn: orUndefined(call.tokens_in),
      tokensOut: orUndefined(call.tokens_out),
      cacheReadTokens: orUndefined(call.cache_read_tokens),
      cacheWriteTokens: orUndefined(call.cache_write_tokens),
      reasoningTokens: orUndefined(call.reasoning_tokens),
    },
    { tenant: call.tenant, at: Date.parse(call.ts) },
  );
  return { cost: billionths(cost), source, version, inputCost: inputCost === null ? null : billionths(inputCost) };
}

/**
 * Whether a call keeps its price. A new version alone is no change: the money is what it was, and the old version says
 * truly how it came about.
 */
export const isSame = (call: StoredCall, { cost, source, inputCost }: NewPrice): boolean =>
  call.cost_source === source &&
  billionthsOf(call.old_cost) === cost &&
  (call.old_input_cost === null ? null : billionthsOf(call.old_input_cost)) === inputCost;

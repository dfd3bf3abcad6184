import type { CostSource } from '@hiveboard/sdk/contract';
import { providerName } from '../normalise/provider-name.js';
import { bySpecificity, holds, speaksOf, type Chosen, type PriceOverride } from './override.js';
import { PRICE_LIST, createPriceList, type PriceList } from './price-list.js';
import { WHOLE, amountOf, billionths, dollars, type Amount, type Usage } from './rates.js';

/** What a price depends on. */
export interface PricedCall extends Usage {
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
  readonly serviceTier?: string | undefined;
  /** US dollars, as the sender says. */
  readonly cost?: number | undefined;
}

/** What a call cost, and where that comes from. `cost` means nothing when it is unpriced. */
export interface Price {
  readonly cost: number;
  readonly source: CostSource;
  /** Of which price list, or which override and its last change; empty for reported costs. */
  readonly version: string;
  /** The part spent on input, when it is known. */
  readonly inputCost: number | null;
}

/** Whose call it was, and when, in epoch milliseconds. */
export interface Occasion {
  readonly tenant: string;
  readonly at: number;
}

/** Prices a call once: a reported cost is kept for ever, else an override decides, else the list, else it is unpriced. */
export type Pricing = (call: PricedCall, occasion: Occasion) => Price;

const UNPRICED: Price = { cost: 0, source: 'unpriced', version: '', inputCost: null };
/** The columns of money end before a billion dollars: what would cost more is a defect, not a bill. */
const LIMIT = billionths(1e9);
/** How many kinds of call have their overrides remembered; the names are the senders'. */
const REMEMBERED = 10_000;

interface Estimate extends Amount {
  readonly source: 'override' | 'list';
  readonly version: string;
}

/** How a reported cost splits, by the proportions of the estimate. */
function inputShare(cost: number, estimate: Estimate | null): number | null {
  if (estimate === null || estimate.total === 0n) return null;
  return dollars((billionths(cost) * estimate.input) / estimate.total);
}

/** Prices by overrides, the most specific first, and by a list. */
export function createPricing(
  overrides: readonly PriceOverride[] = [],
  listPrice: PriceList = createPriceList(),
): Pricing {
  const sorted = [...overrides].sort(bySpecificity);
  const candidates = new Map<string, readonly PriceOverride[]>();

  const overridesFor = (chosen: Chosen): readonly PriceOverride[] => {
    const { tenant, model, provider = '', serviceTier = '' } = chosen;
    if (sorted.length === 0) return sorted;
    const key = `${tenant}\n${provider}\n${serviceTier}\n${model}`;
    const known = candidates.get(key);
    if (known !== undefined) return known;
    const found = sorted.filter((override) => speaksOf(override, chosen));
    if (candidates.size >= REMEMBERED) candidates.clear();
    candidates.set(key, found);
    return found;
  };

  const estimate = (call: PricedCall, { tenant, at }: Occasion): Estimate | null => {
    const { model = '', tokensIn, tokensOut } = call;
    if (model === '' || (tokensIn === undefined && tokensOut === undefined)) return null;
    const provider = call.provider === undefined ? undefined : providerName(call.provider);
    const list = listPrice({ model, provider }, at);
    const serviceTier = call.serviceTier?.toLowerCase();
    for (const override of overridesFor({ tenant, model, provider, serviceTier })) {
      const rates = override.rates ?? list;
      if (rates === null || !holds(override, at, tokensIn ?? 0)) continue;
      const amount = amountOf(rates, call, WHOLE - override.discount);
      if (amount !== null) return { ...amount, source: 'override', version: override.version };
    }
    const amount = list === null ? null : amountOf(list, call);
    return amount === null ? null : { ...amount, source: 'list', version: PRICE_LIST };
  };

  return (call, occasion) => {
    const estimated = estimate(call, occasion);
    if (call.cost !== undefined) {
      return { cost: call.cost, source: 'reported', version: '', inputCost: inputShare(call.cost, estimated) };
    }
    if (estimated === null || estimated.total >= LIMIT) return UNPRICED;
    const { total, input, source, version } = estimated;
    return { cost: dollars(total), source, version, inputCost: dollars(input) };
  };
}

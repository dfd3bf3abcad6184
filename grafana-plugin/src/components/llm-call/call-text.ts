import type { CostSource, LlmCallRecord } from '@hiveboard/sdk/contract';
import { formatCallCost, formatCount, MISSING } from '../../format.js';

type Priced = Pick<LlmCallRecord, 'cost' | 'cost_source'>;

/** `$0.003` as reported, `~$0.003` as estimated, `—` when nobody knows: an unpriced call has no price to show. */
export function costText({ cost, cost_source }: Priced): string {
  if (cost === null || cost_source === 'unpriced') return MISSING;
  return `${cost_source === 'reported' ? '' : '~'}${formatCallCost(cost)}`;
}

const ORIGINS: Readonly<Record<CostSource, string>> = {
  reported: 'Reported by the agent',
  override: 'Estimated from your own price table',
  list: 'Estimated from public list prices',
  unpriced: 'No cost was reported and the model has no known price',
};

/** Where a cost comes from, in words. */
export const costOrigin = (source: CostSource): string => ORIGINS[source];

/** `1.5K → 200`; null when neither side is known. */
export function tokensText({ tokens_in, tokens_out }: Pick<LlmCallRecord, 'tokens_in' | 'tokens_out'>): string | null {
  if (tokens_in === null && tokens_out === null) return null;
  return `${formatCount(tokens_in)} → ${formatCount(tokens_out)}`;
}

/** Pretty-prints JSON, returns anything else as it is. */
export function readable(text: string): string {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // A preview is often cut in the middle of its JSON.
    return text;
  }
}

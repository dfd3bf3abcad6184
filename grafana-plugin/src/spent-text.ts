import type { Spend } from '@hiveboard/sdk/contract';
import { formatCost, MISSING } from './format.js';

type Money = Pick<Spend, 'calls' | 'unpriced_calls' | 'cost' | 'estimated_cost'>;

/** `$0.03`, `~$0.03` when it is estimated, both when there are both, a dash when no cost is known. */
export function spentText({ calls, unpriced_calls: unpriced, cost, estimated_cost: estimated }: Money): string {
  if (calls === 0 || (unpriced === calls && cost === 0)) return MISSING;
  if (estimated === 0) return formatCost(cost);
  return cost === 0 ? `~${formatCost(estimated)}` : `${formatCost(cost)} + ~${formatCost(estimated)}`;
}

import type { Spend } from '@hiveboard/sdk/contract';
import type { SpendRow } from '../../data/spend-by-group.js';
import { formatCallCost, formatCost, formatCount, MISSING } from '../../format.js';

type Money = Pick<Spend, 'calls' | 'unpriced_calls' | 'cost' | 'estimated_cost'>;

/** US dollars to count: what was reported, and the estimates when they are to be included. */
export const dollars = (
  { cost, estimated_cost }: Pick<Spend, 'cost' | 'estimated_cost'>,
  estimates: boolean,
): number => (estimates ? cost + estimated_cost : cost);

/** A sum as it is shown: `main`, and `aside` the estimates that are not in it. */
export interface SpendText {
  /** Null where there is nothing but estimates that are not to be included. */
  readonly main: string | null;
  readonly aside: string | null;
}

/** `$0.05`, beside it `~$0.01`; or both as `~$0.06`. A sum of nothing but unpriced calls is not known. */
export function spendText(spend: Money, estimates: boolean): SpendText {
  if (spend.calls > 0 && spend.unpriced_calls === spend.calls) return { main: MISSING, aside: null };
  const { estimated_cost: estimated } = spend;
  if (estimated <= 0) return { main: formatCost(spend.cost), aside: null };
  if (estimates) return { main: `~${formatCost(dollars(spend, true))}`, aside: null };
  return { main: spend.cost === 0 ? null : formatCost(spend.cost), aside: `~${formatCost(estimated)}` };
}

/**
 * What a call costs on average, over all calls with a price: reported and estimated, since nobody tells how many of
 * them were reported. Marked `~` when an estimate is in it.
 */
export function averageText(spend: Money): string {
  const priced = spend.calls - spend.unpriced_calls;
  if (priced <= 0) return MISSING;
  return `${spend.estimated_cost > 0 ? '~' : ''}${formatCallCost(dollars(spend, true) / priced)}`;
}

/** How many models a hint names: the table below it has them all. */
const NAMED = 5;

/** `acme-7b (37 calls), other (1 call) and 2 more`: groups that have unpriced calls, those with most of them first. */
export function unpricedText(groups: readonly SpendRow[]): string {
  const unpriced = groups
    .filter(({ unpriced_calls: calls }) => calls > 0)
    .sort((a, b) => b.unpriced_calls - a.unpriced_calls);
  const named = unpriced
    .slice(0, NAMED)
    .map(({ group, unpriced_calls: calls }) => `${group} (${formatCount(calls)} ${calls === 1 ? 'call' : 'calls'})`)
    .join(', ');
  return unpriced.length > NAMED ? `${named} and ${unpriced.length - NAMED} more` : named;
}

/** Groups in falling order of what is shown; where that is equal, of calls. */
export const ranked = (groups: readonly SpendRow[], estimates: boolean): readonly SpendRow[] =>
  [...groups].sort((a, b) => dollars(b, estimates) - dollars(a, estimates) || b.calls - a.calls);

/** A group's part of what the dearest group took, 0 to 1; 0 where nothing has a price. */
export function shareOf(row: SpendRow, rows: readonly SpendRow[], estimates: boolean): number {
  const most = Math.max(0, ...rows.map((each) => dollars(each, estimates)));
  return most === 0 ? 0 : dollars(row, estimates) / most;
}

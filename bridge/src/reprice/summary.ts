import { quantity, textTable } from '../command-line.js';
import { billionthsOf, decimalOf } from '../prices/rates.js';
import type { CallKind } from './calls.js';
import type { Repricing } from './repricing.js';

/** What a set of calls cost: money in billionths of a dollar, and the calls that have no price. */
interface Spent {
  readonly money: bigint;
  readonly unpriced: number;
}

/** The calls of one kind, as they stand and by the prices of now. */
interface Line extends CallKind {
  readonly calls: number;
  readonly changed: number;
  readonly before: Spent;
  readonly after: Spent;
}

/** What repricing comes to, by model and provider. */
export type Summary = Map<string, Line>;

const NOTHING: Spent = { money: 0n, unpriced: 0 };

const plus = (one: Spent, other: Spent): Spent => ({
  money: one.money + other.money,
  unpriced: one.unpriced + other.unpriced,
});

const spentOf = (source: string, money: bigint): Spent =>
  source === 'unpriced' ? { money: 0n, unpriced: 1 } : { money, unpriced: 0 };

/** Adds a call to a summary. */
export function addCall(summary: Summary, { call, price }: Repricing, isChanged: boolean): void {
  const { model, provider } = call;
  const key = JSON.stringify([model, provider]);
  const line = summary.get(key) ?? { model, provider, calls: 0, changed: 0, before: NOTHING, after: NOTHING };
  summary.set(key, {
    ...line,
    calls: line.calls + 1,
    changed: line.changed + Number(isChanged),
    before: plus(line.before, spentOf(call.cost_source, billionthsOf(call.old_cost))),
    after: plus(line.after, spentOf(price.source, price.cost)),
  });
}

/** All lines as one. */
const totalOf = (summary: Summary): Line =>
  [...summary.values()].reduce(
    (sum, line) => ({
      ...sum,
      calls: sum.calls + line.calls,
      changed: sum.changed + line.changed,
      before: plus(sum.before, line.before),
      after: plus(sum.after, line.after),
    }),
    { model: 'all', provider: '', calls: 0, changed: 0, before: NOTHING, after: NOTHING },
  );

/** How many calls change. */
export const changedIn = (summary: Summary): number => totalOf(summary).changed;

/** `$12.50`: two decimals at the least, and all that there are. */
function moneyText(amount: bigint): string {
  const [whole = '0', fraction = ''] = decimalOf(amount).split('.');
  return `$${BigInt(whole).toLocaleString('en')}.${fraction.padEnd(2, '0')}`;
}

/** `$0.25`, `$0.25 + 3 unpriced`, `3 unpriced`. */
function spentText({ money, unpriced }: Spent): string {
  const missing = `${unpriced.toLocaleString('en')} unpriced`;
  if (unpriced === 0) return moneyText(money);
  return money === 0n ? missing : `${moneyText(money)} + ${missing}`;
}

const cells = ({ model, provider, calls, changed, before, after }: Line): readonly string[] => [
  model === '' ? '(no name)' : model,
  provider === '' ? '-' : provider,
  calls.toLocaleString('en'),
  changed.toLocaleString('en'),
  spentText(before),
  spentText(after),
];

/** A summary as a table for people: the models that change, those with most changed calls first. */
export function summaryText(summary: Summary): string {
  const total = totalOf(summary);
  const counted = `${quantity(total.calls, 'call')} without a reported cost`;
  if (total.changed === 0) return `${counted}; none of them changes.\n`;
  const changing = [...summary.values()]
    .filter(({ changed }) => changed > 0)
    .sort((one, other) => other.changed - one.changed || (one.model < other.model ? -1 : 1));
  const table = textTable([
    ['MODEL', 'PROVIDER', 'CALLS', 'CHANGE', 'BEFORE', 'AFTER'],
    ...changing.map(cells),
    ...(changing.length > 1 ? [cells({ ...total, model: 'in all' })] : []),
  ]);
  return `${table}${counted}; ${total.changed.toLocaleString('en')} of them ${total.changed === 1 ? 'changes' : 'change'}.\n`;
}

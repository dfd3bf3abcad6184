import type { OverrideEntry } from './override-entry.js';
import { decimalOf } from './rates.js';

/** An override as a person writes it in JSON: what stands for all is left out. */
export function overrideJson(entry: OverrideEntry): Readonly<Record<string, string | number>> {
  const money = (price: bigint | null): number | undefined => (price === null ? undefined : Number(decimalOf(price)));
  const moment = (at: number | null): string | undefined => (at === null ? undefined : new Date(at).toISOString());
  const fields = {
    ...entry,
    input: money(entry.input),
    output: money(entry.output),
    cache_read: money(entry.cache_read),
    cache_write: money(entry.cache_write),
    reasoning: money(entry.reasoning),
    effective_from: moment(entry.effective_from),
    effective_to: moment(entry.effective_to),
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) =>
      value === undefined || value === '' || (value === 0 && !PRICES.has(field)) ? [] : [[field, value]],
    ),
  );
}

const CLASSES = [
  ['input', 'in'],
  ['output', 'out'],
  ['cache_read', 'cache read'],
  ['cache_write', 'cache write'],
  ['reasoning', 'reasoning'],
] as const;
const PRICES: ReadonlySet<string> = new Set(CLASSES.map(([field]) => field));

/** `2.5 in, 10 out`, `20% off 2.5 in, 10 out`, `50% off the list`. */
export function priceText(entry: OverrideEntry): string {
  const prices = CLASSES.flatMap(([field, word]) => {
    const price = entry[field];
    return price === null ? [] : [`${decimalOf(price)} ${word}`];
  }).join(', ');
  if (entry.discount_percent === 0) return prices;
  return `${entry.discount_percent}% off ${prices === '' ? 'the list' : prices}`;
}

/** Midnight as the date, other moments in full. */
const momentText = (at: number): string => new Date(at).toISOString().replace('T00:00:00.000Z', '');

/** `always`, `from 2026-01-01 to 2026-07-01`. */
export function periodText({ effective_from: from, effective_to: to }: OverrideEntry): string {
  if (from === null && to === null) return 'always';
  return [from === null ? '' : `from ${momentText(from)}`, to === null ? '' : `to ${momentText(to)}`].join(' ').trim();
}

/** Which calls it is for, beside their model: `azure.ai.openai, tenant acme, flex, above 200000 in`. */
export function callsText({ provider, tenant, service_tier, context_above }: OverrideEntry): string {
  const parts = [
    provider,
    tenant === '' ? '' : `tenant ${tenant}`,
    service_tier === '' ? '' : `tier ${service_tier}`,
    context_above === 0 ? '' : `above ${context_above} in`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'all' : parts.join(', ');
}

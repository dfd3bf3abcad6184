import { namesOf } from './model-name.js';
import type { Rates } from './rates.js';

/** A price of the user's own, which goes before the list. Empty strings stand for all. */
export interface PriceOverride {
  /** What people call it; unique. */
  readonly name: string;
  readonly tenant: string;
  /** A model's name, in which `*` stands for anything. */
  readonly model: string;
  readonly provider: string;
  readonly serviceTier: string;
  /** It holds for calls of more input tokens than this. */
  readonly contextAbove: number;
  /** Prices of its own, or null where it only takes a discount off the list. */
  readonly rates: Rates | null;
  /** How much is taken off, in hundredths of a percent. */
  readonly discount: bigint;
  /** Epoch milliseconds; 0 is ever since. */
  readonly from: number;
  /** Epoch milliseconds, itself not included; null is for ever. */
  readonly to: number | null;
  /** Name and moment of the last change. */
  readonly version: string;
}

/** What an override is chosen by. */
export interface Chosen {
  readonly tenant: string;
  readonly model: string;
  readonly provider: string | undefined;
  readonly serviceTier: string | undefined;
}

/**
 * Whether text is what a pattern with `*` means, whichever case. The parts between stars are searched one after the other:
 * the time is bounded by both lengths, whatever either holds.
 */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const subject = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return subject === first;
  if (!subject.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = subject.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return subject.length - last.length >= at && subject.endsWith(last);
}

/** Whether an override speaks of such calls; when and how long they are is asked later. */
export const speaksOf = (override: PriceOverride, { tenant, model, provider, serviceTier }: Chosen): boolean =>
  (override.tenant === '' || override.tenant === tenant) &&
  (override.provider === '' || override.provider === provider) &&
  (override.serviceTier === '' || override.serviceTier === serviceTier) &&
  namesOf(model).some((name) => matches(override.model, name));

/** Whether an override holds for a call at a moment, of so many input tokens. */
export const holds = ({ from, to, contextAbove }: PriceOverride, at: number, tokensIn: number): boolean =>
  from <= at && (to === null || at < to) && (contextAbove === 0 || tokensIn > contextAbove);

const isExact = ({ model }: PriceOverride): boolean => !model.includes('*');
const literalLength = ({ model }: PriceOverride): number => model.replaceAll('*', '').length;

/** What makes an override more specific than another, most decisive first. */
const MEASURES: readonly ((override: PriceOverride) => number)[] = [
  ({ tenant }) => Number(tenant !== ''),
  (override) => Number(isExact(override)),
  literalLength,
  ({ provider }) => Number(provider !== ''),
  ({ serviceTier }) => Number(serviceTier !== ''),
  ({ contextAbove }) => contextAbove,
  ({ from }) => from,
];

/** Sorts the most specific override first; equals by name, so that every bridge chooses the same. */
export function bySpecificity(one: PriceOverride, other: PriceOverride): number {
  for (const measure of MEASURES) {
    const difference = measure(other) - measure(one);
    if (difference !== 0) return difference;
  }
  return one.name < other.name ? -1 : 1;
}

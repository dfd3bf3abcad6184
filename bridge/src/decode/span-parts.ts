import type { AttributeValue, Attributes, SpanEvent, SpanLink } from './span.js';

/** Most spans have no links, many have no events: they share these. */
export const NO_ATTRIBUTES: Attributes = new Map();
export const NO_EVENTS: readonly SpanEvent[] = [];
export const NO_LINKS: readonly SpanLink[] = [];
export const OK_OR_UNSET = { code: 0, message: '' } as const;

/** The status codes we know; anything else is unset. */
export function statusCode(code: number): 0 | 1 | 2 {
  return code === 1 || code === 2 ? code : 0;
}

/** An integer without loss: a number where that is exact, else its decimal digits. */
export function exactInteger(integer: bigint): number | string {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer.toString();
}

/** A number that JSON and ClickHouse can both carry, else its name. */
export function finiteOrName(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}

/** A map for values that strangers named: without a prototype no key is special. */
export function emptyRecord(): Record<string, AttributeValue> {
  return { __proto__: null };
}

import type { Field } from './field.js';
import { clip, isNever, wrong, type Description, type Fitted } from './fitted.js';

/** Values that survive a trip through JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The most bytes a structured value takes on the wire: other backends cut attributes off at 2,048. */
export const JSON_LIMIT = 2048;
const byteLength = (value: string): number => new TextEncoder().encode(value).length;

/** What is nested deeper than any report has reason to could not be written again. */
const MOST_LEVELS = 64;

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1)));

/** JSON of a value that may hold anything: big integers become strings, cycles and getters that throw give nothing. */
function safeStringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
  } catch {
    return undefined; // the caller warns: this is the agent's value, and telemetry must not throw into the agent
  }
}

/** In data that is too long, texts give way first, down to this many characters. */
const LONG_TEXT = 128;

const shortenTexts = (json: string): string =>
  JSON.stringify(JSON.parse(json), (_key, item: unknown) =>
    typeof item === 'string' && item.length > LONG_TEXT ? `${clip(item, LONG_TEXT)}…` : item,
  );

/**
 * JSON that fits and stays parseable: long texts are shortened; if that is not enough, only the longest prefix of the
 * items, or of the object's entries, is kept.
 */
function fitJson(key: string, value: unknown, limit: number): Fitted<string> {
  const whole = safeStringify(value);
  // A `toJSON` may turn an object into something else, which the other side would not take.
  if (!whole?.startsWith(Array.isArray(value) ? '[' : '{')) {
    return wrong(key, 'a value that JSON can hold', value);
  }
  if (byteLength(whole) <= limit) return { value: whole };
  const shorter = shortenTexts(whole);
  if (byteLength(shorter) <= limit) {
    return { value: shorter, warning: `${key}: long texts are shortened, the whole is over ${limit} bytes` };
  }
  const parsed = JSON.parse(shorter) as Json;
  const parts: readonly unknown[] | undefined = Array.isArray(parsed)
    ? parsed
    : typeof parsed === 'object' && parsed !== null
      ? Object.entries(parsed)
      : undefined;
  if (parts === undefined) return wrong(key, `JSON of at most ${limit} bytes`, value);
  const join = (kept: readonly unknown[]): string =>
    JSON.stringify(Array.isArray(parsed) ? kept : Object.fromEntries(kept as readonly (readonly [string, Json])[]));
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (byteLength(join(parts.slice(0, middle))) <= limit) low = middle;
    else high = middle - 1;
  }
  return {
    value: join(parts.slice(0, low)),
    warning: `${key}: kept ${low} of ${parts.length} parts, the rest is over ${limit} bytes`,
  };
}

/**
 * A structured value, carried as a JSON string; too long ones lose their last parts. `read` turns whatever arrives into
 * the shape, or undefined: what comes from the wire is a stranger's.
 */
export function json<T>(
  key: string,
  options: Description & {
    readonly read: (value: unknown) => T | undefined;
    readonly expected: string;
    readonly limit?: number;
  },
): Field<T, T, false> {
  const limit = options.limit ?? JSON_LIMIT;
  const encode = (value: unknown): Fitted<string> => {
    const shaped = options.read(value);
    return shaped === undefined ? wrong(key, options.expected, value) : fitJson(key, shaped, limit);
  };
  const decode = (wire: unknown): Fitted<T> => {
    let value = wire;
    if (typeof wire === 'string') {
      try {
        value = JSON.parse(wire);
      } catch {
        return wrong(key, 'a JSON string', wire);
      }
      if (isDeeper(value, MOST_LEVELS)) return wrong(key, `JSON of at most ${MOST_LEVELS} levels`, wire);
    }
    const shaped = options.read(value);
    return shaped === undefined ? wrong(key, options.expected, value) : { value: shaped };
  };
  return {
    key,
    optional: false,
    type: 'JSON string',
    doc: `${options.doc} Holds ${options.expected}, at most ${limit} bytes.`,
    isProse: true,
    isFit: isNever,
    encode,
    decode,
  };
}

/** True for plain objects: not null, not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A plain object as it is; undefined for anything else. */
export const readRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  isRecord(value) ? value : undefined;

/** The JSON types of an object's known keys. `null` is allowed where the second word says so. */
export type Shape = Readonly<Record<string, 'string' | 'number' | 'boolean' | 'string | null'>>;

type ShapeValue<T> = T extends 'string'
  ? string
  : T extends 'number'
    ? number
    : T extends 'boolean'
      ? boolean
      : string | null;

/** An object of a {@link Shape}: every key may be absent. */
export type Shaped<S extends Shape> = { readonly [K in keyof S]?: ShapeValue<S[K]> };

const fits = (value: unknown, type: Shape[string]): boolean =>
  type === 'string | null' ? value === null || typeof value === 'string' : typeof value === type;

/** Reads objects of a shape: known keys of the right type are kept, others are dropped. */
export const readShape =
  <const S extends Shape>(shape: S) =>
  (value: unknown): Shaped<S> | undefined => {
    if (!isRecord(value)) return undefined;
    const entries = Object.entries(shape).flatMap(([key, type]) => {
      const item = Object.hasOwn(value, key) ? value[key] : undefined;
      return item !== undefined && fits(item, type) ? [[key, item]] : [];
    });
    // Only keys of the shape, each of its type, went in.
    return Object.fromEntries(entries) as Shaped<S>;
  };

/** Reads lists of objects of a shape; items that are no objects are dropped. */
export const readShapes = <const S extends Shape>(shape: S): ((value: unknown) => readonly Shaped<S>[] | undefined) => {
  const readItem = readShape(shape);
  return (value) => (Array.isArray(value) ? value.map(readItem).filter((item) => item !== undefined) : undefined);
};

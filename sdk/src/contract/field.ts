import { clip, cut, wrong, type Description, type Fitted } from './fitted.js';

/**
 * The kinds of field that a concept is made of, and the one way each goes onto the wire and comes back.
 *
 * `encode` meets whatever an agent's code passes, `decode` whatever a stranger sent: neither throws. What does not
 * fit is shortened or dropped, and a warning says so; the rest of the concept stands.
 */

/** What an OpenTelemetry attribute holds when we write it. */
export type WireValue = string | number | boolean | readonly string[];

/** One field of a concept. `Decoded` differs from `Value` where unknown values of an enumeration must survive. */
export interface Field<Value, Decoded = Value, Optional extends boolean = boolean> {
  /** The attribute's key on the wire. */
  readonly key: string;
  readonly optional: Optional;
  /** What the documentation calls the type: `string`, `int`, `double`, `boolean`, `string[]`, `JSON string`. */
  readonly type: string;
  /** What it means and how far it may go, for the generated documentation. */
  readonly doc: string;
  /** The values of an enumeration, for the generated documentation. */
  readonly values?: readonly string[];
  readonly encode: (value: unknown) => Fitted<WireValue>;
  readonly decode: (wire: unknown) => Fitted<Decoded>;
  /** Never present: carries the type of the value to `ValueOf`. */
  readonly valueType?: Value;
}

/** A concept's fields by the name that TypeScript uses. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K]['optional'] extends true ? K : never }[keyof F];
type TypeOf<F> = F extends Field<infer Value, unknown> ? Value : never;

/** What an agent passes for a concept: required fields first, optional ones may be absent or undefined. */
export type ValueOf<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: TypeOf<F[K]>;
} & { readonly [K in OptionalKeys<F>]?: TypeOf<F[K]> | undefined };

/** What arrives: any field may be missing, since the sender may be anyone. */
export type DecodedOf<F extends Fields> = {
  -readonly [K in keyof F]?: F[K] extends Field<unknown, infer Decoded> ? Decoded : never;
};

/** The most characters a text keeps when its field says nothing else. */
export const TEXT_LIMIT = 512;
/** The most items a list of strings keeps. */
export const LIST_LIMIT = 32;

const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/** A string of at most `limit` characters ({@link TEXT_LIMIT} by default); longer ones are cut. */
export function text(key: string, options: Description & { readonly limit?: number }): Field<string, string, false> {
  const limit = options.limit ?? TEXT_LIMIT;
  const fit = (value: unknown): Fitted<string> =>
    typeof value === 'string'
      ? cut(key, value, limit)
      : typeof value === 'number' || typeof value === 'bigint'
        ? cut(key, String(value), limit)
        : wrong(key, 'a string', value);
  return {
    key,
    optional: false,
    type: 'string',
    doc: `${options.doc} At most ${limit} characters.`,
    encode: fit,
    decode: fit,
  };
}

/** A number that `accepts` allows; strings of digits are read too, since dialects send numbers as text. */
function numeric(
  key: string,
  options: Description & {
    readonly type: string;
    readonly expected: string;
    readonly accepts: (value: number) => boolean;
  },
): Field<number, number, false> {
  const fit = (value: unknown): Fitted<number> =>
    typeof value === 'number' && options.accepts(value)
      ? { value: value === 0 ? 0 : value } // -0 is not a thing on the wire
      : wrong(key, options.expected, value);
  const decode = (wire: unknown): Fitted<number> =>
    fit(typeof wire === 'string' && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(wire) ? Number(wire) : wire);
  return { key, optional: false, type: options.type, doc: options.doc, encode: fit, decode };
}

/** A whole number from 0 up to 2^53 - 1. */
export const count = (key: string, options: Description): Field<number, number, false> =>
  numeric(key, {
    ...options,
    type: 'int',
    expected: 'a whole number from 0',
    accepts: (value) => Number.isSafeInteger(value) && value >= 0,
  });

/** A finite number from 0. */
export const amount = (key: string, options: Description): Field<number, number, false> =>
  numeric(key, {
    ...options,
    type: 'double',
    expected: 'a finite number from 0',
    accepts: (value) => Number.isFinite(value) && value >= 0,
  });

/** US dollars, from 0 to a billion: beyond that it is a defect, not a bill. */
export const money = (key: string, options: Description): Field<number, number, false> =>
  numeric(key, {
    ...options,
    type: 'double',
    expected: 'US dollars from 0 to 1e9',
    accepts: (value) => value >= 0 && value <= 1e9,
  });

/** True or false. */
export function flag(key: string, options: Description): Field<boolean, boolean, false> {
  const fit = (value: unknown): Fitted<boolean> =>
    typeof value === 'boolean' ? { value } : wrong(key, 'true or false', value);
  return { key, optional: false, type: 'boolean', doc: options.doc, encode: fit, decode: fit };
}

/** A moment: ISO 8601 on the wire, in UTC with milliseconds. Dates and epoch milliseconds are accepted. */
export function instant(key: string, options: Description): Field<string | Date, string, false> {
  const fit = (value: unknown): Fitted<string> => {
    const date =
      value instanceof Date
        ? value
        : typeof value === 'string' || typeof value === 'number'
          ? new Date(value)
          : undefined;
    return date === undefined || Number.isNaN(date.getTime())
      ? wrong(key, 'an ISO 8601 date', value)
      : { value: date.toISOString() };
  };
  return { key, optional: false, type: 'string (ISO 8601)', doc: options.doc, encode: fit, decode: fit };
}

/** One of `values`. An unknown word is kept and warned about: tomorrow's senders must not lose today's data. */
export function oneOf<const V extends string>(
  key: string,
  values: readonly V[],
  options: Description,
): Field<V, string, false> {
  const fit = (value: unknown): Fitted<string> => {
    if (typeof value !== 'string') return wrong(key, `one of ${values.join(', ')}`, value);
    const fitted = cut(key, value, 64);
    return values.some((known) => known === value)
      ? fitted
      : { ...fitted, warning: `${key}: not one of ${values.join(', ')}; kept as it is` };
  };
  return { key, optional: false, type: 'string', doc: options.doc, values, encode: fit, decode: fit };
}

/** A list of short strings: at most {@link LIST_LIMIT} of them, 64 characters each. */
export function words(key: string, options: Description): Field<readonly string[], readonly string[], false> {
  const fit = (value: unknown): Fitted<readonly string[]> => {
    if (!Array.isArray(value)) return wrong(key, 'a list of strings', value);
    const strings = value.filter((item) => typeof item === 'string').map((item) => clip(item, 64));
    const kept = strings.slice(0, LIST_LIMIT);
    return kept.length === value.length
      ? { value: kept }
      : { value: kept, warning: `${key}: kept ${kept.length} of ${value.length} items` };
  };
  return {
    key,
    optional: false,
    type: 'string[]',
    doc: `${options.doc} At most ${LIST_LIMIT} of 64 characters.`,
    encode: fit,
    decode: fit,
  };
}

/** The same field, but a sender may leave it out. */
export function optional<Value, Decoded>(field: Field<Value, Decoded>): Field<Value, Decoded, true> {
  return { ...field, optional: true };
}

/** A table's rows, listed once: decoding is what a receiver does all day. */
const rowsOfTables = new WeakMap<Fields, readonly (readonly [name: string, field: Field<unknown>])[]>();

function rowsOf(fields: Fields): readonly (readonly [name: string, field: Field<unknown>])[] {
  let rows = rowsOfTables.get(fields);
  if (rows === undefined) rowsOfTables.set(fields, (rows = Object.entries(fields)));
  return rows;
}

/** Attributes for the wire, and what had to be changed to get there. */
export interface Encoded {
  readonly attributes: Record<string, WireValue>;
  readonly warnings: readonly string[];
}

/** What writing one field gives; a value whose getters or proxies throw gives a warning. */
function encodeField(field: Field<unknown>, source: object, name: string): Fitted<WireValue> {
  try {
    const raw: unknown = Reflect.get(source, name);
    if (!isMissing(raw)) return field.encode(raw);
    return field.optional ? {} : { warning: `${field.key}: required, but missing` };
  } catch {
    return { warning: `${field.key}: the value cannot be read; the field is dropped` };
  }
}

/** Writes a value's known fields as attributes. Never throws, whatever it is given. */
export function encode(fields: Fields, value: unknown): Encoded {
  const attributes: Record<string, WireValue> = {};
  const warnings: string[] = [];
  const source = typeof value === 'object' && value !== null ? value : {};
  for (const [name, field] of rowsOf(fields)) {
    const fitted = encodeField(field, source, name);
    if (fitted.value !== undefined) attributes[field.key] = fitted.value;
    if (fitted.warning !== undefined) warnings.push(fitted.warning);
  }
  return { attributes, warnings };
}

/** Reads a concept's fields from attributes by key; absent ones stay absent. */
export function decode<F extends Fields>(
  fields: F,
  attributes: { readonly get: (key: string) => unknown },
): { readonly value: DecodedOf<F>; readonly warnings: readonly string[] } {
  const value: Record<string, unknown> = {};
  const warnings: string[] = [];
  for (const [name, field] of rowsOf(fields)) {
    const wire = attributes.get(field.key);
    if (isMissing(wire)) {
      if (!field.optional) warnings.push(`${field.key}: required, but missing`);
      continue;
    }
    const fitted = field.decode(wire);
    if (fitted.value !== undefined) value[name] = fitted.value;
    if (fitted.warning !== undefined) warnings.push(fitted.warning);
  }
  // The loop above filled exactly the names of `fields` with what each field's own decode returned.
  return { value: value as DecodedOf<F>, warnings };
}

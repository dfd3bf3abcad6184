import { clip, cut, isNever, wrong, type Description, type Fitted } from './fitted.js';

/**
 * The kinds of field that a concept is made of, and the one way each goes onto the wire and comes back.
 *
 * `encode` meets whatever an agent's code passes, `decode` whatever a stranger sent: neither throws.
 */

/** What an OpenTelemetry attribute holds when we write it. */
export type WireValue = string | number | boolean | string[];

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
  /** Whether people or models wrote what it holds, so that it may hold secrets. Names and numbers are not prose. */
  readonly isProse: boolean;
  /** Whether a value is fit as it is, on the wire and off it: then neither `encode` nor `decode` need be asked. */
  readonly isFit: (value: unknown) => value is WireValue;
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

/** What a caller did not say. */
export const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

type TextOptions = Description & { readonly limit?: number };

function characters(
  key: string,
  { doc, limit = TEXT_LIMIT }: TextOptions,
  isProse: boolean,
): Field<string, string, false> {
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
    doc: `${doc} At most ${limit} characters.`,
    isProse,
    isFit: (value): value is string => typeof value === 'string' && value.length <= limit && value.isWellFormed(),
    encode: fit,
    decode: fit,
  };
}

/** Words that a person or a model wrote: at most `limit` characters ({@link TEXT_LIMIT} by default); longer ones are cut. */
export const text = (key: string, options: TextOptions): Field<string, string, false> => characters(key, options, true);

/** A text that names something, such as an id or a model: never a secret by itself, and useless when changed. */
export const label = (key: string, options: TextOptions): Field<string, string, false> =>
  characters(key, options, false);

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
  return {
    key,
    optional: false,
    type: options.type,
    doc: options.doc,
    isProse: false,
    isFit: (value): value is number => typeof value === 'number' && options.accepts(value) && !Object.is(value, -0),
    encode: fit,
    decode,
  };
}

/** A whole number from 0, or from `from`, up to 2^53 - 1. */
export const count = (
  key: string,
  { from = 0, ...options }: Description & { readonly from?: number },
): Field<number, number, false> =>
  numeric(key, {
    ...options,
    type: 'int',
    expected: `a whole number from ${from}`,
    accepts: (value) => Number.isSafeInteger(value) && value >= from,
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
  const isFit = (value: unknown): value is boolean => typeof value === 'boolean';
  return { key, optional: false, type: 'boolean', doc: options.doc, isProse: false, isFit, encode: fit, decode: fit };
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
  return {
    key,
    optional: false,
    type: 'string (ISO 8601)',
    doc: options.doc,
    isProse: false,
    isFit: isNever,
    encode: fit,
    decode: fit,
  };
}

/** One of `values`. An unknown word is kept and warned about: tomorrow's senders must not lose today's data. */
export function oneOf<const V extends string>(
  key: string,
  values: readonly V[],
  options: Description,
): Field<V, string, false> {
  const known = new Set<unknown>(values);
  const isFit = (value: unknown): value is V => known.has(value);
  const fit = (value: unknown): Fitted<string> => {
    if (typeof value !== 'string') return wrong(key, `one of ${values.join(', ')}`, value);
    const fitted = cut(key, value, 64);
    return known.has(value) ? fitted : { ...fitted, warning: `${key}: not one of ${values.join(', ')}; kept as it is` };
  };
  return {
    key,
    optional: false,
    type: 'string',
    doc: options.doc,
    values,
    isProse: false,
    isFit,
    encode: fit,
    decode: fit,
  };
}

/** A list of short strings: at most {@link LIST_LIMIT} of them, 64 characters each. */
export function words(key: string, options: Description): Field<readonly string[], readonly string[], false> {
  const fit = (value: unknown): Fitted<string[]> => {
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
    isProse: false,
    isFit: isNever,
    encode: fit,
    decode: fit,
  };
}

/** The same field, but a sender may leave it out. */
export function optional<Value, Decoded>(field: Field<Value, Decoded>): Field<Value, Decoded, true> {
  return { ...field, optional: true };
}

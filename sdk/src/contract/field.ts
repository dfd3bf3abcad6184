/**
 * The kinds of field that a concept is made of, and the one way each goes onto the wire and comes back.
 *
 * `encode` meets whatever an agent's code passes, `decode` whatever a stranger sent: neither throws. What does not
 * fit is shortened or dropped, and a warning says so; the rest of the concept stands.
 */

/** What an OpenTelemetry attribute holds when we write it. */
export type WireValue = string | number | boolean | readonly string[];

/** Values that survive a trip through JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The outcome of reading or writing one field: a value, a warning, or a value that had to be changed. */
export interface Fitted<T> {
  readonly value?: T;
  readonly warning?: string;
}

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

interface Description {
  /** Meaning, for the generated documentation. */
  readonly doc: string;
}

/** The most characters a text keeps when its field says nothing else. */
export const TEXT_LIMIT = 512;
/** The most bytes a structured value takes on the wire: other backends cut attributes off at 2,048. */
export const JSON_LIMIT = 2048;
/** The most items a list of strings keeps. */
export const LIST_LIMIT = 32;

const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/** A word for a wrong value's type that is safe to log: never the value itself. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function wrong(key: string, expected: string, value: unknown): Fitted<never> {
  return { warning: `${key}: expected ${expected}, got ${typeName(value)}; the field is dropped` };
}

function cut(key: string, value: string, limit: number): Fitted<string> {
  if (value.length <= limit) return { value };
  // Never leave half of a surrogate pair at the cut.
  const end = /[\uD800-\uDBFF]/.test(value.charAt(limit - 1)) ? limit - 1 : limit;
  return { value: value.slice(0, end), warning: `${key}: cut from ${value.length} to ${limit} characters` };
}

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
    const strings = value.filter((item) => typeof item === 'string').map((item) => item.slice(0, 64));
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

const byteLength = (value: string): number => new TextEncoder().encode(value).length;

/** JSON of a value that may hold anything: big integers become strings, cycles and getters that throw give nothing. */
function safeStringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
  } catch {
    return undefined; // the caller warns: this is the agent's value, and telemetry must not throw into the agent
  }
}

/** The longest prefix of the items, or of the object's entries, whose JSON fits: shortened data stays parseable. */
function fitJson(key: string, value: unknown, limit: number): Fitted<string> {
  const whole = safeStringify(value);
  if (whole === undefined) return wrong(key, 'a value that JSON can hold', value);
  if (byteLength(whole) <= limit) return { value: whole };
  const parsed = JSON.parse(whole) as Json;
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

/** A structured value, carried as a JSON string; too long ones lose their last parts. `accepts` checks what arrives. */
export function json<T>(
  key: string,
  options: Description & {
    readonly accepts: (value: unknown) => value is T;
    readonly expected: string;
    readonly limit?: number;
  },
): Field<T, T, false> {
  const limit = options.limit ?? JSON_LIMIT;
  const encode = (value: unknown): Fitted<string> =>
    options.accepts(value) ? fitJson(key, value, limit) : wrong(key, options.expected, value);
  const decode = (wire: unknown): Fitted<T> => {
    let value = wire;
    if (typeof wire === 'string') {
      try {
        value = JSON.parse(wire);
      } catch {
        return wrong(key, 'a JSON string', wire);
      }
    }
    return options.accepts(value) ? { value } : wrong(key, options.expected, value);
  };
  return {
    key,
    optional: false,
    type: 'JSON string',
    doc: `${options.doc} ${options.expected}, at most ${limit} bytes.`,
    encode,
    decode,
  };
}

/** The same field, but a sender may leave it out. */
export function optional<Value, Decoded>(field: Field<Value, Decoded>): Field<Value, Decoded, true> {
  return { ...field, optional: true };
}

/** Attributes for the wire, and what had to be changed to get there. */
export interface Encoded {
  readonly attributes: Record<string, WireValue>;
  readonly warnings: readonly string[];
}

/** Writes a value's known fields as attributes. Never throws, whatever it is given. */
export function encode(fields: Fields, value: unknown): Encoded {
  const attributes: Record<string, WireValue> = {};
  const warnings: string[] = [];
  const source = typeof value === 'object' && value !== null ? value : {};
  for (const [name, field] of Object.entries(fields)) {
    const raw: unknown = Reflect.get(source, name);
    if (isMissing(raw)) {
      if (!field.optional) warnings.push(`${field.key}: required, but missing`);
      continue;
    }
    const fitted = field.encode(raw);
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
  for (const [name, field] of Object.entries(fields)) {
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

/** True for plain objects: not null, not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for arrays of plain objects. */
export function isRecords(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every(isRecord);
}

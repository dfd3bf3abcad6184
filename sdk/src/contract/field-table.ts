/**
 * A concept's fields written and read by their table. Whatever does not fit is shortened or dropped, and a warning says
 * so; the rest of the concept stands.
 */
import { isMissing, type DecodedOf, type Field, type Fields, type WireValue } from './field.js';

/** A table's rows, listed once: writing and reading them is what agents and receivers do all day. */
const rowsOfTables = new WeakMap<Fields, readonly (readonly [name: string, field: Field<unknown>])[]>();

function rowsOf(fields: Fields): readonly (readonly [name: string, field: Field<unknown>])[] {
  let rows = rowsOfTables.get(fields);
  if (rows === undefined) rowsOfTables.set(fields, (rows = Object.entries(fields)));
  return rows;
}

/** What a value is written with. */
export interface Ink {
  /** Hears what had to be changed or dropped. */
  readonly warn: (warning: string) => void;
  /** Takes out of prose what must not leave; gets texts and structures, gives back the like. Default: nothing is. */
  readonly redact?: ((value: unknown) => unknown) | undefined;
}

/** Attributes for the wire, by key. */
export type WireAttributes = Record<string, WireValue>;

/** What is to be written: a value of some fields. */
export interface Written {
  readonly fields: Fields;
  readonly value: unknown;
  /** Gets what a receiver will read: each field that was written, by its name. */
  readonly kept?: Record<string, unknown>;
}

/**
 * Adds a value's known fields to `attributes`. Never throws, whatever it is given: reading a value can, if it has getters
 * or is a proxy, and costs the field.
 */
export function write(attributes: WireAttributes, { fields, value, kept }: Written, ink: Ink): void {
  const from: object = typeof value === 'object' && value !== null ? value : {};
  for (const [name, field] of rowsOf(fields)) {
    try {
      let raw: unknown = Reflect.get(from, name);
      if (isMissing(raw)) {
        if (!field.optional) ink.warn(`${field.key}: required, but missing`);
        continue;
      }
      if (ink.redact !== undefined && field.isProse) raw = ink.redact(raw);
      if (field.isFit(raw)) {
        attributes[field.key] = raw;
        if (kept !== undefined) kept[name] = raw;
        continue;
      }
      const fitted = field.encode(raw);
      if (fitted.value !== undefined) {
        attributes[field.key] = fitted.value;
        if (kept !== undefined) kept[name] = field.decode(fitted.value).value;
      }
      if (fitted.warning !== undefined) ink.warn(fitted.warning);
    } catch {
      ink.warn(`${field.key}: the value cannot be read; the field is dropped`);
    }
  }
}

/** Attributes for the wire, and what had to be changed to get there. */
export interface Encoded {
  readonly attributes: WireAttributes;
  readonly warnings: readonly string[];
}

/** Writes a value's known fields as attributes. Never throws, whatever it is given. */
export function encode(fields: Fields, value: unknown): Encoded {
  const attributes: WireAttributes = {};
  const warnings: string[] = [];
  write(attributes, { fields, value }, { warn: (warning) => warnings.push(warning) });
  return { attributes, warnings };
}

/** What most reads have to say, shared by all. */
const NO_WARNINGS: readonly string[] = [];

/** Reads a concept's fields from attributes by key; absent ones stay absent. */
export function decode<F extends Fields>(
  fields: F,
  attributes: { readonly get: (key: string) => unknown },
): { readonly value: DecodedOf<F>; readonly warnings: readonly string[] } {
  const value: Record<string, unknown> = {};
  let warnings = NO_WARNINGS;
  for (const [name, field] of rowsOf(fields)) {
    const wire = attributes.get(field.key);
    if (isMissing(wire)) {
      if (!field.optional) warnings = [...warnings, `${field.key}: required, but missing`];
      continue;
    }
    if (field.isFit(wire)) {
      value[name] = wire;
      continue;
    }
    const fitted = field.decode(wire);
    if (fitted.value !== undefined) value[name] = fitted.value;
    if (fitted.warning !== undefined) warnings = [...warnings, fitted.warning];
  }
  // The loop above filled exactly the names of `fields` with what each field's own decode returned.
  return { value: value as DecodedOf<F>, warnings };
}

/** Reading and writing never throw: what does not fit is changed or dropped, and a warning says so. */

/** The outcome of reading or writing one field: a value, a warning, or a value that had to be changed. */
export interface Fitted<T> {
  readonly value?: T;
  readonly warning?: string;
}

export interface Description {
  /** Meaning, for the generated documentation. */
  readonly doc: string;
}

/** A word for a wrong value's type that is safe to log: never the value itself. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function wrong(key: string, expected: string, value: unknown): Fitted<never> {
  return { warning: `${key}: expected ${expected}, got ${typeName(value)}; the field is dropped` };
}

/** For fields whose every value has to be converted. */
export const isNever = (value: unknown): value is never => value === isNever;

/** The first `limit` characters, whole ones only. Half characters, which UTF-8 cannot write, are replaced. */
export function clip(value: string, limit: number): string {
  if (value.length <= limit) return value.toWellFormed();
  const end = /[\uD800-\uDBFF]/.test(value.charAt(limit - 1)) ? limit - 1 : limit;
  return value.slice(0, end).toWellFormed();
}

export function cut(key: string, value: string, limit: number): Fitted<string> {
  const kept = clip(value, limit);
  return value.length <= limit
    ? { value: kept }
    : { value: kept, warning: `${key}: cut from ${value.length} to ${limit} characters` };
}

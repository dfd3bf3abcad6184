import { exactInteger, finiteOrName } from './span-parts.js';

/**
 * The first thing found wrong with a span. A span is read to its end whatever is wrong with it, and then left out;
 * that is far cheaper than an exception for each when a whole request is wrong.
 */
export class Problem {
  reason: string | undefined;

  /** Reasons are fixed texts, so that they can be counted and shown safely. */
  note(reason: string): void {
    this.reason ??= reason;
  }
}

const MAX_UINT64 = 18_446_744_073_709_551_615n;
const UNSIGNED = /^\d{1,20}$/;
const SIGNED = /^-?\d{1,40}$/;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A message; absent and null are the same as empty. */
export function objectOf(value: unknown, problem: Problem): JsonObject {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  problem.note('a message is not an object');
  return {};
}

/** The elements of a repeated field; absent and null are the same as empty. */
export function listOf(value: unknown, problem: Problem): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  problem.note('a repeated field is not an array');
  return [];
}

export function textOf(value: unknown, problem: Problem): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  problem.note('a text field is not a string');
  return '';
}

/** Unsigned 64 bits, as a string or a number. */
export function nanosOf(value: unknown, problem: Problem): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && UNSIGNED.test(value)) {
    const nanos = BigInt(value);
    if (nanos <= MAX_UINT64) return nanos;
  }
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    const nanos = BigInt(value);
    if (nanos <= MAX_UINT64) return nanos;
  }
  problem.note('a time is not an unsigned 64-bit integer');
  return 0n;
}

/** A signed integer, as a string or a number, without losing digits. */
export function integerOf(value: unknown, problem: Problem): number | string {
  if (typeof value === 'string' && SIGNED.test(value)) return exactInteger(BigInt(value));
  if (typeof value === 'number') return Number.isInteger(value) ? exactInteger(BigInt(value)) : value;
  problem.note('an intValue is not an integer');
  return 0;
}

/** A double: a number, its digits, or the name of one that JSON cannot write. */
export function doubleOf(value: unknown, problem: Problem): number | string {
  if (typeof value === 'number') return finiteOrName(value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    if (!Number.isNaN(number)) return finiteOrName(number);
  }
  problem.note('a doubleValue is not a number');
  return 0;
}

export function booleanOf(value: unknown, problem: Problem): boolean {
  if (typeof value !== 'boolean') problem.note('a boolValue is not a boolean');
  return value === true;
}

/** An enum: its number, or leniently its name; a name we do not know is 0, as if it were not there. */
export function enumOf(value: unknown, names: ReadonlyMap<string, number>): number {
  if (typeof value === 'number') return value | 0;
  if (typeof value !== 'string') return 0;
  return names.get(value) ?? Number(value) | 0;
}

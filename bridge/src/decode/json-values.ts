import { DecodeError } from './decode-error.js';
import { booleanOf, doubleOf, integerOf, isObject, listOf, objectOf, textOf, type Problem } from './json-fields.js';
import { MAX_VALUE_DEPTH } from './limits.js';
import type { AttributeValue, Attributes } from './span.js';
import { emptyRecord, NO_ATTRIBUTES } from './span-parts.js';

type Read = (value: unknown, problem: Problem, depth: number) => AttributeValue;

/** The fields of AnyValue, of which one is set. */
const READERS: readonly (readonly [field: string, read: Read])[] = [
  ['stringValue', textOf],
  ['intValue', integerOf],
  ['boolValue', booleanOf],
  ['doubleValue', doubleOf],
  ['arrayValue', arrayOf],
  ['kvlistValue', recordOf],
  ['bytesValue', base64Of],
];

/** Reads a list of KeyValue; the last of two equal keys wins. */
export function attributesOf(value: unknown, problem: Problem): Attributes {
  const entries = listOf(value, problem);
  if (entries.length === 0) return NO_ATTRIBUTES;
  const attributes = new Map<string, AttributeValue>();
  for (const entry of entries) {
    if (isObject(entry)) attributes.set(textOf(entry['key'], problem), valueOf(entry['value'], problem, 0));
    else problem.note('an attribute is not an object');
  }
  return attributes;
}

/** Reads an AnyValue, `depth` levels inside another. */
export function valueOf(value: unknown, problem: Problem, depth: number): AttributeValue {
  if (value === undefined || value === null) return null;
  if (depth > MAX_VALUE_DEPTH) throw new DecodeError('An attribute value nests too deeply.');
  if (!isObject(value)) {
    problem.note('an attribute value is not an object');
    return null;
  }
  for (const [field, read] of READERS) {
    const held = value[field];
    if (held !== undefined && held !== null) return read(held, problem, depth);
  }
  return null;
}

function arrayOf(value: unknown, problem: Problem, depth: number): AttributeValue {
  return valuesOf(value, problem).map((element) => valueOf(element, problem, depth + 1));
}

function recordOf(value: unknown, problem: Problem, depth: number): AttributeValue {
  const record = emptyRecord();
  for (const entry of valuesOf(value, problem)) {
    if (isObject(entry)) record[textOf(entry['key'], problem)] = valueOf(entry['value'], problem, depth + 1);
    else problem.note('an attribute is not an object');
  }
  return record;
}

/** ArrayValue and KeyValueList both hold their elements in `values`. */
function valuesOf(value: unknown, problem: Problem): readonly unknown[] {
  return listOf(objectOf(value, problem)['values'], problem);
}

function base64Of(value: unknown, problem: Problem): AttributeValue {
  return Buffer.from(textOf(value, problem), 'base64').toString('base64');
}

import { DecodeError } from './decode-error.js';
import { isObject } from './json-fields.js';
import { parseJson } from './json-text.js';

/** Field names from the request down to a message; a step of several names means any of them. */
export type FieldPath = readonly (readonly string[])[];

/**
 * How many messages a JSON body holds at the end of `path`. What is not there counts as none.
 *
 * @throws DecodeError when the body is no JSON object.
 */
export function countJson(bytes: Uint8Array, path: FieldPath): number {
  const request = parseJson(bytes);
  if (!isObject(request)) throw new DecodeError('The body is not a JSON object.');
  let level: readonly unknown[] = [request];
  for (const names of path) {
    level = level.filter(isObject).flatMap((message) => names.flatMap((name) => message[name] ?? []));
  }
  return level.length;
}

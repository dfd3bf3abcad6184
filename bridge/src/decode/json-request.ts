import { DecodeError } from './decode-error.js';
import { isObject, listOf, objectOf, Problem, textOf, type JsonObject } from './json-fields.js';
import { attributesOf } from './json-values.js';
import type { Origin, Resource, Scope } from './span.js';

/** The names of the repeated fields from the request down to its records. */
export type RequestFields = readonly [resources: string, scopes: string, records: string];

/**
 * Calls `readRecord` at each span or log record of an Export*ServiceRequest.
 *
 * @throws DecodeError when what encloses the records is malformed.
 */
export function readJsonRequest(
  request: JsonObject,
  [resources, scopes, records]: RequestFields,
  readRecord: (value: unknown, origin: Origin) => void,
): void {
  const objects = (value: unknown): readonly JsonObject[] =>
    whole((problem) => {
      const elements = listOf(value, problem);
      const found = elements.filter(isObject);
      if (found.length !== elements.length) problem.note(`${resources} or ${scopes} holds something else than objects`);
      return found;
    });
  for (const ofResource of objects(request[resources])) {
    const resource = whole((problem) => resourceOf(ofResource['resource'], problem));
    for (const ofScope of objects(ofResource[scopes])) {
      const origin = { resource, scope: whole((problem) => scopeOf(ofScope['scope'], problem)) };
      for (const value of whole((problem) => listOf(ofScope[records], problem))) readRecord(value, origin);
    }
  }
}

function resourceOf(value: unknown, problem: Problem): Resource {
  return { attributes: attributesOf(objectOf(value, problem)['attributes'], problem) };
}

function scopeOf(value: unknown, problem: Problem): Scope {
  const scope = objectOf(value, problem);
  return { name: textOf(scope['name'], problem), version: textOf(scope['version'], problem) };
}

/** Outside the records there is nothing to leave out: what is wrong there is wrong for the whole request. */
function whole<T>(read: (problem: Problem) => T): T {
  const problem = new Problem();
  const result = read(problem);
  if (problem.reason !== undefined) throw new DecodeError(`The request is malformed: ${problem.reason}.`);
  return result;
}

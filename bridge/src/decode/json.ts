import { SpanCollector } from './collector.js';
import { DecodeError } from './decode-error.js';
import { isObject, listOf, objectOf, Problem, textOf, type JsonObject } from './json-fields.js';
import { spanOf } from './json-span.js';
import { parseJson } from './json-text.js';
import { attributesOf } from './json-values.js';
import { SENT_LOGS } from './misdirected-logs.js';
import type { DecodedTraces, Resource, Scope } from './span.js';

/**
 * Decodes an ExportTraceServiceRequest in OTLP's JSON. Unknown fields are ignored; a span that is malformed or whose
 * ids are no ids is left out and the others stand.
 *
 * @throws DecodeError when the bytes are no such request, or are log records.
 */
export function decodeJson(bytes: Uint8Array): DecodedTraces {
  const request = parseJson(bytes);
  if (!isObject(request)) throw new DecodeError('The body is not a JSON object.');
  if (request['resourceSpans'] === undefined && request['resourceLogs'] !== undefined) throw new DecodeError(SENT_LOGS);
  const collector = new SpanCollector();
  for (const resourceSpans of objects(request['resourceSpans'])) {
    const resource = whole((problem) => resourceOf(resourceSpans['resource'], problem));
    for (const scopeSpans of objects(resourceSpans['scopeSpans'])) {
      const scope = whole((problem) => scopeOf(scopeSpans['scope'], problem));
      for (const value of whole((problem) => listOf(scopeSpans['spans'], problem))) {
        const span = spanOf(value, resource, scope);
        if (typeof span === 'string') collector.reject(span);
        else collector.keep(span);
      }
    }
  }
  return collector.result();
}

function resourceOf(value: unknown, problem: Problem): Resource {
  return { attributes: attributesOf(objectOf(value, problem)['attributes'], problem) };
}

function scopeOf(value: unknown, problem: Problem): Scope {
  const scope = objectOf(value, problem);
  return { name: textOf(scope['name'], problem), version: textOf(scope['version'], problem) };
}

function objects(value: unknown): readonly JsonObject[] {
  return whole((problem) => {
    const elements = listOf(value, problem);
    const found = elements.filter(isObject);
    if (found.length !== elements.length) problem.note('resourceSpans or scopeSpans holds something else than objects');
    return found;
  });
}

/** Outside the spans there is nothing to leave out: what is wrong there is wrong for the whole request. */
function whole<T>(read: (problem: Problem) => T): T {
  const problem = new Problem();
  const result = read(problem);
  if (problem.reason !== undefined) throw new DecodeError(`The request is malformed: ${problem.reason}.`);
  return result;
}

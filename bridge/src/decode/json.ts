import { Collector } from './collector.js';
import { DecodeError } from './decode-error.js';
import { isObject } from './json-fields.js';
import { readJsonRequest } from './json-request.js';
import { spanOf } from './json-span.js';
import { parseJson } from './json-text.js';
import { SENT_LOGS } from './misdirected.js';
import type { DecodedTraces, Span } from './span.js';

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
  const collector = new Collector<Span>();
  readJsonRequest(request, ['resourceSpans', 'scopeSpans', 'spans'], (value, { resource, scope }) => {
    collector.add(spanOf(value, resource, scope));
  });
  const { kept: spans, rejected } = collector.result();
  return { spans, rejected };
}

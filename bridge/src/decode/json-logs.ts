import { Collector } from './collector.js';
import { DecodeError } from './decode-error.js';
import { isObject, nanosOf, Problem, textOf } from './json-fields.js';
import { readJsonRequest } from './json-request.js';
import { parseJson } from './json-text.js';
import { attributesOf, valueOf } from './json-values.js';
import type { DecodedLogs, LogRecord } from './log-record.js';
import { SENT_SPANS } from './misdirected.js';
import type { Origin } from './span.js';
import { spanIdOrNone, traceIdOrNone } from './span-ids.js';

/**
 * Decodes an ExportLogsServiceRequest in OTLP's JSON. Unknown fields are ignored; a record that is malformed is left
 * out and the others stand.
 *
 * @throws DecodeError when the bytes are no such request, or are spans.
 */
export function decodeJsonLogs(bytes: Uint8Array): DecodedLogs {
  const request = parseJson(bytes);
  if (!isObject(request)) throw new DecodeError('The body is not a JSON object.');
  if (request['resourceLogs'] === undefined && request['resourceSpans'] !== undefined)
    throw new DecodeError(SENT_SPANS);
  const collector = new Collector<LogRecord>();
  readJsonRequest(request, ['resourceLogs', 'scopeLogs', 'logRecords'], (value, origin) => {
    collector.add(logRecordOf(value, origin));
  });
  const { kept: records, rejected } = collector.result();
  return { records, rejected };
}

/** Reads a record; answers the reason instead when it has to be left out. */
function logRecordOf(value: unknown, { resource, scope }: Origin): LogRecord | string {
  if (!isObject(value)) return 'a log record is not an object';
  const problem = new Problem();
  const { flags } = value;
  const record: LogRecord = {
    resource,
    scope,
    timeUnixNano: nanosOf(value['timeUnixNano'], problem),
    observedTimeUnixNano: nanosOf(value['observedTimeUnixNano'], problem),
    eventName: textOf(value['eventName'], problem),
    body: valueOf(value['body'], problem, 0),
    attributes: attributesOf(value['attributes'], problem),
    traceId: traceIdOrNone(value['traceId']),
    spanId: spanIdOrNone(value['spanId']),
    flags: typeof flags === 'number' ? flags >>> 0 : 0,
  };
  return problem.reason ?? record;
}

import { DecodeError } from './decode-error.js';
import { forEachMessage, type MessagePath } from './protobuf-messages.js';
import type { ProtobufReader } from './protobuf-reader.js';

/** resource_spans, scope_spans, spans; and just so resource_logs, scope_logs, log_records. */
const RECORDS: MessagePath = [[1], [2], [2]];

const SPAN_TRACE_ID = 0x0a;
const LOG_TIME = 0x09;
const LOG_OBSERVED_TIME = 0x59;

export const SENT_LOGS = 'The body holds log records, not spans: send logs to /v1/logs.';

/**
 * Whether a trace request is in truth a log request. Both number their outer fields alike, so that log records come
 * out as spans without ids, or as nonsense. Looks at the first record only, which is enough as requests are of one kind.
 */
export function looksLikeLogs(bytes: Uint8Array): boolean {
  const verdicts: boolean[] = [];
  try {
    forEachMessage(bytes, RECORDS, (reader, end) => {
      if (verdicts.length === 0) verdicts.push(isLogRecord(reader, end));
    });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  return verdicts[0] === true;
}

function isLogRecord(reader: ProtobufReader, end: number): boolean {
  let hasLogTime = false;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === SPAN_TRACE_ID) return false;
    if (tag === LOG_TIME || tag === LOG_OBSERVED_TIME) hasLogTime = true;
    reader.skip(tag);
  }
  return hasLogTime;
}

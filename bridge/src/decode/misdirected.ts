import { DecodeError } from './decode-error.js';
import { forEachMessage, type MessagePath } from './protobuf-messages.js';
import type { ProtobufReader } from './protobuf-reader.js';

/** resource_spans, scope_spans, spans; and just so resource_logs, scope_logs, log_records. */
const RECORDS: MessagePath = [[1], [2], [2]];

const SPAN_TRACE_ID = 0x0a;
const LOG_TIME = 0x09;
const LOG_OBSERVED_TIME = 0x59;

export const SENT_LOGS = 'The body holds log records, not spans: send logs to /v1/logs.';
export const SENT_SPANS = 'The body holds spans, not log records: send spans to /v1/traces.';

/**
 * Whether a trace request is in truth a log request. Both number their outer fields alike, so that log records come
 * out as spans without ids, or as nonsense. Looks at the first record only, which is enough as requests are of one kind.
 */
export const looksLikeLogs = (bytes: Uint8Array): boolean => firstRecord(bytes) === 'log record';

/** Whether a log request is in truth a trace request; see {@link looksLikeLogs}. */
export const looksLikeSpans = (bytes: Uint8Array): boolean => firstRecord(bytes) === 'span';

type Kind = 'span' | 'log record' | 'unknown';

function firstRecord(bytes: Uint8Array): Kind | undefined {
  const kinds: Kind[] = [];
  try {
    forEachMessage(bytes, RECORDS, (reader, end) => {
      if (kinds.length === 0) kinds.push(kindOf(reader, end));
    });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  return kinds[0];
}

function kindOf(reader: ProtobufReader, end: number): Kind {
  let kind: Kind = 'unknown';
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === SPAN_TRACE_ID) return 'span';
    if (tag === LOG_TIME || tag === LOG_OBSERVED_TIME) kind = 'log record';
    reader.skip(tag);
  }
  return kind;
}

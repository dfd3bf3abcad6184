import { Collector } from './collector.js';
import { DecodeError } from './decode-error.js';
import type { DecodedLogs, LogRecord } from './log-record.js';
import { looksLikeSpans, SENT_SPANS } from './misdirected.js';
import { ProtobufReader } from './protobuf-reader.js';
import { readRequest } from './protobuf-request.js';
import { readAttribute, readValue } from './protobuf-values.js';
import type { AttributeValue, Origin } from './span.js';
import { NO_ATTRIBUTES } from './span-parts.js';
import { spanIdOrNone, traceIdOrNone } from './span-ids.js';

// Tags (field << 3 | wire type) as opentelemetry/proto/logs/v1/logs.proto numbers the fields.
const LOG_TIME = 0x09;
const LOG_BODY = 0x2a;
const LOG_ATTRIBUTES = 0x32;
const LOG_FLAGS = 0x45;
const LOG_TRACE_ID = 0x4a;
const LOG_SPAN_ID = 0x52;
const LOG_OBSERVED_TIME = 0x59;
const LOG_EVENT_NAME = 0x62;

/**
 * Decodes an ExportLogsServiceRequest. Unknown fields are skipped.
 *
 * @throws DecodeError when the bytes are no such message, or are spans.
 */
export function decodeProtobufLogs(bytes: Uint8Array): DecodedLogs {
  if (looksLikeSpans(bytes)) throw new DecodeError(SENT_SPANS);
  const collector = new Collector<LogRecord>();
  readRequest(new ProtobufReader(bytes), (reader, end, origin) => {
    collector.add(readLogRecord(reader, end, origin));
  });
  const { kept: records, rejected } = collector.result();
  return { records, rejected };
}

function readLogRecord(reader: ProtobufReader, end: number, { resource, scope }: Origin): LogRecord {
  reader.claim();
  let timeUnixNano = 0n;
  let observedTimeUnixNano = 0n;
  let eventName = '';
  let body: AttributeValue = null;
  let attributes: Map<string, AttributeValue> | undefined;
  let traceId = '';
  let spanId = '';
  let flags = 0;
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case LOG_TIME:
        timeUnixNano = reader.fixed64();
        break;
      case LOG_BODY:
        body = readValue(reader, reader.until(end), 0);
        break;
      case LOG_ATTRIBUTES:
        readAttribute(reader, end, (attributes ??= new Map<string, AttributeValue>()));
        break;
      case LOG_FLAGS:
        flags = reader.fixed32();
        break;
      case LOG_TRACE_ID:
        traceId = traceIdOrNone(reader.encoded(end, 'hex'));
        break;
      case LOG_SPAN_ID:
        spanId = spanIdOrNone(reader.encoded(end, 'hex'));
        break;
      case LOG_OBSERVED_TIME:
        observedTimeUnixNano = reader.fixed64();
        break;
      case LOG_EVENT_NAME:
        eventName = reader.name(end);
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.finish(end);
  return {
    resource,
    scope,
    timeUnixNano,
    observedTimeUnixNano,
    eventName,
    body,
    attributes: attributes ?? NO_ATTRIBUTES,
    traceId,
    spanId,
    flags,
  };
}

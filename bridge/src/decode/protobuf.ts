import { Collector } from './collector.js';
import { DecodeError } from './decode-error.js';
import { looksLikeLogs, SENT_LOGS } from './misdirected.js';
import { ProtobufReader } from './protobuf-reader.js';
import { readRequest } from './protobuf-request.js';
import { readSpan } from './protobuf-span.js';
import type { DecodedTraces, Span } from './span.js';

/**
 * Decodes an ExportTraceServiceRequest. Unknown fields are skipped; a span whose ids are no ids is left out and the
 * others stand.
 *
 * @throws DecodeError when the bytes are no such message, or are log records.
 */
export function decodeProtobuf(bytes: Uint8Array): DecodedTraces {
  const collector = new Collector<Span>();
  try {
    readRequest(new ProtobufReader(bytes), (reader, end, origin) => {
      collector.add(readSpan(reader, end, origin));
    });
  } catch (error) {
    if (error instanceof DecodeError && looksLikeLogs(bytes)) throw new DecodeError(SENT_LOGS);
    throw error;
  }
  const { kept: spans, rejected } = collector.result();
  if (spans.length === 0 && rejected.length > 0 && looksLikeLogs(bytes)) throw new DecodeError(SENT_LOGS);
  return { spans, rejected };
}

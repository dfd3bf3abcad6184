import { SpanCollector } from './collector.js';
import { DecodeError } from './decode-error.js';
import { looksLikeLogs, SENT_LOGS } from './misdirected-logs.js';
import { ProtobufReader } from './protobuf-reader.js';
import { readSpan, type Origin } from './protobuf-span.js';
import { readAttribute } from './protobuf-values.js';
import type { AttributeValue, DecodedTraces, Resource, Scope } from './span.js';

// Tags (field << 3 | wire type) as opentelemetry/proto numbers the fields.
const REQUEST_RESOURCE_SPANS = 0x0a;

const RESOURCE_SPANS_RESOURCE = 0x0a;
const RESOURCE_SPANS_SCOPE_SPANS = 0x12;
const RESOURCE_ATTRIBUTES = 0x0a;

const SCOPE_SPANS_SCOPE = 0x0a;
const SCOPE_SPANS_SPANS = 0x12;
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;

/**
 * Decodes an ExportTraceServiceRequest. Unknown fields are skipped; a span whose ids are no ids is left out and the
 * others stand.
 *
 * @throws DecodeError when the bytes are no such message, or are log records.
 */
export function decodeProtobuf(bytes: Uint8Array): DecodedTraces {
  const collector = new SpanCollector();
  try {
    readRequest(new ProtobufReader(bytes), collector);
  } catch (error) {
    if (error instanceof DecodeError && looksLikeLogs(bytes)) throw new DecodeError(SENT_LOGS);
    throw error;
  }
  const traces = collector.result();
  if (traces.spans.length === 0 && traces.rejected.length > 0 && looksLikeLogs(bytes)) throw new DecodeError(SENT_LOGS);
  return traces;
}

function readRequest(reader: ProtobufReader, collector: SpanCollector): void {
  const end = reader.bytes.length;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === REQUEST_RESOURCE_SPANS) readResourceSpans(reader, reader.until(end), collector);
    else reader.skip(tag);
  }
  reader.finish(end);
}

/** Fields may come in any order and spans need their resource, so the message is read twice: first for the resource. */
function readResourceSpans(reader: ProtobufReader, end: number, collector: SpanCollector): void {
  reader.claim();
  const start = reader.position;
  const attributes = new Map<string, AttributeValue>();
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === RESOURCE_SPANS_RESOURCE) readResource(reader, reader.until(end), attributes);
    else reader.skip(tag);
  }
  reader.finish(end);

  const resource: Resource = { attributes };
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === RESOURCE_SPANS_SCOPE_SPANS) {
      const stop = reader.until(end);
      readSpans(reader, stop, { origin: { resource, scope: readScopeAhead(reader, stop) }, collector });
    } else reader.skip(tag);
  }
}

function readResource(reader: ProtobufReader, end: number, attributes: Map<string, AttributeValue>): void {
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === RESOURCE_ATTRIBUTES) readAttribute(reader, end, attributes);
    else reader.skip(tag);
  }
  reader.finish(end);
}

/** Reads the scope out of a ScopeSpans message and goes back to the start of the message. */
function readScopeAhead(reader: ProtobufReader, end: number): Scope {
  reader.claim();
  const start = reader.position;
  let scope: Scope = { name: '', version: '' };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === SCOPE_SPANS_SCOPE) scope = readScope(reader, reader.until(end), scope);
    else reader.skip(tag);
  }
  reader.finish(end);
  reader.position = start;
  return scope;
}

function readScope(reader: ProtobufReader, end: number, before: Scope): Scope {
  let { name, version } = before;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === SCOPE_NAME) name = reader.name(end);
    else if (tag === SCOPE_VERSION) version = reader.string(end);
    else reader.skip(tag);
  }
  reader.finish(end);
  return { name, version };
}

function readSpans(
  reader: ProtobufReader,
  end: number,
  { origin, collector }: { readonly origin: Origin; readonly collector: SpanCollector },
): void {
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === SCOPE_SPANS_SPANS) {
      const span = readSpan(reader, reader.until(end), origin);
      if (typeof span === 'string') collector.reject(span);
      else collector.keep(span);
    } else reader.skip(tag);
  }
}

import type { ProtobufReader } from './protobuf-reader.js';
import { readAttribute } from './protobuf-values.js';
import type { AttributeValue, Origin, Span, SpanEvent, SpanLink } from './span.js';
import { parentOrRoot, problemWithIds, WRONG_LENGTH } from './span-ids.js';
import { NO_ATTRIBUTES, NO_EVENTS, NO_LINKS, OK_OR_UNSET, statusCode } from './span-parts.js';

// Tags (field << 3 | wire type) as opentelemetry/proto/trace/v1/trace.proto numbers the fields.
const SPAN_TRACE_ID = 0x0a;
const SPAN_SPAN_ID = 0x12;
const SPAN_TRACE_STATE = 0x1a;
const SPAN_PARENT_SPAN_ID = 0x22;
const SPAN_NAME = 0x2a;
const SPAN_KIND = 0x30;
const SPAN_START = 0x39;
const SPAN_END = 0x41;
const SPAN_ATTRIBUTES = 0x4a;
const SPAN_EVENTS = 0x5a;
const SPAN_LINKS = 0x6a;
const SPAN_STATUS = 0x7a;

const EVENT_TIME = 0x09;
const EVENT_NAME = 0x12;
const EVENT_ATTRIBUTES = 0x1a;

const LINK_TRACE_ID = 0x0a;
const LINK_SPAN_ID = 0x12;
const LINK_ATTRIBUTES = 0x22;

const STATUS_MESSAGE = 0x12;
const STATUS_CODE = 0x18;

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** Reads a Span message that ends at `end`; answers the reason instead when its ids are no ids. */
export function readSpan(reader: ProtobufReader, end: number, origin: Origin): Span | string {
  reader.claim();
  let traceId = '';
  let spanId = '';
  let parentSpanId = '';
  let traceState = '';
  let name = '';
  let kind = 0;
  let startTimeUnixNano = 0n;
  let endTimeUnixNano = 0n;
  let attributes: Map<string, AttributeValue> | undefined;
  let events: SpanEvent[] | undefined;
  let links: SpanLink[] | undefined;
  let status: Span['status'] = OK_OR_UNSET;
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case SPAN_TRACE_ID:
        traceId = readId(reader, end, TRACE_ID_BYTES) ?? '';
        break;
      case SPAN_SPAN_ID:
        spanId = readId(reader, end, SPAN_ID_BYTES) ?? '';
        break;
      case SPAN_TRACE_STATE:
        traceState = reader.string(end);
        break;
      case SPAN_PARENT_SPAN_ID:
        parentSpanId = readId(reader, end, SPAN_ID_BYTES) ?? WRONG_LENGTH;
        break;
      case SPAN_NAME:
        name = reader.name(end);
        break;
      case SPAN_KIND:
        kind = reader.int32();
        break;
      case SPAN_START:
        startTimeUnixNano = reader.fixed64();
        break;
      case SPAN_END:
        endTimeUnixNano = reader.fixed64();
        break;
      case SPAN_ATTRIBUTES:
        readAttribute(reader, end, (attributes ??= new Map<string, AttributeValue>()));
        break;
      case SPAN_EVENTS:
        (events ??= []).push(readEvent(reader, reader.until(end)));
        break;
      case SPAN_LINKS:
        (links ??= []).push(readLink(reader, reader.until(end)));
        break;
      case SPAN_STATUS:
        status = readStatus(reader, reader.until(end), status);
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.finish(end);
  return (
    problemWithIds({ traceId, spanId, parentSpanId }) ?? {
      resource: origin.resource,
      scope: origin.scope,
      traceId,
      spanId,
      parentSpanId: parentOrRoot(parentSpanId),
      traceState,
      name,
      kind,
      startTimeUnixNano,
      endTimeUnixNano,
      attributes: attributes ?? NO_ATTRIBUTES,
      events: events ?? NO_EVENTS,
      links: links ?? NO_LINKS,
      status,
    }
  );
}

/** Hex of an id; nothing when it is there with a wrong length. An empty id is the same as none. */
function readId(reader: ProtobufReader, end: number, size: number): string | undefined {
  const stop = reader.until(end);
  const length = stop - reader.position;
  const id = length === size || length === 0 ? reader.bytes.toString('hex', reader.position, stop) : undefined;
  reader.position = stop;
  return id;
}

function readEvent(reader: ProtobufReader, end: number): SpanEvent {
  reader.claim();
  let name = '';
  let timeUnixNano = 0n;
  let attributes: Map<string, AttributeValue> | undefined;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === EVENT_ATTRIBUTES) readAttribute(reader, end, (attributes ??= new Map<string, AttributeValue>()));
    else if (tag === EVENT_TIME) timeUnixNano = reader.fixed64();
    else if (tag === EVENT_NAME) name = reader.name(end);
    else reader.skip(tag);
  }
  reader.finish(end);
  return { name, timeUnixNano, attributes: attributes ?? NO_ATTRIBUTES };
}

function readLink(reader: ProtobufReader, end: number): SpanLink {
  reader.claim();
  let traceId = '';
  let spanId = '';
  let attributes: Map<string, AttributeValue> | undefined;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === LINK_TRACE_ID) traceId = reader.encoded(end, 'hex');
    else if (tag === LINK_SPAN_ID) spanId = reader.encoded(end, 'hex');
    else if (tag === LINK_ATTRIBUTES) readAttribute(reader, end, (attributes ??= new Map<string, AttributeValue>()));
    else reader.skip(tag);
  }
  reader.finish(end);
  return { traceId, spanId, attributes: attributes ?? NO_ATTRIBUTES };
}

/** A second Status message of one span adds to the first, as protobuf merges messages. */
function readStatus(reader: ProtobufReader, end: number, before: Span['status']): Span['status'] {
  let { code, message } = before;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === STATUS_CODE) code = statusCode(reader.int32());
    else if (tag === STATUS_MESSAGE) message = reader.string(end);
    else reader.skip(tag);
  }
  reader.finish(end);
  return { code, message };
}

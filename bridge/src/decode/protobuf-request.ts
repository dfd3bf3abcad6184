import type { ProtobufReader } from './protobuf-reader.js';
import { readAttribute } from './protobuf-values.js';
import type { AttributeValue, Origin, Resource, Scope } from './span.js';

// Tags (field << 3 | wire type) as opentelemetry/proto numbers the fields: the same for spans and for log records.
const REQUEST_RESOURCES = 0x0a;

const RESOURCES_RESOURCE = 0x0a;
const RESOURCES_SCOPES = 0x12;
const RESOURCE_ATTRIBUTES = 0x0a;

const SCOPES_SCOPE = 0x0a;
const SCOPES_RECORDS = 0x12;
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;

/** Reads one span or log record, which ends at `end`. */
export type ReadRecord = (reader: ProtobufReader, end: number, origin: Origin) => void;

/**
 * Reads an Export*ServiceRequest and calls `readRecord` at each of its records. Unknown fields are skipped.
 *
 * @throws DecodeError when the bytes are no such message.
 */
export function readRequest(reader: ProtobufReader, readRecord: ReadRecord): void {
  const end = reader.bytes.length;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === REQUEST_RESOURCES) readResources(reader, reader.until(end), readRecord);
    else reader.skip(tag);
  }
  reader.finish(end);
}

/** Fields may come in any order and records need their resource, so the message is read twice: first for the resource. */
function readResources(reader: ProtobufReader, end: number, readRecord: ReadRecord): void {
  reader.claim();
  const start = reader.position;
  const attributes = new Map<string, AttributeValue>();
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === RESOURCES_RESOURCE) readResource(reader, reader.until(end), attributes);
    else reader.skip(tag);
  }
  reader.finish(end);

  const resource: Resource = { attributes };
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === RESOURCES_SCOPES) {
      const stop = reader.until(end);
      const origin = { resource, scope: readScopeAhead(reader, stop) };
      readRecords(reader, stop, (each, recordEnd) => {
        readRecord(each, recordEnd, origin);
      });
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

/** Reads the scope out of a ScopeSpans or ScopeLogs message and goes back to the start of the message. */
function readScopeAhead(reader: ProtobufReader, end: number): Scope {
  reader.claim();
  const start = reader.position;
  let scope: Scope = { name: '', version: '' };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === SCOPES_SCOPE) scope = readScope(reader, reader.until(end), scope);
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

function readRecords(
  reader: ProtobufReader,
  end: number,
  readRecord: (reader: ProtobufReader, end: number) => void,
): void {
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === SCOPES_RECORDS) readRecord(reader, reader.until(end));
    else reader.skip(tag);
  }
}

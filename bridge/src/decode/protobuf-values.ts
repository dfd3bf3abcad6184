import { DecodeError } from './decode-error.js';
import { MAX_VALUE_DEPTH } from './limits.js';
import type { ProtobufReader } from './protobuf-reader.js';
import type { AttributeValue } from './span.js';
import { emptyRecord } from './span-parts.js';

// Tags (field << 3 | wire type) as opentelemetry/proto/common/v1/common.proto numbers the fields.
const KEY_VALUE_KEY = 0x0a;
const KEY_VALUE_VALUE = 0x12;

const ANY_STRING = 0x0a;
const ANY_BOOL = 0x10;
const ANY_INT = 0x18;
const ANY_DOUBLE = 0x21;
const ANY_ARRAY = 0x2a;
const ANY_KEY_VALUE_LIST = 0x32;
const ANY_BYTES = 0x3a;

/** The only field of both ArrayValue and KeyValueList. */
const LIST_VALUES = 0x0a;

/** Reads one KeyValue message of a repeated field into `attributes`; the last of two equal keys wins. */
export function readAttribute(reader: ProtobufReader, end: number, attributes: Map<string, AttributeValue>): void {
  const [key, value] = readKeyValue(reader, reader.until(end), 0);
  attributes.set(key, value);
}

function readKeyValue(reader: ProtobufReader, end: number, depth: number): readonly [string, AttributeValue] {
  reader.claim();
  let key = '';
  let value: AttributeValue = null;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === KEY_VALUE_KEY) key = reader.name(end);
    else if (tag === KEY_VALUE_VALUE) value = readValue(reader, reader.until(end), depth);
    else reader.skip(tag);
  }
  reader.finish(end);
  return [key, value];
}

/** Reads an AnyValue message, `depth` levels inside another. */
export function readValue(reader: ProtobufReader, end: number, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) throw new DecodeError('An attribute value nests too deeply.');
  let value: AttributeValue = null;
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case ANY_STRING:
        value = reader.string(end);
        break;
      case ANY_BOOL:
        value = reader.bool();
        break;
      case ANY_INT:
        value = reader.int64();
        break;
      case ANY_DOUBLE:
        value = reader.double();
        break;
      case ANY_ARRAY:
        value = readArray(reader, reader.until(end), depth);
        break;
      case ANY_KEY_VALUE_LIST:
        value = readKeyValueList(reader, reader.until(end), depth);
        break;
      case ANY_BYTES:
        value = reader.encoded(end, 'base64');
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.finish(end);
  return value;
}

function readArray(reader: ProtobufReader, end: number, depth: number): readonly AttributeValue[] {
  const values: AttributeValue[] = [];
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === LIST_VALUES) {
      reader.claim();
      values.push(readValue(reader, reader.until(end), depth + 1));
    } else reader.skip(tag);
  }
  reader.finish(end);
  return values;
}

function readKeyValueList(reader: ProtobufReader, end: number, depth: number): Record<string, AttributeValue> {
  const record = emptyRecord();
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === LIST_VALUES) {
      const [key, value] = readKeyValue(reader, reader.until(end), depth + 1);
      record[key] = value;
    } else reader.skip(tag);
  }
  reader.finish(end);
  return record;
}

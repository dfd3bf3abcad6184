import type { AttributeValue, Span, SpanEvent } from '../bridge/src/decode/span.js';
import {
  decodeMessages,
  type EventMessage,
  type Int64,
  type KeyValueMessage,
  type SpanMessage,
  type ValueMessage,
} from './baseline-messages.js';

const nanoseconds = ({ high, low }: Int64): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

const hex = (bytes: Buffer): string => bytes.toString('hex');

function valueOf(message: ValueMessage): AttributeValue {
  const { value: kind } = message;
  if (kind === undefined) return null;
  switch (kind) {
    case 'stringValue':
      return message.stringValue;
    case 'boolValue':
      return message.boolValue;
    case 'intValue':
      return message.intValue.high * 4294967296 + (message.intValue.low >>> 0);
    case 'doubleValue':
      return message.doubleValue;
    case 'arrayValue':
      return message.arrayValue.values.map(valueOf);
    case 'kvlistValue':
      return Object.fromEntries(attributesOf(message.kvlistValue.values));
    case 'bytesValue':
      return message.bytesValue.toString('base64');
  }
}

export const attributesOf = (messages: readonly KeyValueMessage[]): Map<string, AttributeValue> => {
  const attributes = new Map<string, AttributeValue>();
  for (const { key, value } of messages) attributes.set(key, value === null ? null : valueOf(value));
  return attributes;
};

const eventOf = ({ name, timeUnixNano, attributes }: EventMessage): SpanEvent => ({
  name,
  timeUnixNano: nanoseconds(timeUnixNano),
  attributes: attributesOf(attributes),
});

const code = (value: number | undefined): 0 | 1 | 2 => (value === 1 || value === 2 ? value : 0);

const spanOf = (message: SpanMessage, { resource, scope }: Pick<Span, 'resource' | 'scope'>): Span => ({
  resource,
  scope,
  traceId: hex(message.traceId),
  spanId: hex(message.spanId),
  parentSpanId: hex(message.parentSpanId),
  traceState: message.traceState,
  name: message.name,
  kind: message.kind,
  startTimeUnixNano: nanoseconds(message.startTimeUnixNano),
  endTimeUnixNano: nanoseconds(message.endTimeUnixNano),
  attributes: attributesOf(message.attributes),
  events: message.events.map(eventOf),
  links: [],
  status: { code: code(message.status?.code), message: message.status?.message ?? '' },
});

/** The bridge's spans the way most would write it: protobufjs, then one walk over its messages. */
export function decodeWithProtobufjs(bytes: Uint8Array): readonly Span[] {
  const spans: Span[] = [];
  for (const { resource, scopeSpans } of decodeMessages(bytes).resourceSpans) {
    const shared = { attributes: attributesOf(resource?.attributes ?? []) };
    for (const { scope, spans: messages } of scopeSpans) {
      const origin = { resource: shared, scope: { name: scope?.name ?? '', version: scope?.version ?? '' } };
      for (const message of messages) spans.push(spanOf(message, origin));
    }
  }
  return spans;
}

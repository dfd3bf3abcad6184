import type { AttributeValue, Span, SpanEvent } from '../src/decode/span.js';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** A moment that tests agree on, in epoch milliseconds. */
export const NOON = Date.UTC(2026, 10, 21, 12);

const nanoseconds = (milliseconds: number): bigint => BigInt(milliseconds) * 1_000_000n;

/** A span event at a moment. */
export const spanEvent = (name: string, attributes: Attributes = {}, at = NOON): SpanEvent => ({
  name,
  timeUnixNano: nanoseconds(at),
  attributes: new Map(Object.entries(attributes)),
});

interface SpanParts {
  readonly name?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly start?: number;
  readonly end?: number;
  readonly attributes?: Attributes;
  readonly resource?: Attributes;
  readonly events?: readonly SpanEvent[];
  readonly error?: string;
}

/** A decoded span; every part has a usual value. */
export const span = (parts: SpanParts = {}): Span => ({
  resource: { attributes: new Map(Object.entries(parts.resource ?? { 'service.name': 'shop' })) },
  scope: { name: 'test', version: '1' },
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: parts.spanId ?? 'b7ad6b7169203331',
  parentSpanId: parts.parentSpanId ?? '',
  traceState: '',
  name: parts.name ?? 'span',
  kind: 1,
  startTimeUnixNano: nanoseconds(parts.start ?? NOON),
  endTimeUnixNano: nanoseconds(parts.end ?? (parts.start ?? NOON) + 1000),
  attributes: new Map(Object.entries(parts.attributes ?? {})),
  events: parts.events ?? [],
  links: [],
  status: parts.error === undefined ? { code: 0, message: '' } : { code: 2, message: parts.error },
});

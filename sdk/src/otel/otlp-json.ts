import type { Attributes, SpanContext } from '@opentelemetry/api';
import { flagsOf, groupsOf, nanoseconds, type PartialSuccess } from './otlp.js';
import type { FinishedSpan } from './recorded-span.js';

// The same messages as JSON: ids in hexadecimal and 64-bit numbers as text, as OTLP has it.

function valueOf(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return Array.isArray(value) ? { arrayValue: { values: value.map(valueOf) } } : {};
  // JSON has no NaN and no infinity; protobuf's mapping writes them as words.
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

const attributesOf = (attributes: Attributes = {}): unknown =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || (typeof value === 'object' && !Array.isArray(value)) ? [] : [{ key, value: valueOf(value) }],
  );

const idsOf = ({ traceId, spanId, traceState }: SpanContext) => ({
  traceId,
  spanId,
  ...(traceState === undefined ? {} : { traceState: traceState.serialize() }),
});

const spanOf = (span: FinishedSpan): unknown => ({
  ...idsOf(span.spanContext()),
  ...(span.parentSpanContext === undefined ? {} : { parentSpanId: span.parentSpanContext.spanId }),
  flags: flagsOf(span.spanContext(), span.parentSpanContext),
  name: span.name,
  kind: span.kind + 1, // OTLP begins with "unspecified"
  startTimeUnixNano: String(nanoseconds(span.startTime)),
  endTimeUnixNano: String(nanoseconds(span.endTime)),
  attributes: attributesOf(span.attributes),
  events: span.events.map(({ name, time, attributes }) => ({
    timeUnixNano: String(nanoseconds(time)),
    name,
    attributes: attributesOf(attributes),
  })),
  droppedEventsCount: span.droppedEventsCount,
  links: span.links.map(({ context, attributes }) => ({
    ...idsOf(context),
    flags: flagsOf(context),
    attributes: attributesOf(attributes),
  })),
  status: span.status,
});

/** Writes spans as one `ExportTraceServiceRequest` in JSON. */
export function encodeJsonRequest(spans: readonly FinishedSpan[]): Uint8Array {
  const resourceSpans = groupsOf(spans).map(({ resource, scope, spans: grouped }) => ({
    resource: { attributes: attributesOf(resource.attributes) },
    scopeSpans: [{ scope, spans: grouped.map(spanOf) }],
  }));
  return Buffer.from(JSON.stringify({ resourceSpans }));
}

/** Reads an `ExportTraceServiceResponse` in JSON. Throws if it is damaged. */
export function decodeJsonResponse(body: Uint8Array): PartialSuccess {
  const answer: unknown = JSON.parse(Buffer.from(body).toString());
  const told =
    typeof answer === 'object' && answer !== null && 'partialSuccess' in answer ? answer.partialSuccess : null;
  const partial: object = typeof told === 'object' && told !== null ? told : {};
  const rejected = Number('rejectedSpans' in partial ? partial.rejectedSpans : 0);
  return {
    rejectedSpans: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
    errorMessage: 'errorMessage' in partial && typeof partial.errorMessage === 'string' ? partial.errorMessage : '',
  };
}

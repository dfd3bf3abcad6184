import type { OtelTraceRow } from '@hiveboard/clickhouse';
import type { RawSpan } from '../normalise/raw-spans.js';
import type { Arrival } from './arrival.js';

type Attributes = RawSpan['attributes'];
type AttributeValue = Attributes extends ReadonlyMap<string, infer Value> ? Value : never;

/** The Collector's words for OTLP's numbers. */
const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'] as const;
const STATUS_CODES = ['Unset', 'Ok', 'Error'] as const;

/** The last moment that DateTime64(9) holds. */
const LAST_MOMENT = 2n ** 63n - 1n;

/** A value as the Collector writes it: text as it is, lists and objects as JSON. */
function textOf(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const texts = (attributes: Attributes): ReadonlyMap<string, string> =>
  new Map(Array.from(attributes, ([key, value]) => [key, textOf(value)]));

/** A span as it came, as a row. */
export function otelTraceRow(span: RawSpan, { tenant }: Arrival): OtelTraceRow {
  const { resource, scope, events, links, status } = span;
  const duration = Number(span.endTimeUnixNano - span.startTimeUnixNano);
  const service = resource.attributes.get('service.name');
  return {
    Timestamp: span.startTimeUnixNano,
    TraceId: span.traceId,
    SpanId: span.spanId,
    ParentSpanId: span.parentSpanId,
    TraceState: span.traceState,
    SpanName: span.name,
    SpanKind: KINDS[span.kind] ?? KINDS[0],
    ServiceName: service === undefined ? '' : textOf(service),
    ResourceAttributes: texts(resource.attributes),
    ScopeName: scope.name,
    ScopeVersion: scope.version,
    SpanAttributes: texts(span.attributes),
    Duration: Math.min(Math.max(duration, 0), Number.MAX_SAFE_INTEGER),
    StatusCode: STATUS_CODES[status.code],
    StatusMessage: status.message,
    'Events.Timestamp': events.map(({ timeUnixNano }) => (timeUnixNano > LAST_MOMENT ? LAST_MOMENT : timeUnixNano)),
    'Events.Name': events.map(({ name }) => name),
    'Events.Attributes': events.map(({ attributes }) => texts(attributes)),
    'Links.TraceId': links.map(({ traceId }) => traceId),
    'Links.SpanId': links.map(({ spanId }) => spanId),
    // The bridge does not read the state of links: no dialect says anything there.
    'Links.TraceState': links.map(() => ''),
    'Links.Attributes': links.map(({ attributes }) => texts(attributes)),
    tenant,
    by_bridge: true,
  };
}

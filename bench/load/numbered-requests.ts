import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** Requests that differ in nothing but the ids of their events, which say in which request they came. */
export interface NumberedRequests {
  readonly events: number;
  readonly bytes: number;
  /** The body of one; a buffer of its own. */
  readonly body: (request: number) => Buffer;
}

/** An id's last twelve digits are the number of the request and of the event within it. */
const PREFIX = '0198c2a4-5b7e-7000-8000-';
const REQUEST_DIGITS = 8;
const EVENT_DIGITS = 4;
const SPANS = 64;

const PREVIEW =
  'You are a sales assistant. Score the lead below from 0 to 100 against the ideal customer profile and say why. ' +
  'Lead: Müller & Söhne GmbH, 120 people, asks for a quote for 40 seats, came in through the web form.';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** Which request an event came in, out of its id in ClickHouse: {@link requestOf} reads it. */
export const REQUEST_OF_EVENT = `substring(toString(event_id), ${PREFIX.length + 1}, ${REQUEST_DIGITS})`;
export const requestOf = (digits: string): number => Number.parseInt(digits, 16);

/** Requests of `events` calls to a model, on {@link SPANS} spans, at most 65,536. */
export function numberedRequests(events: number): NumberedRequests {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'load' }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    spanLimits: { eventCountLimit: events },
  });
  const tracer = provider.getTracer('load');
  const spans = Array.from({ length: SPANS }, (_, index) =>
    tracer.startSpan('hive.agent', {
      root: true,
      attributes: { 'hive.record': 'agent', 'hive.agent.id': `agent-${index}` },
    }),
  );
  for (let event = 0; event < events; event++) {
    spans[event % SPANS]?.addEvent('hive.llm_call', {
      'hive.event.id': `${PREFIX}${hex(0, REQUEST_DIGITS)}${hex(event, EVENT_DIGITS)}`,
      'hive.event.kind': 'llm_call',
      'hive.llm_call.name': 'score_lead',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.usage.input_tokens': 1500,
      'gen_ai.usage.output_tokens': 200,
      'hive.cost.usd': 0.0125,
      'hive.llm_call.prompt_preview': PREVIEW,
    });
  }
  for (const span of spans) span.end();
  const serialised = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans());
  if (serialised === undefined) throw new Error('the serialiser gave nothing');
  const template = Buffer.from(serialised);
  const places: number[] = [];
  for (let at = template.indexOf(PREFIX); at >= 0; at = template.indexOf(PREFIX, at + 1))
    places.push(at + PREFIX.length);
  return {
    events,
    bytes: template.length,
    body: (request) => {
      const body = Buffer.from(template);
      const number = hex(request, REQUEST_DIGITS);
      for (const place of places) body.write(number, place, 'latin1');
      return body;
    },
  };
}

import { SpanKind, SpanStatusCode, TraceFlags, trace, ROOT_CONTEXT, type Attributes } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { AlwaysOnSampler, BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { parse } from 'protobufjs';
import { OTLP_PROTO } from '../../test/otlp-proto.js';
import { resolveConfig } from '../config.js';
import { decodeResponse, encodeRequest } from './otlp.js';
import { createPrivateProvider, type SpanSource } from './provider.js';
import type { FinishedSpan } from './recorded-span.js';

const root = parse(OTLP_PROTO).root;
const requestType = root.lookupType('otlp.ExportTraceServiceRequest');
const responseType = root.lookupType('otlp.ExportTraceServiceResponse');
const decoded = (body: Uint8Array): unknown =>
  requestType.toObject(requestType.decode(body), { bytes: String, longs: String });

const REMOTE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.NONE, isRemote: true };
const BELOW_REMOTE = trace.setSpanContext(ROOT_CONTEXT, REMOTE);

/** The same story, told to any provider. */
function tell(source: SpanSource, attributes: Attributes = {}): void {
  const tracer = source.getTracer('t', '1');
  const span = tracer.startSpan(
    'whole',
    {
      kind: SpanKind.CLIENT,
      startTime: [1_700_000_000, 999_999_999],
      attributes: {
        s: 'grüße 🐝',
        i: -7,
        big: 2 ** 53 - 1,
        d: 0.1,
        yes: true,
        list: ['a', 'b'],
        none: [],
        ...attributes,
      },
      links: [{ context: REMOTE, attributes: { why: 'follows' } }],
    },
    BELOW_REMOTE,
  );
  span.addEvent('first', { n: 1 }, [1_700_000_001, 0]);
  span.addEvent('second', [1_700_000_002, 5]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
  span.updateName('whole story');
  span.end([1_700_000_003, 0]);
  span.setAttribute('late', 1).addEvent('late').setStatus({ code: SpanStatusCode.OK });
  tracer
    .startSpan('silent', { startTime: 1_700_000_000_000.5, root: true }, BELOW_REMOTE)
    .end(new Date(1_700_000_001_000));
}

/** What differs between any two runs: ids that are drawn, and who made the spans. */
const comparable = (spans: readonly FinishedSpan[]): readonly FinishedSpan[] => {
  const resource = { attributes: { 'service.name': 's' } };
  const instrumentationScope = { name: 't', version: '1' };
  return spans.map((span, index) => {
    const spanContext = () => ({
      ...span.spanContext(),
      traceId: 'c'.repeat(32),
      spanId: `${index}`.padStart(16, '0'),
    });
    const { name, kind, startTime, endTime, status, attributes, links, events, droppedEventsCount } = span;
    const told = { name, kind, startTime, endTime, status, attributes, links, events, droppedEventsCount };
    const { parentSpanContext } = span;
    return {
      ...told,
      spanContext,
      ...(parentSpanContext === undefined ? {} : { parentSpanContext }),
      resource,
      instrumentationScope,
    };
  });
};

function own(attributes?: Attributes): readonly FinishedSpan[] {
  const spans: FinishedSpan[] = [];
  tell(createPrivateProvider(resolveConfig({}, {}).config, { onEnd: (span) => spans.push(span) }), attributes);
  return spans;
}

function standard(attributes?: Attributes): readonly ReadableSpan[] {
  const spans: ReadableSpan[] = [];
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => spans.push(span),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  tell(provider, attributes);
  return spans;
}

test('a span that is recorded here is the span that the SDK of OpenTelemetry records', () => {
  expect(decoded(encodeRequest(comparable(own())))).toEqual(decoded(encodeRequest(comparable(standard()))));
});

test('spans are encoded as OpenTelemetry encodes them', () => {
  const spans = standard();
  const theirs = ProtobufTraceSerializer.serializeRequest([...spans]) ?? new Uint8Array();
  expect(decoded(encodeRequest(spans))).toEqual(decoded(theirs));
});

test('whatever the attributes are, they are encoded as OpenTelemetry encodes them', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.double({ noNaN: true, noInteger: true }),
    fc.maxSafeInteger(),
    fc.array(fc.string()),
    fc.array(fc.maxSafeInteger()),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (attributes) => {
      const spans = standard(attributes);
      const theirs = ProtobufTraceSerializer.serializeRequest([...spans]) ?? new Uint8Array();
      expect(decoded(encodeRequest(spans))).toEqual(decoded(theirs));
    }),
  );
});

test('a request that outgrows its buffer many times is whole', () => {
  const text = 'ä'.repeat(100_000);
  const spans = own({ text });
  const many = Array.from({ length: 20 }, () => spans).flat();
  const request = requestType.toObject(requestType.decode(encodeRequest(many)));
  expect(JSON.stringify(request).split(text)).toHaveLength(21);
});

test('what foreign code does to a span costs what it touches, not the batch', () => {
  const [span] = own();
  if (span === undefined) throw new Error('no span');
  Object.assign(span.attributes, { object: { a: 1 }, null: null, mixed: [1, null, { b: 2 }, 'x'], fine: 1 });
  const broken: FinishedSpan = { ...span, spanContext: () => span.spanContext(), startTime: [NaN, NaN] };
  expect(JSON.stringify(decoded(encodeRequest([broken])))).toContain('"key":"fine"');
});

test('a span keeps its newest 1,024 events and its first 128 attributes, and counts the events that went', () => {
  const spans: FinishedSpan[] = [];
  const provider = createPrivateProvider(resolveConfig({}, {}).config, { onEnd: (span) => spans.push(span) });
  const span = provider.getTracer('t').startSpan('long');
  for (let index = 0; index < 1100; index += 1) span.addEvent(`e${index}`).setAttribute(`a${index}`, index);
  span.setAttribute('a0', 'again').end();
  const [long] = spans;
  expect(long?.events.map(({ name }) => name)).toEqual(Array.from({ length: 1024 }, (_, index) => `e${index + 76}`));
  expect(long?.droppedEventsCount).toBe(76);
  expect(Object.keys(long?.attributes ?? {})).toHaveLength(128);
  expect(long?.attributes['a0']).toBe('again');
});

test.each([
  [{}, { rejectedSpans: 0, errorMessage: '' }],
  [{ partialSuccess: {} }, { rejectedSpans: 0, errorMessage: '' }],
  [
    { partialSuccess: { rejectedSpans: 3_000_000_000, errorMessage: 'zu groß' } },
    { rejectedSpans: 3_000_000_000, errorMessage: 'zu groß' },
  ],
])('the answer %j is read', (answer, told) => {
  expect(decodeResponse(responseType.encode(responseType.fromObject(answer)).finish())).toEqual(told);
});

test('an answer that is cut off or no protobuf at all is an error that says so', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (body) => {
      try {
        decodeResponse(body);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
  expect(() => decodeResponse(Uint8Array.of(0x0a, 0x7f))).toThrow('the message ends too early');
});

import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import { encode } from '../../test/fixtures/otlp/schema.js';
import { decodeJson } from './json.js';
import { decodeProtobuf } from './protobuf.js';

/** A request is made of these; from them come both encodings and, by an independent way, what must be decoded. */
type Value =
  | { readonly is: 'string'; readonly held: string }
  | { readonly is: 'bool'; readonly held: boolean }
  | { readonly is: 'int'; readonly held: bigint }
  | { readonly is: 'double'; readonly held: number }
  | { readonly is: 'bytes'; readonly held: Uint8Array }
  | { readonly is: 'array'; readonly held: readonly Value[] }
  | { readonly is: 'kvlist'; readonly held: readonly (readonly [string, Value])[] }
  | { readonly is: 'empty' };

type Form = 'protobuf' | 'json';
type Entries = readonly (readonly [string, Value])[];

const written = (value: Value, form: Form): object => {
  switch (value.is) {
    case 'empty':
      return {};
    case 'int':
      return { intValue: value.held.toString() };
    case 'double':
      return { doubleValue: form === 'json' && !Number.isFinite(value.held) ? String(value.held) : value.held };
    case 'bytes':
      return { bytesValue: form === 'json' ? Buffer.from(value.held).toString('base64') : value.held };
    case 'array':
      return { arrayValue: { values: value.held.map((element) => written(element, form)) } };
    case 'kvlist':
      return { kvlistValue: { values: writtenEntries(value.held, form) } };
    case 'string':
    case 'bool':
      return { [`${value.is}Value`]: value.held };
  }
};
const writtenEntries = (entries: Entries, form: Form): object[] =>
  entries.map(([key, value]) => ({ key, value: written(value, form) }));

const expectedOf = (value: Value): unknown => {
  switch (value.is) {
    case 'empty':
      return null;
    case 'int':
      return value.held >= -(2n ** 53n) + 1n && value.held <= 2n ** 53n - 1n ? Number(value.held) : String(value.held);
    case 'double':
      return Number.isFinite(value.held) ? value.held : String(value.held);
    case 'bytes':
      return Buffer.from(value.held).toString('base64');
    case 'array':
      return value.held.map(expectedOf);
    case 'kvlist':
      return Object.fromEntries(expectedEntries(value.held));
    case 'string':
    case 'bool':
      return value.held;
  }
};
const expectedEntries = (entries: Entries): Map<string, unknown> =>
  new Map(entries.map(([key, value]) => [key, expectedOf(value)]));

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ maxLength: 100 }),
  fc.constantFrom('gen_ai.system', '__proto__'),
);
const int64 = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -300n, max: 300n }));
// JSON has no way to write a negative zero that survives all encoders.
const double = fc.double().map((number) => number + 0);
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ is: fc.constant('string' as const), held: text }),
    fc.record({ is: fc.constant('bool' as const), held: fc.boolean() }),
    fc.record({ is: fc.constant('int' as const), held: int64 }),
    fc.record({ is: fc.constant('double' as const), held: double }),
    fc.record({ is: fc.constant('bytes' as const), held: fc.uint8Array({ maxLength: 40 }) }),
    fc.record({ is: fc.constant('array' as const), held: fc.array(tie('value'), { maxLength: 4 }) }),
    fc.record({ is: fc.constant('kvlist' as const), held: fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }) }),
    fc.constant({ is: 'empty' as const }),
  ),
}));
const entries = fc.array(fc.tuple(text, anyValue), { maxLength: 6 });
const id = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size }).filter((bytes) => bytes.some((byte) => byte > 0));
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const spans = fc.record({
  traceId: id(16),
  spanId: id(8),
  parentSpanId: fc.option(id(8), { nil: undefined }),
  traceState: text,
  name: text,
  kind: fc.integer({ min: 0, max: 7 }),
  start: nanos,
  end: nanos,
  attributes: entries,
  events: fc.array(fc.record({ name: text, time: nanos, attributes: entries }), { maxLength: 3 }),
  links: fc.array(fc.record({ traceId: id(16), spanId: id(8), attributes: entries }), { maxLength: 2 }),
  status: fc.option(fc.record({ code: fc.constantFrom(0, 1, 2), message: text }), { nil: undefined }),
});
const requests = fc.array(
  fc.record({
    resource: entries,
    scopes: fc.array(fc.record({ name: text, version: text, spans: fc.array(spans, { maxLength: 3 }) }), {
      maxLength: 2,
    }),
  }),
  { maxLength: 3 },
);
type Request = typeof requests extends fc.Arbitrary<infer T> ? T : never;

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

const requestIn = (request: Request, form: Form): object => {
  const idIn = (bytes: Uint8Array | undefined): unknown => (form === 'json' ? hex(bytes) : (bytes ?? new Uint8Array()));
  return {
    resourceSpans: request.map(({ resource, scopes }) => ({
      resource: { attributes: writtenEntries(resource, form) },
      scopeSpans: scopes.map(({ name, version, spans }) => ({
        scope: { name, version },
        spans: spans.map((span) => ({
          traceId: idIn(span.traceId),
          spanId: idIn(span.spanId),
          parentSpanId: idIn(span.parentSpanId),
          traceState: span.traceState,
          name: span.name,
          kind: span.kind,
          startTimeUnixNano: span.start.toString(),
          endTimeUnixNano: span.end.toString(),
          attributes: writtenEntries(span.attributes, form),
          droppedAttributesCount: 1,
          events: span.events.map(({ name, time, attributes }) => ({
            name,
            timeUnixNano: time.toString(),
            attributes: writtenEntries(attributes, form),
          })),
          links: span.links.map(({ traceId, spanId, attributes }) => ({
            traceId: idIn(traceId),
            spanId: idIn(spanId),
            attributes: writtenEntries(attributes, form),
            flags: 257,
          })),
          ...(span.status === undefined ? {} : { status: span.status }),
          flags: 257,
        })),
      })),
      schemaUrl: 'https://opentelemetry.io/schemas/1.45.0',
    })),
  };
};

const expectedSpans = (request: Request): object[] =>
  request.flatMap(({ resource, scopes }) =>
    scopes.flatMap(({ name: scopeName, version, spans }) =>
      spans.map((span) => ({
        resource: { attributes: expectedEntries(resource) },
        scope: { name: scopeName, version },
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        traceState: span.traceState,
        name: span.name,
        kind: span.kind,
        startTimeUnixNano: span.start,
        endTimeUnixNano: span.end,
        attributes: expectedEntries(span.attributes),
        events: span.events.map(({ name, time, attributes }) => ({
          name,
          timeUnixNano: time,
          attributes: expectedEntries(attributes),
        })),
        links: span.links.map(({ traceId, spanId, attributes }) => ({
          traceId: hex(traceId),
          spanId: hex(spanId),
          attributes: expectedEntries(attributes),
        })),
        status: span.status ?? { code: 0, message: '' },
      })),
    ),
  );

it('decodes whatever protobufjs encodes, and the same request in JSON to equal spans', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const expected = { spans: expectedSpans(request), rejected: [] };
      expect(decodeProtobuf(encode('ExportTraceServiceRequest', requestIn(request, 'protobuf')))).toEqual(expected);
      expect(decodeJson(Buffer.from(JSON.stringify(requestIn(request, 'json'))))).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

it('decodes what real exporters sent to equal spans in both encodings', () => {
  const fixture = (name: string): Buffer => readFileSync(new URL(`../../test/fixtures/otlp/${name}`, import.meta.url));
  const fromProtobuf = decodeProtobuf(fixture('traces.protobuf.bin'));
  expect(fromProtobuf.spans.map(({ name }) => name)).toEqual(['search_crm', 'invoke_agent lead-qualifier', 'bare']);
  expect(decodeJson(fixture('traces.json.bin'))).toEqual(fromProtobuf);
});

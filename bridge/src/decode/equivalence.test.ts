import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import {
  entries,
  expectedEntries,
  hex,
  id,
  nanos,
  text,
  writtenEntries,
  type Form,
} from '../../test/fixtures/otlp/arbitrary.js';
import { encode } from '../../test/fixtures/otlp/schema.js';
import { decodeJson } from './json.js';
import { decodeProtobuf } from './protobuf.js';

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

import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import {
  anyValue,
  entries,
  expectedEntries,
  expectedOf,
  hex,
  id,
  nanos,
  text,
  written,
  writtenEntries,
  type Form,
} from '../../test/fixtures/otlp/arbitrary.js';
import { encode } from '../../test/fixtures/otlp/schema.js';
import { decodeJson } from './json.js';
import { decodeJsonLogs } from './json-logs.js';
import type { LogRecord } from './log-record.js';
import { decodeProtobuf } from './protobuf.js';
import { decodeProtobufLogs } from './protobuf-logs.js';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../test/fixtures/${name}.bin`, import.meta.url));

const records = fc.record({
  time: nanos,
  observedTime: nanos,
  eventName: text,
  body: anyValue,
  attributes: entries,
  flags: fc.nat({ max: 2 ** 32 - 1 }),
  traceId: fc.option(id(16), { nil: undefined }),
  spanId: fc.option(id(8), { nil: undefined }),
});
const requests = fc.array(
  fc.record({
    resource: entries,
    scopes: fc.array(fc.record({ name: text, version: text, records: fc.array(records, { maxLength: 4 }) }), {
      maxLength: 2,
    }),
  }),
  { maxLength: 3 },
);
type Request = typeof requests extends fc.Arbitrary<infer T> ? T : never;

const requestIn = (request: Request, form: Form): object => {
  const idIn = (bytes: Uint8Array | undefined): unknown =>
    form === 'json' ? hex(bytes).toUpperCase() : (bytes ?? new Uint8Array());
  return {
    resourceLogs: request.map(({ resource, scopes }) => ({
      resource: { attributes: writtenEntries(resource, form) },
      scopeLogs: scopes.map(({ name, version, records }) => ({
        scope: { name, version },
        logRecords: records.map((record) => ({
          timeUnixNano: record.time.toString(),
          observedTimeUnixNano: record.observedTime.toString(),
          severityNumber: 9,
          severityText: 'INFO',
          eventName: record.eventName,
          body: written(record.body, form),
          attributes: writtenEntries(record.attributes, form),
          flags: record.flags,
          traceId: idIn(record.traceId),
          spanId: idIn(record.spanId),
        })),
      })),
    })),
  };
};

const expectedRecords = (request: Request): object[] =>
  request.flatMap(({ resource, scopes }) =>
    scopes.flatMap(({ name, version, records }) =>
      records.map((record) => ({
        resource: { attributes: expectedEntries(resource) },
        scope: { name, version },
        timeUnixNano: record.time,
        observedTimeUnixNano: record.observedTime,
        eventName: record.eventName,
        body: expectedOf(record.body),
        attributes: expectedEntries(record.attributes),
        traceId: hex(record.traceId),
        spanId: hex(record.spanId),
        flags: record.flags,
      })),
    ),
  );

it('decodes whatever protobufjs encodes, and the same request in JSON to equal records', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const expected = { records: expectedRecords(request), rejected: [] };
      expect(decodeProtobufLogs(encode('ExportLogsServiceRequest', requestIn(request, 'protobuf')))).toEqual(expected);
      expect(decodeJsonLogs(Buffer.from(JSON.stringify(requestIn(request, 'json'))))).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

/** What differs from one run of Claude Code to the next. */
const OF_THE_RUN = new Set(['event.timestamp', 'prompt.id', 'session.id', 'user.id', 'duration_ms']);
const lasting = ({ records }: { readonly records: readonly LogRecord[] }): object[] =>
  records.map(({ body, attributes }) => ({
    body,
    attributes: new Map([...attributes].filter(([key]) => !OF_THE_RUN.has(key))),
  }));

it('decodes what Claude Code sent to equal records in both encodings', () => {
  const fromProtobuf = lasting(decodeProtobufLogs(fixture('dialects/claude-code.logs')));
  expect(fromProtobuf).toHaveLength(6);
  expect(lasting(decodeJsonLogs(fixture('dialects/claude-code-json.logs')))).toEqual(fromProtobuf);
});

const json = (logRecords: unknown): Buffer =>
  Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));

test.each([
  ['of the wrong length', { traceId: 'abcd', spanId: '1234' }],
  ['all zeros', { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }],
  ['no hex', { traceId: 'x'.repeat(32), spanId: 7 }],
])('a record whose ids are %s belongs to no span', (_, ids) => {
  expect(decodeJsonLogs(json([ids])).records).toMatchObject([{ traceId: '', spanId: '' }]);
  const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : '', 'hex');
  const record = { traceId: bytes(ids.traceId), spanId: bytes(ids.spanId) };
  const body = encode('ExportLogsServiceRequest', { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
  expect(decodeProtobufLogs(body).records).toMatchObject([{ traceId: '', spanId: '' }]);
});

it('leaves out records of JSON that are malformed, and keeps the others', () => {
  const { records, rejected } = decodeJsonLogs(
    json([{ eventName: 'a' }, 7, { timeUnixNano: -1 }, { timeUnixNano: 'soon' }, { body: 'text' }, { eventName: 'b' }]),
  );
  expect(records.map(({ eventName }) => eventName)).toEqual(['a', 'b']);
  expect(rejected).toEqual([
    { reason: 'a log record is not an object', count: 1 },
    { reason: 'a time is not an unsigned 64-bit integer', count: 2 },
    { reason: 'an attribute value is not an object', count: 1 },
  ]);
});

test.each([
  ['spans in protobuf', () => decodeProtobufLogs(fixture('otlp/traces.protobuf')), 'send spans to /v1/traces'],
  ['spans in JSON', () => decodeJsonLogs(fixture('otlp/traces.json')), 'send spans to /v1/traces'],
  ['logs in protobuf', () => decodeProtobuf(fixture('dialects/claude-code.logs')), 'send logs to /v1/logs'],
  ['logs in JSON', () => decodeJson(fixture('dialects/claude-code-json.logs')), 'send logs to /v1/logs'],
  ['something else in JSON', () => decodeJsonLogs(Buffer.from('[]')), 'The body is not a JSON object'],
  ['half of a request', () => decodeProtobufLogs(fixture('dialects/codex.logs').subarray(0, 5_000)), 'cut short'],
])('%s at the wrong door are refused with a word of advice', (_, decode, advice) => {
  expect(decode).toThrow(advice);
});

import { DecodeError } from './decode-error.js';
import { decodeJson } from './json.js';
import type { AttributeValue, DecodedTraces, Span } from './span.js';

const IDS = { traceId: '0102030405060708090a0b0c0d0e0fff', spanId: '01020304050607ff' };

const decode = (request: unknown): DecodedTraces => decodeJson(Buffer.from(JSON.stringify(request)));
const requestOf = (...spans: readonly unknown[]): object => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

const onlySpan = (span: object): Span => {
  const { spans, rejected } = decode(requestOf({ ...IDS, ...span }));
  expect(rejected).toEqual([]);
  const [decoded] = spans;
  if (decoded === undefined) throw new Error('No span was decoded.');
  return decoded;
};

const decodedValue = (value: unknown): AttributeValue | undefined =>
  onlySpan({ attributes: [{ key: 'k', value }] }).attributes.get('k');

it('takes ids in capitals and gives them in lower case', () => {
  const { traceId, spanId, parentSpanId } = onlySpan({
    traceId: IDS.traceId.toUpperCase(),
    spanId: IDS.spanId.toUpperCase(),
    parentSpanId: 'ABCDEF0123456789',
  });
  expect({ traceId, spanId, parentSpanId }).toEqual({ ...IDS, parentSpanId: 'abcdef0123456789' });
});

describe('times', () => {
  test.each([
    { time: '1700000000123456789', nanos: 1700000000123456789n },
    { time: '18446744073709551615', nanos: 18446744073709551615n },
    { time: 5, nanos: 5n },
    { time: 1.7e18, nanos: 1700000000000000000n },
    { time: null, nanos: 0n },
    { time: undefined, nanos: 0n },
  ])('$time is $nanos', ({ time, nanos }) => {
    expect(onlySpan({ startTimeUnixNano: time }).startTimeUnixNano).toBe(nanos);
  });

  it('keeps every digit of a time that is written as a number', () => {
    const body = JSON.stringify(requestOf({ ...IDS, startTimeUnixNano: '@' })).replace('"@"', '1700000000123456789');
    expect(decodeJson(Buffer.from(body)).spans[0]?.startTimeUnixNano).toBe(1700000000123456789n);
  });
});

describe('attribute values', () => {
  test.each([
    { value: { stringValue: 'text' }, expected: 'text' },
    { value: { stringValue: '' }, expected: '' },
    { value: { intValue: '42' }, expected: 42 },
    { value: { intValue: 42 }, expected: 42 },
    { value: { intValue: '9007199254740993' }, expected: '9007199254740993' },
    { value: { intValue: '-9223372036854775808' }, expected: '-9223372036854775808' },
    { value: { boolValue: false }, expected: false },
    { value: { doubleValue: 0.5 }, expected: 0.5 },
    { value: { doubleValue: '0.5' }, expected: 0.5 },
    { value: { doubleValue: 'NaN' }, expected: 'NaN' },
    { value: { doubleValue: '-Infinity' }, expected: '-Infinity' },
    { value: { bytesValue: 'AP8=' }, expected: 'AP8=' },
    { value: { bytesValue: '_-8' }, expected: '/+8=' },
    { value: { arrayValue: { values: [{ intValue: 1 }, {}, { stringValue: 'b' }] } }, expected: [1, null, 'b'] },
    { value: { arrayValue: {} }, expected: [] },
    { value: { kvlistValue: { values: [{ key: 'a', value: { boolValue: true } }] } }, expected: { a: true } },
    { value: {}, expected: null },
    { value: null, expected: null },
    { value: { futureValue: 1 }, expected: null },
  ])('$value is $expected', ({ value, expected }) => {
    expect(decodedValue(value)).toEqual(expected);
  });

  it('treats __proto__ as a key like any other', () => {
    const hostile = { key: '__proto__', value: { stringValue: 'p' } };
    const { attributes } = onlySpan({
      attributes: [hostile, { key: 'k', value: { kvlistValue: { values: [hostile] } } }],
    });
    expect(attributes.get('__proto__')).toBe('p');
    expect(JSON.stringify(attributes.get('k'))).toBe('{"__proto__":"p"}');
  });

  const nested = (levels: number): object =>
    levels === 0 ? { intValue: 1 } : { arrayValue: { values: [nested(levels - 1)] } };

  it('stops where the other encoding stops', () => {
    expect(JSON.stringify(decodedValue(nested(64)))).toBe(`${'['.repeat(64)}1${']'.repeat(64)}`);
    expect(() => decodedValue(nested(65))).toThrow(DecodeError);
  });
});

describe('enums', () => {
  test.each([
    { kind: 3, expected: 3 },
    { kind: 'SPAN_KIND_CLIENT', expected: 3 },
    { kind: 9, expected: 9 },
    { kind: 'SPAN_KIND_NEW', expected: 0 },
    { kind: null, expected: 0 },
  ])('kind $kind is $expected', ({ kind, expected }) => {
    expect(onlySpan({ kind }).kind).toBe(expected);
  });

  test.each([
    { code: 2, expected: 2 },
    { code: 'STATUS_CODE_ERROR', expected: 2 },
    { code: 7, expected: 0 },
  ])('status code $code is $expected', ({ code, expected }) => {
    expect(onlySpan({ status: { code } }).status).toEqual({ code: expected, message: '' });
  });
});

it('ignores unknown fields and other spellings of known ones', () => {
  expect(onlySpan({ future: { a: 1 }, name: 'kept', start_time_unix_nano: '7' })).toMatchObject({
    name: 'kept',
    startTimeUnixNano: 0n,
  });
});

it('takes null for absent everywhere', () => {
  expect(decode({ resourceSpans: [{ resource: null, scopeSpans: [{ scope: null, spans: null }] }] }).spans).toEqual([]);
  expect(
    onlySpan({ name: null, attributes: null, events: null, links: null, status: null, parentSpanId: null }),
  ).toMatchObject({ name: '', events: [], links: [], status: { code: 0, message: '' }, parentSpanId: '' });
});

test.each([{}, { resourceSpans: [] }, { resourceSpans: null }, { resourceSpans: [{}] }, { other: 1 }])(
  'finds nothing in %j',
  (request) => {
    expect(decode(request)).toEqual({ spans: [], rejected: [] });
  },
);

describe('spans that are left out', () => {
  const traceId = 'trace id is not 16 bytes, or is all zeros';
  const spanId = 'span id is not 8 bytes, or is all zeros';
  test.each([
    { span: null, reason: 'a span is not an object' },
    { span: [], reason: 'a span is not an object' },
    { span: { spanId: IDS.spanId }, reason: traceId },
    { span: { ...IDS, traceId: '0'.repeat(32) }, reason: traceId },
    { span: { ...IDS, traceId: 'g'.repeat(32) }, reason: traceId },
    { span: { ...IDS, traceId: 'AQIDBAUGBwgJCgsMDQ4PEA==' }, reason: traceId },
    { span: { ...IDS, traceId: 7 }, reason: traceId },
    { span: { ...IDS, spanId: '0'.repeat(16) }, reason: spanId },
    { span: { ...IDS, parentSpanId: 'ab' }, reason: 'parent span id is not 8 bytes' },
    { span: { ...IDS, name: 7 }, reason: 'a text field is not a string' },
    { span: { ...IDS, startTimeUnixNano: '-1' }, reason: 'a time is not an unsigned 64-bit integer' },
    { span: { ...IDS, startTimeUnixNano: 1.5 }, reason: 'a time is not an unsigned 64-bit integer' },
    { span: { ...IDS, endTimeUnixNano: '18446744073709551616' }, reason: 'a time is not an unsigned 64-bit integer' },
    { span: { ...IDS, attributes: {} }, reason: 'a repeated field is not an array' },
    { span: { ...IDS, attributes: [1] }, reason: 'an attribute is not an object' },
    { span: { ...IDS, attributes: [{ key: 'k', value: 'v' }] }, reason: 'an attribute value is not an object' },
    { span: { ...IDS, attributes: [{ key: 'k', value: { intValue: 'x' } }] }, reason: 'an intValue is not an integer' },
    {
      span: { ...IDS, attributes: [{ key: 'k', value: { doubleValue: 'x' } }] },
      reason: 'a doubleValue is not a number',
    },
    { span: { ...IDS, attributes: [{ key: 'k', value: { boolValue: 'x' } }] }, reason: 'a boolValue is not a boolean' },
    { span: { ...IDS, attributes: [{ key: 'k', value: { arrayValue: [] } }] }, reason: 'a message is not an object' },
    { span: { ...IDS, events: [1] }, reason: 'an event or link is not an object' },
    { span: { ...IDS, status: 2 }, reason: 'a message is not an object' },
  ])('$span: $reason', ({ span, reason }) => {
    const { spans, rejected } = decode(requestOf({ ...IDS, name: 'a' }, span, { ...IDS, name: 'b' }));
    expect(spans.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(rejected).toEqual([{ reason, count: 1 }]);
  });
});

test.each([
  [],
  null,
  7,
  { resourceSpans: {} },
  { resourceSpans: [1] },
  { resourceSpans: [{ resource: 1 }] },
  { resourceSpans: [{ scopeSpans: 'x' }] },
  { resourceSpans: [{ scopeSpans: [{ scope: { name: 1 } }] }] },
  { resourceSpans: [{ scopeSpans: [{ spans: {} }] }] },
])('%j is a DecodeError', (request) => {
  expect(() => decode(request)).toThrow(DecodeError);
});

it('sends logs to /v1/logs', () => {
  expect(() => decode({ resourceLogs: [] })).toThrow(
    new DecodeError('The body holds log records, not spans: send logs to /v1/logs.'),
  );
});

it('survives a million brackets', () => {
  expect(() => decodeJson(Buffer.from('['.repeat(1_000_000)))).toThrow(DecodeError);
});

it('refuses a flood of empty values before it fills the memory', () => {
  const flood = Buffer.alloc(24_000_000, '{},');
  expect(() => decodeJson(Buffer.concat([Buffer.from('{"resourceSpans":['), flood, Buffer.from('{}]}')]))).toThrow(
    new DecodeError('The request holds too many values; send smaller batches.'),
  );
});

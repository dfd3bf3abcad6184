import { encode } from '../../test/fixtures/otlp/schema.js';
import { DecodeError } from './decode-error.js';
import { decodeProtobuf } from './protobuf.js';
import type { AttributeValue, Span } from './span.js';

const TRACE_ID = Buffer.from('0102030405060708090a0b0c0d0e0fff', 'hex');
const SPAN_ID = Buffer.from('01020304050607ff', 'hex');
const IDS = { traceId: TRACE_ID, spanId: SPAN_ID };

const requestOf = (...spans: readonly object[]): Buffer =>
  encode('ExportTraceServiceRequest', { resourceSpans: [{ scopeSpans: [{ spans }] }] });

/** The length of a field, by hand. */
const length = (size: number): Buffer => {
  const bytes: number[] = [];
  let rest = size;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
};

/** A field of wire type 2 by hand, for messages that no encoder would write. */
const field = (number: number, ...pieces: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(pieces);
  return Buffer.concat([Buffer.from([(number << 3) | 2]), length(content.length), content]);
};

const requestOfBytes = (...span: readonly Uint8Array[]): Buffer => field(1, field(2, field(2, ...span)));
const ids = Buffer.concat([field(1, TRACE_ID), field(2, SPAN_ID)]);

const onlySpan = (request: Uint8Array): Span => {
  const { spans, rejected } = decodeProtobuf(request);
  expect(rejected).toEqual([]);
  expect(spans).toHaveLength(1);
  const [span] = spans;
  if (span === undefined) throw new Error('No span was decoded.');
  return span;
};

const decodedValue = (value: object): AttributeValue | undefined =>
  onlySpan(requestOf({ ...IDS, attributes: [{ key: 'k', value }] })).attributes.get('k');

it('decodes every field of a span', () => {
  const request = encode('ExportTraceServiceRequest', {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'sales' } }] },
        scopeSpans: [
          {
            scope: { name: 'hive', version: '1.0.0' },
            spans: [
              {
                ...IDS,
                traceState: 'a=b',
                parentSpanId: Buffer.alloc(8, 9),
                name: 'invoke_agent',
                kind: 3,
                startTimeUnixNano: '1700000000123456789',
                endTimeUnixNano: '18446744073709551615',
                attributes: [{ key: 'k', value: { intValue: '7' } }],
                events: [{ name: 'e', timeUnixNano: '5', attributes: [{ key: 'x', value: { boolValue: true } }] }],
                links: [{ ...IDS, attributes: [{ key: 'y', value: { doubleValue: 0.5 } }] }],
                status: { code: 2, message: 'no' },
              },
            ],
          },
        ],
      },
    ],
  });
  expect(decodeProtobuf(request)).toEqual({
    spans: [
      {
        resource: { attributes: new Map([['service.name', 'sales']]) },
        scope: { name: 'hive', version: '1.0.0' },
        traceId: TRACE_ID.toString('hex'),
        spanId: SPAN_ID.toString('hex'),
        parentSpanId: '0909090909090909',
        traceState: 'a=b',
        name: 'invoke_agent',
        kind: 3,
        startTimeUnixNano: 1700000000123456789n,
        endTimeUnixNano: 18446744073709551615n,
        attributes: new Map([['k', 7]]),
        events: [{ name: 'e', timeUnixNano: 5n, attributes: new Map([['x', true]]) }],
        links: [
          { traceId: TRACE_ID.toString('hex'), spanId: SPAN_ID.toString('hex'), attributes: new Map([['y', 0.5]]) },
        ],
        status: { code: 2, message: 'no' },
      },
    ],
    rejected: [],
  });
});

it('gives a span that says nothing its defaults', () => {
  expect(onlySpan(requestOf(IDS))).toEqual({
    resource: { attributes: new Map() },
    scope: { name: '', version: '' },
    traceId: TRACE_ID.toString('hex'),
    spanId: SPAN_ID.toString('hex'),
    parentSpanId: '',
    traceState: '',
    name: '',
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: new Map(),
    events: [],
    links: [],
    status: { code: 0, message: '' },
  });
});

it('finds nothing in an empty request', () => {
  expect(decodeProtobuf(new Uint8Array())).toEqual({ spans: [], rejected: [] });
});

it('reads a view into a larger buffer', () => {
  const request = requestOf({ ...IDS, name: 'inside', startTimeUnixNano: '1' });
  const padded = Buffer.concat([Buffer.alloc(3, 0xff), request, Buffer.alloc(3, 0xff)]);
  const span = onlySpan(new Uint8Array(padded.buffer, padded.byteOffset + 3, request.length));
  expect([span.name, span.startTimeUnixNano]).toEqual(['inside', 1n]);
});

describe('attribute values', () => {
  test.each([
    { value: { stringValue: 'text' }, expected: 'text' },
    { value: { stringValue: '' }, expected: '' },
    { value: { boolValue: false }, expected: false },
    { value: { intValue: '-9007199254740991' }, expected: -9007199254740991 },
    { value: { intValue: '9223372036854775807' }, expected: '9223372036854775807' },
    { value: { doubleValue: NaN }, expected: 'NaN' },
    { value: { bytesValue: Buffer.from([0, 255]) }, expected: 'AP8=' },
    { value: {}, expected: null },
    { value: { arrayValue: {} }, expected: [] },
    { value: { arrayValue: { values: [{ intValue: '1' }, {}, { stringValue: 'b' }] } }, expected: [1, null, 'b'] },
    { value: { kvlistValue: {} }, expected: {} },
    {
      value: { kvlistValue: { values: [{ key: 'a', value: { arrayValue: { values: [{ boolValue: true }] } } }] } },
      expected: { a: [true] },
    },
  ])('$value is $expected', ({ value, expected }) => {
    expect(decodedValue(value)).toEqual(expected);
  });

  it('treats __proto__ as a key like any other', () => {
    const hostile = [
      { key: '__proto__', value: { stringValue: 'p' } },
      { key: 'constructor', value: { stringValue: 'c' } },
    ];
    const span = onlySpan(
      requestOf({ ...IDS, attributes: [...hostile, { key: 'list', value: { kvlistValue: { values: hostile } } }] }),
    );
    expect(span.attributes.get('__proto__')).toBe('p');
    expect(JSON.stringify(span.attributes.get('list'))).toBe('{"__proto__":"p","constructor":"c"}');
    expect(({} as Record<string, unknown>)['p']).toBeUndefined();
  });

  it('keeps an attribute without a key or without a value', () => {
    const attributes = [{ value: { intValue: '1' } }, { key: 'bare' }];
    expect(onlySpan(requestOf({ ...IDS, attributes })).attributes).toEqual(
      new Map<string, AttributeValue>([
        ['', 1],
        ['bare', null],
      ]),
    );
  });

  /** An AnyValue that holds a number inside so many levels. */
  const nested = (levels: number, wrap: (value: Buffer) => Buffer): Uint8Array => {
    let value: Buffer = Buffer.from([0x18, 1]);
    for (let i = 0; i < levels; i++) value = wrap(value);
    return requestOfBytes(ids, field(9, field(1, Buffer.from('k')), field(2, value)));
  };
  const inList = (value: Buffer): Buffer => field(5, field(1, value));
  const inMap = (value: Buffer): Buffer => field(6, field(1, field(1, Buffer.from('k')), field(2, value)));

  it('nests as deep as other parsers allow', () => {
    const list = onlySpan(nested(64, inList)).attributes.get('k');
    expect(JSON.stringify(list)).toBe(`${'['.repeat(64)}1${']'.repeat(64)}`);
    const map = onlySpan(nested(64, inMap)).attributes.get('k');
    expect(JSON.stringify(map)).toBe(`${'{"k":'.repeat(64)}1${'}'.repeat(64)}`);
  });

  test.each([
    { what: 'lists', wrap: inList },
    { what: 'maps', wrap: inMap },
  ])('$what nested deeper are a DecodeError', ({ wrap }) => {
    expect(() => decodeProtobuf(nested(65, wrap))).toThrow(new DecodeError('An attribute value nests too deeply.'));
    expect(() => decodeProtobuf(nested(10_000, wrap))).toThrow(DecodeError);
  });
});

describe('what encoders may do', () => {
  const key = (text: string): Buffer => field(1, Buffer.from(text));
  const value = (text: string): Buffer => field(2, field(1, Buffer.from(text)));

  it('skips unknown fields, and known numbers with a foreign wire type', () => {
    const unknown = Buffer.from([
      0xa0, 0x06, 1, 0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xa2, 0x06, 1, 0, 0xa5, 0x06, 1, 2, 3, 4,
    ]);
    const nameAsNumber = Buffer.from([0x28, 5]);
    const span = onlySpan(requestOfBytes(unknown, ids, field(5, Buffer.from('kept')), nameAsNumber, unknown));
    expect(span.name).toBe('kept');
  });

  it('takes fields in any order and attributes between events', () => {
    const span = onlySpan(
      requestOfBytes(
        field(9, value('1'), key('a')),
        field(11, field(2, Buffer.from('first'))),
        field(9, key('b'), value('2')),
        field(11, field(2, Buffer.from('second'))),
        ids,
        field(9, key('c'), value('3')),
      ),
    );
    expect(span.attributes).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ]),
    );
    expect(span.events.map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it('lets the last of two equal fields or keys win', () => {
    const span = onlySpan(
      requestOfBytes(
        field(1, Buffer.alloc(16)),
        field(2, Buffer.from('bad')),
        ids,
        field(5, Buffer.from('old')),
        field(5, Buffer.from('new')),
        field(9, key('k'), value('old')),
        field(9, key('k'), value('newer'), value('newest')),
        field(15, Buffer.from([0x18, 2])),
        field(15, field(2, Buffer.from('why'))),
      ),
    );
    expect([span.name, span.attributes.get('k'), span.status]).toEqual(['new', 'newest', { code: 2, message: 'why' }]);
  });

  it('takes a resource and a scope that come after the spans', () => {
    const span = onlySpan(
      field(
        1,
        field(2, field(2, ids), field(1, field(1, Buffer.from('scope')))),
        field(1, field(1, key('service.name'), value('sales'))),
      ),
    );
    expect([span.scope.name, span.resource.attributes]).toEqual(['scope', new Map([['service.name', 'sales']])]);
  });

  it('takes lengths and tags that are written longer than needed', () => {
    const longName = Buffer.from([0xaa, 0x00, 0x81, 0x00, 0x78]);
    expect(onlySpan(requestOfBytes(ids, longName)).name).toBe('x');
  });

  test.each([3, -1, 2_147_483_647])('reads status code %i, which it does not know, as unset', (code) => {
    expect(onlySpan(requestOf({ ...IDS, status: { code, message: 'm' } })).status).toEqual({ code: 0, message: 'm' });
  });

  test.each([6, -1])('keeps kind %i, which it does not know', (kind) => {
    expect(onlySpan(requestOf({ ...IDS, kind })).kind).toBe(kind);
  });

  it('takes a parent of zeros as none', () => {
    expect(onlySpan(requestOf({ ...IDS, parentSpanId: Buffer.alloc(8) })).parentSpanId).toBe('');
  });

  it('keeps links with empty or zero ids, which OpenTelemetry allows', () => {
    const links = [{}, { traceId: Buffer.alloc(16), spanId: Buffer.alloc(8) }];
    expect(onlySpan(requestOf({ ...IDS, links })).links).toEqual([
      { traceId: '', spanId: '', attributes: new Map() },
      { traceId: '0'.repeat(32), spanId: '0'.repeat(16), attributes: new Map() },
    ]);
  });
});

describe('bad ids', () => {
  const traceId = 'trace id is not 16 bytes, or is all zeros';
  const spanId = 'span id is not 8 bytes, or is all zeros';
  test.each([
    { what: 'no trace id', span: { spanId: SPAN_ID }, reason: traceId },
    { what: 'a short trace id', span: { ...IDS, traceId: Buffer.alloc(15, 1) }, reason: traceId },
    { what: 'a long trace id', span: { ...IDS, traceId: Buffer.alloc(17, 1) }, reason: traceId },
    { what: 'a zero trace id', span: { ...IDS, traceId: Buffer.alloc(16) }, reason: traceId },
    { what: 'no span id', span: { traceId: TRACE_ID }, reason: spanId },
    { what: 'a short span id', span: { ...IDS, spanId: Buffer.alloc(7, 1) }, reason: spanId },
    { what: 'a zero span id', span: { ...IDS, spanId: Buffer.alloc(8) }, reason: spanId },
    { what: 'a long parent', span: { ...IDS, parentSpanId: Buffer.alloc(9) }, reason: 'parent span id is not 8 bytes' },
  ])('$what rejects that span and no other', ({ span, reason }) => {
    const { spans, rejected } = decodeProtobuf(requestOf({ ...IDS, name: 'a' }, span, span, { ...IDS, name: 'b' }));
    expect(spans.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(rejected).toEqual([{ reason, count: 2 }]);
  });
});

describe('requests that are no trace requests', () => {
  const log = (record: object): Buffer =>
    encode('ExportLogsServiceRequest', { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });

  test.each([
    { what: 'plain logs', body: log({ timeUnixNano: '5', severityNumber: 9, body: { stringValue: 'hello' } }) },
    { what: 'logs with ids', body: log({ timeUnixNano: '5', traceId: TRACE_ID, spanId: SPAN_ID }) },
    { what: 'logs that were only observed', body: log({ observedTimeUnixNano: '5', body: { stringValue: 'hello' } }) },
  ])('$what are sent to /v1/logs', ({ body }) => {
    expect(() => decodeProtobuf(body)).toThrow(
      new DecodeError('The body holds log records, not spans: send logs to /v1/logs.'),
    );
  });

  it('does not take spans without ids for logs', () => {
    expect(decodeProtobuf(requestOf({ name: 'no ids' })).rejected).toHaveLength(1);
  });

  const sound = requestOf({ ...IDS, name: 'n', attributes: [{ key: 'k', value: { stringValue: 'v' } }] });
  it.each(Array.from({ length: sound.length - 1 }, (_, i) => i + 1))(
    'refuses a request cut after %i bytes',
    (length) => {
      expect(() => decodeProtobuf(sound.subarray(0, length))).toThrow(DecodeError);
    },
  );

  it('refuses JSON, HTML and noise', () => {
    for (const text of ['{"resourceSpans":[]}', '<html></html>', '\u0000\u0001\u0002\u0003'])
      expect(() => decodeProtobuf(Buffer.from(text))).toThrow(DecodeError);
  });

  it('refuses a flood of empty values before it fills the memory', () => {
    const emptyEvents = Buffer.alloc(2 * 4_000_001);
    for (let i = 0; i < emptyEvents.length; i += 2) emptyEvents[i] = 0x5a;
    const request = requestOfBytes(ids, emptyEvents);
    expect(() => decodeProtobuf(request)).toThrow(
      new DecodeError('The request holds too many values; send smaller batches.'),
    );
  });
});

import { DecodeError } from './decode-error.js';
import { ProtobufReader } from './protobuf-reader.js';

const read = <T>(bytes: readonly number[], how: (reader: ProtobufReader, end: number) => T): T =>
  how(new ProtobufReader(Uint8Array.from(bytes)), bytes.length);

const CONTINUED = Array.from({ length: 9 }, () => 0xff);

describe('integers on the wire', () => {
  test.each([
    { bytes: [0x00], value: 0 },
    { bytes: [0x7f], value: 127 },
    { bytes: [0x80, 0x01], value: 128 },
    { bytes: [0x80, 0x00], value: 0 },
    { bytes: [0xff, 0xff, 0x7f], value: 2 ** 21 - 1 },
    { bytes: [0xff, 0xff, 0xff, 0x7f], value: 2 ** 28 - 1 },
    { bytes: [0xff, 0xff, 0xff, 0xff, 0x7f], value: 2 ** 35 - 1 },
    { bytes: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], value: Number.MAX_SAFE_INTEGER },
    { bytes: [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], value: '9007199254740992' },
    { bytes: [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], value: '9007199254740993' },
    { bytes: [...CONTINUED.slice(1), 0x7f], value: '9223372036854775807' },
    { bytes: [...CONTINUED, 0x01], value: -1 },
    { bytes: [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], value: '-9223372036854775808' },
    { bytes: [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xf0, 0xff, 0x01], value: -Number.MAX_SAFE_INTEGER },
  ])('a signed integer of $bytes is $value', ({ bytes, value }) => {
    expect(read(bytes, (reader) => reader.int64())).toBe(value);
  });

  test.each([
    { bytes: [0x02], value: 2 },
    { bytes: [...CONTINUED, 0x01], value: -1 },
    { bytes: [0x80, 0x80, 0x80, 0x80, 0x10], value: 0 },
    { bytes: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], value: -1 },
  ])('an enum of $bytes is $value', ({ bytes, value }) => {
    expect(read(bytes, (reader) => reader.int32())).toBe(value);
  });

  it('reads a boolean from any integer', () => {
    expect([[0], [1], [2], [0x80, 0x01], [0x80, 0x00]].map((bytes) => read(bytes, (reader) => reader.bool()))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('reads eight bytes as an unsigned integer', () => {
    expect(read([1, 0, 0, 0, 0, 0, 0, 0x80], (reader) => reader.fixed64())).toBe(2n ** 63n + 1n);
  });
});

test.each([
  { double: 0.1, value: 0.1 },
  { double: -1e308, value: -1e308 },
  { double: NaN, value: 'NaN' },
  { double: Infinity, value: 'Infinity' },
  { double: -Infinity, value: '-Infinity' },
])('a double of $double is $value', ({ double, value }) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(double);
  expect(read([...bytes], (reader) => reader.double())).toBe(value);
});

describe('text', () => {
  const text = (value: string | Buffer): string => {
    const bytes = Buffer.from(value);
    return read([bytes.length, ...bytes], (reader, end) => reader.name(end));
  };

  test.each(['', 'a', 'key', 'gen_ai.usage.input_tokens', 'ü', '世界', '🐝', '\u0000', '\ufeffmark', 'x'.repeat(100)])(
    'survives: %j',
    (value) => {
      expect(text(value)).toBe(value);
      expect(text(value)).toBe(value);
    },
  );

  it('replaces what is not UTF-8', () => {
    expect([text(Buffer.from([0xff])), text(Buffer.from([0xff]))]).toEqual(['\ufffd', '\ufffd']);
  });

  it('never mistakes one short text for another, however many there are', () => {
    const texts = Array.from({ length: 50_000 }, (_, i) => `key.${i}`);
    expect(texts.map(text)).toEqual(texts);
    expect(texts.map(text)).toEqual(texts);
  });
});

describe('unknown fields', () => {
  test.each([
    { kind: 'an integer', bytes: [0x80, 0x01], tag: 0x08 },
    { kind: 'eight bytes', bytes: [1, 2, 3, 4, 5, 6, 7, 8], tag: 0x09 },
    { kind: 'a length', bytes: [2, 1, 2], tag: 0x0a },
    { kind: 'four bytes', bytes: [1, 2, 3, 4], tag: 0x0d },
    { kind: 'a group', bytes: [0x10, 1, 0x1b, 0x10, 2, 0x1c, 0x0c], tag: 0x0b },
  ])('$kind is stepped over', ({ bytes, tag }) => {
    const reader = new ProtobufReader(Uint8Array.from([...bytes, 0x2a]));
    reader.skip(tag);
    expect(reader.position).toBe(bytes.length);
  });
});

describe('damage', () => {
  test.each([
    { what: 'an integer that ends too early', bytes: [0x80], how: (r: ProtobufReader) => r.varint() },
    { what: 'a long integer that ends too early', bytes: [...CONTINUED], how: (r: ProtobufReader) => r.int64() },
    { what: 'an integer of eleven bytes', bytes: [...CONTINUED, 0xff, 1], how: (r: ProtobufReader) => r.int64() },
    { what: 'a length of eleven bytes', bytes: [...CONTINUED, 0xff, 1], how: (r: ProtobufReader) => r.varint() },
    { what: 'a time of seven bytes', bytes: [1, 2, 3, 4, 5, 6, 7], how: (r: ProtobufReader) => r.fixed64() },
    { what: 'a double of seven bytes', bytes: [1, 2, 3, 4, 5, 6, 7], how: (r: ProtobufReader) => r.double() },
    { what: 'a text longer than its message', bytes: [3, 65, 66], how: (r: ProtobufReader) => r.string(3) },
    { what: 'a length of 2^63', bytes: [...CONTINUED, 1], how: (r: ProtobufReader) => r.until(10) },
    { what: 'field number 0', bytes: [0x02], how: (r: ProtobufReader) => r.tag() },
    { what: 'a field number of 33 bits', bytes: [0x80, 0x80, 0x80, 0x80, 0x10], how: (r: ProtobufReader) => r.tag() },
    {
      what: 'wire type 6',
      bytes: [0],
      how: (r: ProtobufReader) => {
        r.skip(0x0e);
      },
    },
    {
      what: 'a group without an end',
      bytes: [0x10, 1],
      how: (r: ProtobufReader) => {
        r.skip(0x0b);
      },
    },
    {
      what: 'groups in groups in groups',
      bytes: Array.from({ length: 99 }, () => 0x0b),
      how: (r: ProtobufReader) => {
        r.skip(0x0b);
      },
    },
    {
      what: 'a message that ends inside a field',
      bytes: [1, 2],
      how: (r: ProtobufReader) => {
        r.finish(1);
      },
    },
  ])('$what is a DecodeError', ({ bytes, how }) => {
    expect(() => {
      read(bytes, how);
    }).toThrow(DecodeError);
  });
});

import { RowBinaryWriter } from './row-binary.js';

const written = (write: (out: RowBinaryWriter) => void, capacity?: number): Buffer => {
  const out = new RowBinaryWriter(capacity);
  write(out);
  return Buffer.from(out.bytes());
};

describe('strings are their length in bytes, then UTF-8', () => {
  test.each([
    ['nothing', ''],
    ['a short word', 'llm_call'],
    ['a short word beyond ASCII', 'Müller 🐝'],
    ['the longest that is written by hand', 'x'.repeat(20)],
    ['one character more', 'x'.repeat(21)],
    ['longer than a one-byte length', 'ü'.repeat(64)],
    ['a text whose length takes a byte more in UTF-8', '€'.repeat(100)],
    ['far longer than the buffer', 'log line '.repeat(5_000)],
    ['control characters', 'a\u0000b\u007f\n'],
  ])('%s', (_, text) => {
    const out = written((writer) => {
      writer.string('before');
      writer.string(text);
      writer.string('after');
    }, 16);
    const bytes = Buffer.from(text);
    const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, ...rest(bytes.length >> 7)];
    expect(out).toEqual(
      Buffer.concat([Buffer.from('\x06before'), Buffer.from(length), bytes, Buffer.from('\x05after')]),
    );
  });
});

const rest = (value: number): readonly number[] => (value < 128 ? [value] : [(value & 127) | 128, ...rest(value >> 7)]);

test('half a surrogate pair becomes the replacement character, as everywhere in UTF-8', () => {
  expect(
    written((out) => {
      out.string('\ud83d');
    }),
  ).toEqual(Buffer.from([3, 0xef, 0xbf, 0xbd]));
});

test.each(['0193f0a1-2b3c-7d4e-8f50-617283940a5b', '0193F0A1-2B3C-7D4E-8F50-617283940A5B'])(
  'a UUID is two halves, each with its last byte first: %s',
  (uuid) => {
    expect(
      written((out) => {
        out.uuid(uuid);
      }).toString('hex'),
    ).toBe('4e7d3c2ba1f093015b0a94837261508f');
  },
);

test.each([
  ['zero', 0, '0000000000000000'],
  ['a moment of today', 1_795_000_000_000, '005e56eea1010000'],
  ['a negative number', -2, 'feffffffffffffff'],
  ['the largest safe one', Number.MAX_SAFE_INTEGER, 'ffffffffffff1f00'],
])('an integer is eight bytes, the low ones first: %s', (_, value, hex) => {
  expect(
    written((out) => {
      out.int64(value);
    }).toString('hex'),
  ).toBe(hex);
});

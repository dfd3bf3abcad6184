import fc from 'fast-check';

import { DecodeError } from './decode-error.js';
import { parseJson, quoteLongIntegers } from './json-text.js';

const parse = (text: string): unknown => parseJson(Buffer.from(text));

describe('long integers', () => {
  test.each([
    { text: '{"a":1700000000123456789}', value: { a: '1700000000123456789' } },
    { text: '{"a": -9223372036854775808 }', value: { a: '-9223372036854775808' } },
    { text: '[1700000000123456789,1]', value: ['1700000000123456789', 1] },
    { text: '{"a":123456789012345}', value: { a: 123456789012345 } },
    { text: '{"a":0.1234567890123456789}', value: { a: 0.12345678901234568 } },
    { text: '{"a":12345678901234567890.5}', value: { a: 12345678901234567000 } },
    { text: '{"a":12345678901234567890e5}', value: { a: 1.2345678901234567e24 } },
    {
      text: '{"a":"x: 1700000000123456789","b":1700000000123456789}',
      value: { a: 'x: 1700000000123456789', b: '1700000000123456789' },
    },
    { text: '{"a\\\\":"\\": 1700000000123456789","b":1}', value: { 'a\\': '": 1700000000123456789', b: 1 } },
  ])('$text keeps its digits', ({ text, value }) => {
    expect(parse(text)).toEqual(value);
  });

  it('changes nothing else in any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const long = /\d{16}/.test(text);
        fc.pre(!long);
        expect(quoteLongIntegers(text)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  '',
  '{',
  '{"a":}',
  'nonsense',
  '{"a":00000000000000001}',
  '{"a":--1700000000123456789}',
  '{"a":"1700000000123456789',
  '\\',
  '"\\',
])('%j is a DecodeError that does not quote the input', (text) => {
  expect(() => parse(text)).toThrow(new DecodeError('The body is not valid JSON.'));
});

it('takes a byte order mark', () => {
  expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
});

import { TEXT_LIMIT, amount, count, flag, instant, money, oneOf, text, words, type Field } from './field.js';
import { json, readRecord, readShapes } from './json-field.js';

const doc = '';
const name = text('hive.name', { limit: 8, doc });
const depth = count('hive.depth', { doc });
const age = amount('hive.age', { doc });
const cost = money('hive.cost', { doc });
const on = flag('hive.on', { doc });
const due = instant('hive.due', { doc });
const state = oneOf('hive.state', ['open', 'shut'], { doc });
const tags = words('hive.tags', { doc });
const data = json('hive.data', { doc, read: readRecord, expected: 'an object', limit: 200 });
const list = json('hive.list', { doc, read: readShapes({ id: 'number' }), expected: 'a list of objects', limit: 40 });

const long = 'x'.repeat(300);

test.each<readonly [string, Field<unknown>, unknown, { readonly value?: unknown; readonly warning?: string }]>([
  ['keeps a short text', name, 'bee', { value: 'bee' }],
  ['cuts a long text', name, 'honeycombs', { value: 'honeycom', warning: 'hive.name: cut from 10 to 8 characters' }],
  [
    'never cuts a character in half',
    name,
    'bees 12🐝',
    { value: 'bees 12', warning: 'hive.name: cut from 9 to 8 characters' },
  ],
  ['replaces half characters, which UTF-8 cannot write', name, 'a\uD83Db', { value: 'a\uFFFDb' }],
  ['reads a number as text', name, 17, { value: '17' }],
  [
    'drops what is no text',
    name,
    { a: 1 },
    { warning: 'hive.name: expected a string, got an object; the field is dropped' },
  ],
  ['keeps a count', depth, 3, { value: 3 }],
  ['has no negative zero', depth, -0, { value: 0 }],
  [
    'drops a fraction of a count',
    depth,
    1.5,
    { warning: 'hive.depth: expected a whole number from 0, got a number; the field is dropped' },
  ],
  [
    'drops a count past 2^53',
    depth,
    2 ** 53,
    { warning: 'hive.depth: expected a whole number from 0, got a number; the field is dropped' },
  ],
  [
    'drops a count in words',
    depth,
    '3',
    { warning: 'hive.depth: expected a whole number from 0, got a string; the field is dropped' },
  ],
  ['drops NaN', age, NaN, { warning: 'hive.age: expected a finite number from 0, got NaN; the field is dropped' }],
  ['keeps a cost', cost, 0.000123, { value: 0.000123 }],
  [
    'drops a negative cost',
    cost,
    -1,
    { warning: 'hive.cost: expected US dollars from 0 to 1e9, got a number; the field is dropped' },
  ],
  ['keeps a flag', on, false, { value: false }],
  [
    'drops a flag in words',
    on,
    'no',
    { warning: 'hive.on: expected true or false, got a string; the field is dropped' },
  ],
  ['keeps a date', due, new Date(0), { value: '1970-01-01T00:00:00.000Z' }],
  ['reads a date in another zone', due, '2026-03-01T12:00:00+02:00', { value: '2026-03-01T10:00:00.000Z' }],
  [
    'drops a date that is none',
    due,
    'soon',
    { warning: 'hive.due: expected an ISO 8601 date, got a string; the field is dropped' },
  ],
  ['keeps a known word', state, 'open', { value: 'open' }],
  [
    'keeps an unknown word',
    state,
    'ajar',
    { value: 'ajar', warning: 'hive.state: not one of open, shut; kept as it is' },
  ],
  ['keeps words', tags, ['a', 'b'], { value: ['a', 'b'] }],
  ['drops what is no word', tags, ['a', 1], { value: ['a'], warning: 'hive.tags: kept 1 of 2 items' }],
  ['writes an object as JSON', data, { a: [1, null] }, { value: '{"a":[1,null]}' }],
  ['writes big integers as text', data, { a: 1n }, { value: '{"a":"1"}' }],
  [
    'shortens long texts inside an object before anything else',
    data,
    { result: long, rows: 3 },
    {
      value: `{"result":"${'x'.repeat(128)}…","rows":3}`,
      warning: 'hive.data: long texts are shortened, the whole is over 200 bytes',
    },
  ],
  [
    'keeps the first items that fit',
    list,
    Array.from({ length: 9 }, (_, id) => ({ id })),
    {
      value: '[{"id":0},{"id":1},{"id":2},{"id":3}]',
      warning: 'hive.list: kept 4 of 9 parts, the rest is over 40 bytes',
    },
  ],
  [
    'keeps the known keys of items, and only items that are objects',
    list,
    [{ id: 1, more: true }, 'x', { id: 'one' }],
    { value: '[{"id":1},{}]' },
  ],
  [
    'drops an object that becomes something else in JSON',
    data,
    new Date(0),
    { warning: 'hive.data: expected a value that JSON can hold, got an object; the field is dropped' },
  ],
])('%s', (...[, field, value, expected]) => {
  expect(field.encode(value)).toEqual(expected);
});

test.each<readonly [string, Field<unknown>, unknown, unknown]>([
  ['numbers that came as text', depth, '12', 12],
  ['fractions that came as text', age, '1.5e3', 1500],
  ['JSON', data, '{"a":1}', { a: 1 }],
  ['structures that came as structures', data, { a: 1 }, { a: 1 }],
])('decoding reads %s', (...[, field, wire, expected]) => {
  expect(field.decode(wire)).toEqual({ value: expected });
});

test.each<readonly [string, Field<unknown>, unknown, string]>([
  ['broken JSON', data, '{', 'hive.data: expected a JSON string, got a string; the field is dropped'],
  ['JSON of the wrong shape', data, '[1]', 'hive.data: expected an object, got an array; the field is dropped'],
  ['hexadecimal', depth, '0x10', 'hive.depth: expected a whole number from 0, got a string; the field is dropped'],
])('decoding drops %s', (...[, field, wire, warning]) => {
  expect(field.decode(wire)).toEqual({ warning });
});

test.each([64, 65, 100_000])('data of %d levels from the wire is taken, or refused before it can harm', (levels) => {
  const deep = `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  const refused = 'hive.data: expected JSON of at most 64 levels, got a string; the field is dropped';
  const { value, warning } = data.decode(deep);
  expect([value !== undefined, warning]).toEqual(levels <= 64 ? [true, undefined] : [false, refused]);
});

test('the documentation of a text names its limit', () => {
  expect(text('hive.x', { doc: 'What.' }).doc).toBe(`What. At most ${TEXT_LIMIT} characters.`);
});

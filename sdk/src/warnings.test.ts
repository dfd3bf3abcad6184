import { failureOf } from './failure.js';
import { attempt, createWarn, messageOf } from './warnings.js';

const unreadable = {
  get message(): never {
    throw new Error('no');
  },
  toString: (): never => {
    throw new Error('no');
  },
};
const hostileError = Object.defineProperty(new Error('x'), 'name', {
  get: () => {
    throw new Error('no');
  },
});

test('the same trouble is told once, whatever its numbers, and never more than 200 troubles', () => {
  const told: string[] = [];
  const warn = createWarn((message) => told.push(message));
  warn('cut from 900 to 512');
  warn('cut from 901 to 512');
  expect(told).toEqual(['cut from 900 to 512']);
  for (let index = 0; index < 500; index += 1) warn('x'.repeat(index));
  expect(told).toHaveLength(200);
});

test('a broken warning sink is nobody’s problem', () => {
  const warn = createWarn(() => {
    throw new Error('sink');
  });
  expect(() => {
    warn('w');
  }).not.toThrow();
});

test('what goes wrong in telemetry becomes a warning', () => {
  const told: string[] = [];
  const warn = createWarn((message) => told.push(message));
  expect(attempt(warn, 'event', () => JSON.parse('7') as unknown)).toBe(7);
  const broken = attempt(warn, 'event', (): string => {
    throw new Error('bad');
  });
  expect(broken).toBeUndefined();
  expect(told).toEqual(['event: bad; nothing is recorded']);
});

test.each<readonly [string, unknown, { type: string; message: string }]>([
  ['an error', new TypeError('t'), { type: 'TypeError', message: 't' }],
  ['text', 'boom', { type: 'string', message: 'boom' }],
  ['null', null, { type: 'object', message: 'null' }],
  ['a symbol', Symbol('s'), { type: 'symbol', message: 'Symbol(s)' }],
  ['something unreadable', unreadable, { type: 'Error', message: 'an error that cannot be read' }],
  ['a hostile error', hostileError, { type: 'Error', message: 'x' }],
  ['a very long message', new Error('m'.repeat(9999)), { type: 'Error', message: 'm'.repeat(2048) }],
])('%s can be described', (_what, error, expected) => {
  expect(failureOf(error)).toEqual(expected);
  expect(messageOf(error).slice(0, 2048)).toBe(expected.message);
});

import { tickFormat, timeTicks, valueTicks } from './axis.js';

test.each<[number, readonly number[]]>([
  [0, [0, 1]],
  [Number.NaN, [0, 1]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [1.01, [0, 0.25, 0.5, 0.75, 1, 1.25]],
  [0.0007, [0, 0.0002, 0.0004, 0.0006, 0.0008]],
  [123_456, [0, 25_000, 50_000, 75_000, 100_000, 125_000]],
])('values up to %p are measured on round steps', (max, ticks) => {
  expect(valueTicks(max)).toEqual(ticks);
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test.each<[string, readonly [from: number, until: number], readonly number[]]>([
  ['an hour', [1000, HOUR], [600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000, HOUR]],
  ['a day', [1, DAY], [3, 6, 9, 12, 15, 18, 21, 24].map((hour) => hour * HOUR)],
  ['a month', [1, 28 * DAY], [7 * DAY, 14 * DAY, 21 * DAY, 28 * DAY]],
])('%s is divided at round times', (_, [from, until], ticks) => {
  expect(timeTicks(from, until, { count: 8, offset: 0 })).toEqual(ticks);
});

test('days begin at midnight of the zone', () => {
  const offset = 2 * HOUR;
  expect(timeTicks(0, 4 * DAY, { count: 4, offset })).toEqual([1, 2, 3, 4].map((day) => day * DAY - offset));
});

test('a moment is a time within two days and a date beyond', () => {
  expect([tickFormat(DAY), tickFormat(7 * DAY)]).toEqual(['HH:mm', 'MM-DD']);
});

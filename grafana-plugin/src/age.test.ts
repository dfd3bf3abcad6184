import { formatAge, formatShortAge, freshnessOf } from './age.js';

test.each([
  [null, '—', '—'],
  [Number.NaN, '—', '—'],
  [-60_000, 'just now', 'now'],
  [0, 'just now', 'now'],
  [4999, 'just now', 'now'],
  [5000, '5s ago', '5s'],
  [24_900, '24s ago', '24s'],
  [59_999, '59s ago', '59s'],
  [60_000, '1m ago', '1m'],
  [3_599_999, '59m ago', '59m'],
  [10_800_000, '3h ago', '3h'],
  [432_000_000, '5d ago', '5d'],
])('an age of %p ms reads %p, or %p where room is scarce', (ms, long, short) => {
  expect(formatAge(ms)).toBe(long);
  expect(formatShortAge(ms)).toBe(short);
});

test.each([
  [0, 'fresh'],
  [59_999, 'fresh'],
  [60_000, 'late'],
  [299_999, 'late'],
  [300_000, 'silent'],
  [null, 'silent'],
] as const)('a heartbeat %p ms old is %p', (ms, freshness) => {
  expect(freshnessOf(ms)).toBe(freshness);
});

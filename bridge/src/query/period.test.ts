import { intervalSeconds } from './period.js';

const HOUR = 3_600_000;

test.each([
  [HOUR, 300],
  [HOUR + 900, 300],
  [6 * HOUR, 900],
  [24 * HOUR, 3600],
  [7 * 24 * HOUR, 21_600],
  [30 * 24 * HOUR, 86_400],
])('a period of %i ms has buckets of %i s', (length, seconds) => {
  expect(intervalSeconds({ since: 0, until: length })).toBe(seconds);
});

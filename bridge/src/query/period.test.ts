import { daysOf, intervalSeconds } from './period.js';

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

const DAY = 24 * HOUR;

test.each([
  ['within a day', { since: 5, until: 9 }, [{ since: 5, until: 9 }]],
  ['a whole day', { since: DAY, until: 2 * DAY }, [{ since: DAY, until: 2 * DAY }]],
  [
    'parts of three',
    { since: DAY - 1, until: 2 * DAY + 1 },
    [
      { since: 2 * DAY, until: 2 * DAY + 1 },
      { since: DAY, until: 2 * DAY },
      { since: DAY - 1, until: DAY },
    ],
  ],
  [
    'before 1970',
    { since: -DAY - 1, until: 1 },
    [
      { since: 0, until: 1 },
      { since: -DAY, until: 0 },
      { since: -DAY - 1, until: -DAY },
    ],
  ],
])('the days of a period: %s', (_name, period, expected) => {
  expect([...daysOf(period)]).toEqual(expected);
});

import { retryAfterMs } from './sender.js';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [undefined, undefined],
  ['3', 3000],
  ['Sun, 01 Mar 2026 12:00:10 GMT', 10_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %s is read as %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});

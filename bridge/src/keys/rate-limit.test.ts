import fc from 'fast-check';
import { createRateLimit } from './rate-limit.js';

/** How many of so many requests at once are within the limit. */
const within = (take: ReturnType<typeof createRateLimit>, requests: number): number =>
  Array.from({ length: requests }, take).filter(({ isWithin }) => isWithin).length;

test.each([
  ['ingest', 100],
  ['read', 30],
  ['admin', 30],
] as const)('%s is limited to %i requests a second unless the key says otherwise', (scope, perSecond) => {
  expect(
    within(
      createRateLimit(scope, () => 0),
      200,
    ),
  ).toBe(perSecond);
});

test('a limit fills as time passes, and no further than one second’s worth', () => {
  let now = 5_000;
  const take = createRateLimit('ingest', () => now, 10);
  expect(within(take, 20)).toBe(10);
  now += 99;
  expect(within(take, 20)).toBe(0);
  now += 1;
  expect(within(take, 20)).toBe(1);
  now += 250;
  expect(within(take, 20)).toBe(2);
  now += 50;
  expect(within(take, 20)).toBe(1);
  now += 3_600_000;
  expect(within(take, 20)).toBe(10);
});

test('a clock that is set back gives nothing away and stops nobody for long', () => {
  let now = 10_000;
  const take = createRateLimit('ingest', () => now, 10);
  expect(within(take, 20)).toBe(10);
  now -= 5_000;
  expect(within(take, 20)).toBe(0);
  now += 1_000;
  expect(within(take, 20)).toBe(10);
});

test('over any time, no more is let through than the limit and one burst', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }),
      (perSecond, pauses) => {
        let now = 0;
        const take = createRateLimit('read', () => now, perSecond);
        let taken = 0;
        for (const pause of pauses) {
          now += pause;
          taken += within(take, 3);
        }
        expect(taken).toBeLessThanOrEqual(perSecond + (now * perSecond) / 1000);
      },
    ),
  );
});

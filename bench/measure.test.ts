import { compare, median, speedOf } from './measure.js';

test.each([
  ['one value is its own median', [7], 7],
  ['the middle of three counts, whatever their order', [9, 1, 2], 2],
  ['two in the middle share', [1, 2, 4, 100], 3],
])('%s', (_, values, expected) => {
  expect(median(values)).toBe(expected);
});

test('nothing has no median', () => {
  expect(() => median([])).toThrow(RangeError);
});

test('a speed is the median of its rounds, so one disturbed round does not move it', () => {
  const rounds = [
    { spans: 1000, wallMs: 100, cpuMs: 50 },
    { spans: 1000, wallMs: 10_000, cpuMs: 80 },
    { spans: 1000, wallMs: 80, cpuMs: 40 },
  ];
  expect(speedOf(rounds)).toEqual({ spansPerSecond: 10_000, cpuMsPerThousandSpans: 50, range: [100, 12_500] });
});

test('ratios above one mean that ours is better', () => {
  const fast = { spans: 1000, wallMs: 50, cpuMs: 20 };
  const slow = { spans: 1000, wallMs: 150, cpuMs: 80 };
  expect(compare([fast], [slow])).toMatchObject({ timesAsFast: 3, timesLessCpu: 4 });
});

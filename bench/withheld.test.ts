import { processorTimeIn, withheldBetween, withWithheld } from './withheld.js';

test('the time in which something ran, and that which the host withheld, are read of all cores together', () => {
  const stat = 'cpu  9244573 209460 1156252 4065277 34022 3 32707 224343 5 6\ncpu0 1 2 3 4 5 6 7 8 9 10\n';
  expect(processorTimeIn(stat)).toEqual({ busy: 9244573 + 209460 + 1156252 + 3 + 32707, withheld: 224343 });
});

test.each(['', 'cpu', 'cpu 1 2 3 4 5 6 7', 'no such file'])('%j tells nothing', (stat) => {
  expect(processorTimeIn(stat)).toBeUndefined();
});

test('a quarter of what was wanted was withheld', () => {
  expect(withheldBetween({ busy: 100, withheld: 10 }, { busy: 400, withheld: 110 })).toBe(0.25);
  expect(withheldBetween({ busy: 100, withheld: 10 }, { busy: 100, withheld: 10 })).toBe(0);
});

test('work is done, and what was withheld meanwhile is told where it is known', async () => {
  const { result, withheld } = await withWithheld(() => Promise.resolve('done'));
  expect(result).toBe('done');
  expect(withheld === null || (withheld >= 0 && withheld <= 1)).toBe(true);
});

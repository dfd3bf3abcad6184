import { createFirstTime } from './first-time.js';

test('an id is new once', () => {
  const isFirst = createFirstTime(3);
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(isFirst)).toEqual([true, true, false, true, false, false]);
});

test('the last ids are remembered, those long gone are forgotten', () => {
  const isFirst = createFirstTime(3);
  for (const id of ['a', 'b', 'c', 'd', 'e']) isFirst(id);
  expect(isFirst('c')).toBe(false);
  for (const id of ['f', 'g', 'h', 'i']) isFirst(id);
  expect(isFirst('a')).toBe(true);
});

test('what keeps coming is remembered for as long as it does', () => {
  const isFirst = createFirstTime(3);
  isFirst('steady');
  for (let count = 0; count < 50; count += 1) {
    isFirst(`passing-${count}`);
    expect(isFirst('steady')).toBe(false);
  }
});

import { row } from './fixtures.js';
import { averageText, dollars, ranked, shareOf, spendText, type SpendText } from './spend.js';

const money = (calls: number, unpriced_calls: number, cost: number, estimated_cost: number) => ({
  calls,
  unpriced_calls,
  cost,
  estimated_cost,
});

test.each<[string, ReturnType<typeof money>, boolean, SpendText]>([
  ['only reported', money(2, 0, 0.05, 0), false, { main: '$0.05', aside: null }],
  ['reported beside estimates', money(2, 0, 0.05, 0.01), false, { main: '$0.05', aside: '~$0.01' }],
  ['estimates included', money(2, 0, 0.05, 0.01), true, { main: '~$0.06', aside: null }],
  ['nothing to include', money(2, 0, 0.05, 0), true, { main: '$0.05', aside: null }],
  ['some unpriced', money(2, 1, 0.05, 0), false, { main: '$0.05', aside: null }],
  ['all unpriced', money(2, 2, 0, 0), true, { main: '—', aside: null }],
  ['a free model', money(2, 0, 0, 0), false, { main: '$0.00', aside: null }],
  ['no call', money(0, 0, 0, 0), false, { main: '$0.00', aside: null }],
])('a sum of %s is shown honestly', (_, spend, estimates, text) => {
  expect(spendText(spend, estimates)).toEqual(text);
});

test.each<[string, ReturnType<typeof money>, string]>([
  ['all reported', money(4, 0, 1, 0), '$0.25'],
  ['an estimate among them', money(4, 0, 0.5, 0.5), '~$0.25'],
  ['unpriced calls left out', money(4, 2, 1, 0), '$0.50'],
  ['nothing but unpriced', money(4, 4, 0, 0), '—'],
  ['no call', money(0, 0, 0, 0), '—'],
])('the average with %s', (_, spend, text) => {
  expect(averageText(spend)).toBe(text);
});

const rows = [row('a', { calls: 1, cost: 1 }), row('b', { calls: 9, estimated_cost: 3 }), row('c', { calls: 5 })];

test('groups fall by what is shown, then by calls', () => {
  expect(ranked(rows, false).map(({ group }) => group)).toEqual(['a', 'b', 'c']);
  expect(ranked(rows, true).map(({ group }) => group)).toEqual(['b', 'a', 'c']);
});

test('a share is measured against the dearest group', () => {
  expect(rows.map((each) => shareOf(each, rows, true))).toEqual([1 / 3, 1, 0]);
  expect(shareOf(row('free'), [row('free')], true)).toBe(0);
});

test('estimates count only when asked for', () => {
  expect([dollars(money(1, 0, 2, 3), false), dollars(money(1, 0, 2, 3), true)]).toEqual([2, 5]);
});

import { row } from './fixtures.js';
import { averageText, dollars, ranked, shareOf, spendText, unpricedText, type SpendText } from './spend.js';

type Sum = readonly [calls: number, unpriced: number, reported: number, estimated: number];
const money = ([calls, unpriced_calls, cost, estimated_cost]: Sum) => ({ calls, unpriced_calls, cost, estimated_cost });

interface Shown {
  readonly sum: Sum;
  readonly estimates: boolean;
  readonly text: SpendText;
}

test.each<[string, Shown]>([
  ['only reported', { sum: [2, 0, 0.05, 0], estimates: false, text: { main: '$0.05', aside: null } }],
  [
    'reported beside estimates',
    { sum: [2, 0, 0.05, 0.01], estimates: false, text: { main: '$0.05', aside: '~$0.01' } },
  ],
  ['estimates alone', { sum: [2, 0, 0, 0.01], estimates: false, text: { main: null, aside: '~$0.01' } }],
  ['estimates included', { sum: [2, 0, 0.05, 0.01], estimates: true, text: { main: '~$0.06', aside: null } }],
  ['nothing to include', { sum: [2, 0, 0.05, 0], estimates: true, text: { main: '$0.05', aside: null } }],
  ['some unpriced', { sum: [2, 1, 0.05, 0], estimates: false, text: { main: '$0.05', aside: null } }],
  ['all unpriced', { sum: [2, 2, 0, 0], estimates: true, text: { main: '—', aside: null } }],
  ['a free model', { sum: [2, 0, 0, 0], estimates: false, text: { main: '$0.00', aside: null } }],
  ['no call', { sum: [0, 0, 0, 0], estimates: false, text: { main: '$0.00', aside: null } }],
])('a sum of %s is shown honestly', (_, { sum, estimates, text }) => {
  expect(spendText(money(sum), estimates)).toEqual(text);
});

test.each<[string, Sum, string]>([
  ['all reported', [4, 0, 1, 0], '$0.25'],
  ['an estimate among them', [4, 0, 0.5, 0.5], '~$0.25'],
  ['unpriced calls left out', [4, 2, 1, 0], '$0.50'],
  ['nothing but unpriced', [4, 4, 0, 0], '—'],
  ['no call', [0, 0, 0, 0], '—'],
])('the average with %s', (_, sum, text) => {
  expect(averageText(money(sum))).toBe(text);
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
  expect([dollars(money([1, 0, 2, 3]), false), dollars(money([1, 0, 2, 3]), true)]).toEqual([2, 5]);
});

test('models that need a price are named, those with most calls first', () => {
  const models = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index) =>
    row(name, { calls: 9, unpriced_calls: index }),
  );
  expect(unpricedText(models.slice(0, 3))).toBe('c (2 calls), b (1 call)');
  expect(unpricedText(models)).toBe('g (6 calls), f (5 calls), e (4 calls), d (3 calls), c (2 calls) and 1 more');
});

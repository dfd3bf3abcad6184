import type { SpendByGroup } from '../../data/spend-by-group.js';
import { row } from './fixtures.js';
import { OTHERS, stackOf } from './stack.js';

type Point = SpendByGroup['timeseries'][number];

const HOUR = 3_600_000;
const at = (hour: number): string => new Date(hour * HOUR).toISOString();
const point = (hour: number, group: string | null, [cost, estimated_cost = 0]: readonly number[]): Point => ({
  timestamp: at(hour),
  group,
  calls: 1,
  unpriced_calls: 0,
  tokens_in: 0,
  tokens_out: 0,
  cost: cost ?? 0,
  estimated_cost,
});
const answer = (groups: readonly string[], timeseries: SpendByGroup['timeseries']): SpendByGroup => ({
  group_by: 'model',
  since: at(0),
  until: at(4),
  interval_seconds: 3600,
  summary: row(''),
  groups: groups.map((group) => row(group)),
  timeseries,
});
const plain = { estimates: false, hidden: new Set<string>() };

test('groups stand on each other in their order, moments in theirs', () => {
  const stack = stackOf(answer(['a', 'b'], [point(2, 'b', [5]), point(1, 'b', [2]), point(1, 'a', [1])]), plain);
  expect(stack).toEqual({
    from: 0,
    until: 4 * HOUR,
    series: ['a', 'b'],
    max: 5,
    bars: [
      {
        at: HOUR,
        until: 2 * HOUR,
        calls: 2,
        total: 3,
        parts: [
          { series: 'a', value: 1, base: 0 },
          { series: 'b', value: 2, base: 1 },
        ],
      },
      { at: 2 * HOUR, until: 3 * HOUR, calls: 1, total: 5, parts: [{ series: 'b', value: 5, base: 0 }] },
    ],
  });
});

test('what is hidden has no part, what is estimated only when asked for', () => {
  const points = [point(1, 'a', [1, 4]), point(1, 'b', [2])];
  const totals = [
    stackOf(answer(['a', 'b'], points), plain),
    stackOf(answer(['a', 'b'], points), { ...plain, estimates: true }),
    stackOf(answer(['a', 'b'], points), { ...plain, hidden: new Set(['b']) }),
  ].map(({ max }) => max);
  expect(totals).toEqual([3, 7, 1]);
});

test('the ninth group and all after it share one part', () => {
  const groups = Array.from({ length: 10 }, (_, index) => `model-${index}`);
  const stack = stackOf(
    answer(
      groups,
      groups.map((group) => point(0, group, [1])),
    ),
    plain,
  );
  expect(stack.series).toEqual([...groups.slice(0, 8), OTHERS]);
  expect(stack.bars[0]?.parts.at(-1)).toEqual({ series: OTHERS, value: 2, base: 8 });
});

test('an answer without calls has no bars', () => {
  expect(stackOf(answer([], []), plain)).toMatchObject({ bars: [], series: [], max: 0 });
});

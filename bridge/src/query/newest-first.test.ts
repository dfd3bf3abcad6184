import { newestFirst } from './newest-first.js';

const HOUR = 3_600_000;

/** Moments of a period, and where they were looked for. */
const search = async (moments: readonly number[], hours: number, limit: number) => {
  const looked: (readonly [since: number, until: number, limit: number])[] = [];
  const found = await newestFirst({ since: 0, until: hours * HOUR }, limit, ({ since, until }, most) => {
    looked.push([since / HOUR, until / HOUR, most]);
    const inside = moments.filter((at) => at >= since && at < until).toSorted((a, b) => b - a);
    return Promise.resolve(inside.slice(0, most));
  });
  return { found: found.map((at) => at / HOUR), looked };
};

test.each<[string, readonly number[], number, number, object]>([
  ['enough in the last hour', [9.9, 9.5, 9.2, 3], 10, 2, { found: [9.9, 9.5], looked: [[9, 10, 2]] }],
  [
    'some in the last hour, the rest before',
    [719.5, 710, 10, 0],
    720,
    3,
    {
      found: [719.5, 710, 10],
      looked: [
        [719, 720, 3],
        [707, 719, 2],
        [563, 707, 1],
        [0, 563, 1],
      ],
    },
  ],
  [
    'at the borders, once',
    [9, 8],
    10,
    5,
    {
      found: [9, 8],
      looked: [
        [9, 10, 5],
        [0, 9, 4],
      ],
    },
  ],
  [
    'nothing anywhere',
    [],
    20,
    1,
    {
      found: [],
      looked: [
        [19, 20, 1],
        [7, 19, 1],
        [0, 7, 1],
      ],
    },
  ],
  ['a period that is empty', [1], 0, 1, { found: [], looked: [] }],
])('%s', async (_name, moments, hours, limit, expected) => {
  expect(
    await search(
      moments.map((at) => at * HOUR),
      hours,
      limit,
    ),
  ).toEqual(expected);
});

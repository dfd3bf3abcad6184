import { newestFirst, newestSince } from './newest-first.js';
import type { Period } from './period.js';

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

/** The same of rows that are told of once, though copies of them are there. */
const searchSince = async (moments: readonly number[], hours: number, limit: number) => {
  const looked: (readonly [question: 'when' | 'rows', since: number, until: number, limit: number])[] = [];
  const inside = ({ since, until }: Period): readonly number[] =>
    moments.filter((at) => at >= since && at < until).toSorted((a, b) => b - a);
  const found = await newestSince({ since: 0, until: hours * HOUR }, limit, {
    momentsIn: (stretch, most) => {
      looked.push(['when', stretch.since / HOUR, stretch.until / HOUR, most]);
      return Promise.resolve(inside(stretch).slice(0, most));
    },
    rowsIn: (stretch, most) => {
      looked.push(['rows', stretch.since / HOUR, stretch.until / HOUR, most]);
      return Promise.resolve([...new Set(inside(stretch))].slice(0, most));
    },
  });
  return { found: found.map((at) => at / HOUR), looked };
};

test.each<[string, readonly number[], number, number, object]>([
  [
    'no more is read than is needed',
    [9.75, 9.5, 9.25, 3],
    10,
    2,
    {
      found: [9.75, 9.5],
      looked: [
        ['when', 9, 10, 2],
        ['rows', 9.5, 10, 2],
      ],
    },
  ],
  [
    'what is long ago is looked for in ever longer stretches, and read once',
    [719.5, 710, 10, 0],
    720,
    3,
    {
      found: [719.5, 710, 10],
      looked: [
        ['when', 719, 720, 3],
        ['when', 707, 719, 2],
        ['when', 563, 707, 1],
        ['when', 0, 563, 1],
        ['rows', 10, 720, 3],
      ],
    },
  ],
  [
    'where copies were told of, it goes on before them',
    [9.75, 9.75, 9.75, 9.5, 9.25],
    10,
    3,
    {
      found: [9.75, 9.5, 9.25],
      looked: [
        ['when', 9, 10, 3],
        ['rows', 9.75, 10, 3],
        ['when', 8.75, 9.75, 2],
        ['rows', 9.25, 9.75, 2],
      ],
    },
  ],
  [
    'fewer than are wanted are all',
    [9.5, 1],
    10,
    5,
    {
      found: [9.5, 1],
      looked: [
        ['when', 9, 10, 5],
        ['when', 0, 9, 4],
        ['rows', 1, 10, 5],
      ],
    },
  ],
  [
    'where there is nothing, no row is read',
    [],
    10,
    1,
    {
      found: [],
      looked: [
        ['when', 9, 10, 1],
        ['when', 0, 9, 1],
      ],
    },
  ],
  ['an empty period', [1], 0, 1, { found: [], looked: [] }],
])('of wide rows: %s', async (_name, moments, hours, limit, expected) => {
  expect(
    await searchSince(
      moments.map((at) => at * HOUR),
      hours,
      limit,
    ),
  ).toEqual(expected);
});

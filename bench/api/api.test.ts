import { parseOptions } from '../options.js';
import { report } from '../report.js';
import { runBench, type BenchResult } from '../run.js';
import type { Answered } from './ask.js';
import { QUESTIONS } from './questions.js';
import { apiReport, misses } from './report.js';
import type { ApiBenchResult } from './run.js';

let result: BenchResult & { readonly api: ApiBenchResult };
const told: string[] = [];

beforeAll(async () => {
  const { api, ...rest } = await runBench(parseOptions(['--quick', '--part', 'api'], (what) => told.push(what)));
  if (api === undefined) throw new Error('the part is missing');
  result = { ...rest, api };
});

const isNumber = (number: number): void => {
  expect(number).toBeGreaterThan(0);
  expect(number).toBeLessThan(Infinity);
};

test('every question of the API is asked, beside the rows and beside SELECT 1, of calls that are all there', () => {
  const { sizes } = result.api;
  expect(sizes.map(({ calls, isExact, answers }) => [calls, isExact, answers.length])).toEqual([
    [3_000, true, QUESTIONS.length],
  ]);
  for (const { ours, raw, select1 } of sizes.flatMap(({ answers }) => answers)) {
    for (const asked of [ours, raw]) {
      if (asked === null) throw new Error('the API gave up');
      const { p50, p95, rows, bytes } = asked;
      for (const number of [p50, rows, bytes]) isNumber(number);
      expect(p95).toBeGreaterThanOrEqual(p50);
    }
    isNumber(select1.p50);
  }
});

/** The first answer as it would be with other figures, all goals set. */
function answeredIn(p50: number, bytes: number): Answered {
  const [answered] = result.api.sizes.flatMap(({ answers }) => answers);
  if (answered === undefined) throw new Error('nothing was answered');
  return {
    ...answered,
    question: { ...answered.question, withinMs: 60, timesLess: 50 },
    ours: { p50, p95: 5 * p50, rows: 1, bytes },
    raw: { ...answered.raw, bytes: 5_000 },
  };
}

test('a goal is met or missed', () => {
  expect(misses(answeredIn(60, 100))).toEqual([]);
  expect(misses(answeredIn(60.1, 101))).toEqual(['p50 over 60 ms', 'reads over 1/50', 'p95 over 300 ms']);
  expect(misses({ ...answeredIn(1, 1), ours: null })).toEqual(['the API gave up']);
});

test('the report says what was met and what was missed, how it grows, and whether sums were right', () => {
  const [size] = result.api.sizes;
  if (size === undefined) throw new Error('no size');
  const first = answeredIn(20, 100);
  const text = apiReport({
    ...result.api,
    sizes: [
      { ...size, answers: [first, { ...first, ours: null }] },
      { ...size, calls: 9_000, isExact: false, answers: [{ ...answeredIn(61, 100), question: first.question }] },
    ],
  }).join('\n');
  expect(text).toMatch(/^\| totals 24 h +\| +20\.0 \| .*\| met +\|$/m);
  expect(text).toMatch(/^\| totals 24 h +\| +- \| .*MISSED: the API gave up \|$/m);
  expect(text).toContain('MISSED: p50 over 60 ms, p95 over 300 ms |');
  expect(text).toContain('The month is the sum over its calls.');
  expect(text).toContain('THE MONTH IS NOT THE SUM OVER ITS CALLS');
});

test('growth is that of the medians', () => {
  const [size] = result.api.sizes;
  if (size === undefined) throw new Error('no size');
  const small = answeredIn(20, 100);
  const growing = (p50: number) =>
    apiReport({
      ...result.api,
      sizes: [
        { ...size, answers: [small] },
        { ...size, calls: 9_000, answers: [{ ...answeredIn(p50, 100), question: small.question }] },
      ],
    }).join('\n');
  expect(growing(30)).toMatch(/^\| totals 24 h +\| +20\.0 \| +30\.0 \| +1\.5x \| met +\|$/m);
  expect(growing(31)).toMatch(/1\.6x \| MISSED: over 1\.5x \|$/m);
});

test('the part is reported alone, and its progress is told', () => {
  expect(report(result)).toContain('250 agents, 2,000 runs, a timeline of 200 events');
  expect(report(result)).not.toContain('NaN');
  expect(told).toContain('runs: 2000 of 2000');
  expect(told).toContain('calls: 0.003 of 0.003 million');
  expect(told.at(-1)).toBe('asking: longest tasks 30 d');
});

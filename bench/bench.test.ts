import type { Answered } from './api/ask.js';
import { QUESTIONS } from './api/questions.js';
import { apiReport, misses } from './api/report.js';
import { parseOptions } from './options.js';
import { report } from './report.js';
import { runBench, type BenchResult, type BridgeBenchResult } from './run.js';
import type { ApiBenchResult } from './api/run.js';
import type { SdkBenchResult } from './sdk/run.js';

let result: BenchResult & {
  readonly bridge: BridgeBenchResult;
  readonly sdk: SdkBenchResult;
  readonly api: ApiBenchResult;
};
const told: string[] = [];

beforeAll(async () => {
  const { bridge, sdk, api, ...rest } = await runBench(parseOptions(['--quick'], (what) => told.push(what)));
  if (bridge === undefined || sdk === undefined || api === undefined) throw new Error('a part is missing');
  result = { ...rest, bridge, sdk, api };
});

const isNumber = (number: number): void => {
  expect(number).toBeGreaterThan(0);
  expect(number).toBeLessThan(Infinity);
};

test('every stage has numbers for both contenders', () => {
  expect(result.bridge.stages.map(({ stage }) => stage)).toEqual([
    'decode',
    'decode to rows',
    'decode to rows',
    'to ClickHouse',
    'to ClickHouse',
  ]);
  for (const { ours, baseline, timesAsFast, timesLessCpu } of result.bridge.stages) {
    for (const number of [ours.spansPerSecond, baseline.spansPerSecond, timesAsFast, timesLessCpu]) isNumber(number);
  }
});

test('every acknowledged span is in ClickHouse, once, whoever sent it there', () => {
  const { rows, workload } = result.bridge;
  expect(rows.complete).toBe(true);
  expect(rows.events).toBeGreaterThan(workload.spans);
  expect(rows.llmCalls).toBeGreaterThan(0);
  expect(rows.runs).toBeGreaterThan(0);
  expect(rows.agents).toBe(21);
});

test('the ceiling, the disk and the lag are measured on the same rows', () => {
  const { ceiling, disk, lag, rows } = result.bridge;
  // Copies of events, on progress spans and final ones, are inserted too.
  expect(ceiling.rows).toBeGreaterThan(rows.events + rows.llmCalls);
  isNumber(ceiling.spansPerSecond);
  expect(disk.calls).toBe(2_000);
  expect(disk.withPreviews).toBeGreaterThan(disk.withoutPreviews);
  isNumber(disk.withoutPreviews);
  isNumber(lag.markers);
  isNumber(lag.p50);
  expect(lag.p99).toBeGreaterThanOrEqual(lag.p50);
});

test('what the SDK costs the agent is measured beside the bare SDK, and an outage loses nothing', () => {
  const { costs, memory, outage } = result.sdk;
  expect(costs.map(({ what }) => what)).toEqual(['llmCall', 'task with 10 events', 'heartbeat']);
  for (const { ratio } of costs) expect(ratio).toBeGreaterThan(0);
  expect(memory.ours).toBeGreaterThan(0);
  expect(memory.bare).toBeGreaterThan(0);
  expect(outage).toMatchObject({ events: 400, lost: 0, stats: { pending: 0, dropped: 0 } });
});

test('every question of the API is asked, beside the rows and beside SELECT 1, with few calls and with more', () => {
  const { sizes } = result.api;
  expect(sizes.map(({ calls, isExact, answers }) => [calls, isExact, answers.length])).toEqual([
    [2_000, true, QUESTIONS.length],
    [4_000, true, QUESTIONS.length],
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

test('what misses a goal is said, and what meets it', () => {
  const [answered] = result.api.sizes.flatMap(({ answers }) => answers);
  if (answered === undefined) throw new Error('nothing was answered');
  const question = { ...answered.question, withinMs: 60, timesLess: 50 };
  const at = (p50: number, bytes: number): Answered => ({
    ...answered,
    question,
    ours: { p50, p95: 5 * p50, rows: 1, bytes },
    raw: { ...answered.raw, bytes: 5_000 },
  });
  expect(misses(at(60, 100))).toEqual([]);
  expect(misses(at(60.1, 101))).toEqual(['p50 over 60 ms', 'reads over 1/50', 'p95 over 300 ms']);
  const givenUp = { ...at(1, 1), ours: null };
  expect(misses(givenUp)).toEqual(['the API gave up']);
  const [size] = result.api.sizes;
  if (size === undefined) throw new Error('no size');
  const text = apiReport({
    ...result.api,
    sizes: [
      { ...size, answers: [at(20, 100), givenUp] },
      { ...size, calls: 9_000, isExact: false, answers: [{ ...at(61, 100), question: at(20, 100).question }] },
    ],
  }).join('\n');
  expect(text).toMatch(/^\| totals 24 h +\| +20\.0 \| .*\| met +\|$/m);
  expect(text).toMatch(/^\| totals 24 h +\| +- \| .*MISSED: the API gave up \|$/m);
  expect(text).toContain('MISSED: p50 over 60 ms, p95 over 300 ms |');
  expect(text).toContain('THE MONTH IS NOT THE SUM OVER ITS CALLS');
});

test('the report names the machine, each stage and what was counted', () => {
  const text = report(result);
  expect(text).toContain(process.version);
  expect(text).toMatch(/^\| decode +\| +[\d,]+ \|/m);
  expect(text).toMatch(/^\| decode to rows +\| +[\d,]+ \|/m);
  expect(text).toMatch(/^\| to ClickHouse +\| +[\d,]+ \|/m);
  expect(text).toContain('Rows: every round of all three left exactly');
  expect(text).not.toContain('NaN');
});

test('a part alone is reported alone', () => {
  const { machine, sdk, api } = result;
  expect(report({ machine, sdk })).not.toContain('ClickHouse');
  expect(report({ machine, api })).toContain('250 agents, 2,000 runs');
});

test('progress is told', () => {
  expect(told.slice(0, 8)).toEqual([
    'workload',
    'decode',
    'decode to rows',
    'to ClickHouse',
    "ClickHouse's ceiling",
    'bytes on the disk',
    'from event to answer',
    'the SDK',
  ]);
  expect(told).toContain('runs: 2000 of 2000');
  expect(told).toContain('calls: 0.002 of 0.002 million');
  expect(told.at(-1)).toBe('asking: longest tasks 30 d');
});

test('a report of rows that do not match says so', () => {
  const { rows } = result.bridge;
  const broken = { ...result, bridge: { ...result.bridge, rows: { ...rows, complete: false } } };
  expect(report(broken)).toContain('These numbers mean nothing');
});

test.each([
  ['--fast', ['--fast']],
  ['--part', ['--part', 'agent']],
  ['--part', ['--part', 'sdk,agent']],
  ['--calls', ['--calls', '10,many']],
])('an unknown option is refused: %s', (name, args) => {
  expect(() => parseOptions(args)).toThrow(name);
});

test('parts and numbers of calls can be chosen', () => {
  const { parts, api } = parseOptions(['--part', 'api', '--calls', '10,0.5']);
  expect([...parts]).toEqual(['api']);
  expect(api.calls).toEqual([10_000_000, 500_000]);
});

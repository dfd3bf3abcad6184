import { parseOptions } from './options.js';
import { report } from './report.js';
import { runBench, type BenchResult } from './run.js';

let result: BenchResult;

beforeAll(async () => {
  result = await runBench(parseOptions(['--quick']));
});

test('every stage has numbers for both contenders', () => {
  expect(result.stages.map(({ stage }) => stage)).toEqual(['decode', 'decode to rows', 'to ClickHouse']);
  for (const { ours, baseline, timesAsFast, timesLessCpu } of result.stages) {
    for (const number of [ours.spansPerSecond, baseline.spansPerSecond, timesAsFast, timesLessCpu]) {
      expect(number).toBeGreaterThan(0);
      expect(number).toBeLessThan(Infinity);
    }
  }
});

test('every acknowledged span is in ClickHouse, once, whoever sent it there', () => {
  expect(result.rows.complete).toBe(true);
  expect(result.rows.events).toBeGreaterThan(result.workload.spans);
  expect(result.rows.llmCalls).toBeGreaterThan(0);
  expect(result.rows.runs).toBeGreaterThan(0);
  expect(result.rows.agents).toBe(21);
});

test('what the SDK costs the agent is measured beside the bare SDK, and an outage loses nothing', () => {
  const { costs, memory, outage } = result.sdk;
  expect(costs.map(({ what }) => what)).toEqual(['llmCall', 'task with 10 events', 'heartbeat']);
  for (const { ratio } of costs) expect(ratio).toBeGreaterThan(0);
  expect(memory.ours).toBeGreaterThan(0);
  expect(memory.bare).toBeGreaterThan(0);
  expect(outage).toMatchObject({ events: 400, lost: 0, stats: { pending: 0, dropped: 0 } });
});

test('the report names the machine, each stage and what was counted', () => {
  const text = report(result);
  expect(text).toContain(process.version);
  expect(text).toMatch(/^\| decode +\| +[\d,]+ \|/m);
  expect(text).toMatch(/^\| decode to rows +\| +[\d,]+ \|/m);
  expect(text).toMatch(/^\| to ClickHouse +\| +[\d,]+ \|/m);
  expect(text).toContain('Rows: every round of both left exactly');
});

test('a report of rows that do not match says so first of all', () => {
  expect(report({ ...result, rows: { ...result.rows, complete: false } })).toContain('These numbers mean nothing');
});

test('an unknown option is refused', () => {
  expect(() => parseOptions(['--fast'])).toThrow('--fast');
});

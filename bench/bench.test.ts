import { parseOptions } from './options.js';
import { report } from './report.js';
import { runBench, type BenchResult, type BridgeBenchResult } from './run.js';
import type { SdkBenchResult } from './sdk/run.js';

let result: BenchResult & { readonly bridge: BridgeBenchResult; readonly sdk: SdkBenchResult };
const told: string[] = [];

beforeAll(async () => {
  const { bridge, sdk, ...rest } = await runBench(
    parseOptions(['--quick', '--part', 'bridge,sdk'], (what) => told.push(what)),
  );
  if (bridge === undefined || sdk === undefined) throw new Error('a part is missing');
  result = { ...rest, bridge, sdk };
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
  const { machine, sdk } = result;
  expect(report({ machine, sdk })).not.toContain('ClickHouse');
});

test('progress is told', () => {
  expect(told).toEqual([
    'workload',
    'decode',
    'decode to rows',
    'to ClickHouse',
    "ClickHouse's ceiling",
    'bytes on the disk',
    'from event to answer',
    'the SDK',
  ]);
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

test('parts and numbers of calls can be chosen; without a choice, everything is measured', () => {
  const { parts, api } = parseOptions(['--part', 'api', '--calls', '10,0.5']);
  expect([...parts]).toEqual(['api']);
  expect(api.calls).toEqual([10_000_000, 500_000]);
  expect([...parseOptions([]).parts]).toEqual(['bridge', 'sdk', 'api']);
});

import { apiReport } from './api/report.js';
import type { BenchResult, BridgeBenchResult } from './run.js';
import type { StageResult } from './stages.js';
import type { CostComparison, SdkBenchResult } from './sdk/run.js';
import { table } from './table.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const rough = (value: number): string => whole.format(Number(value.toPrecision(3)));

const percent = (share: number): string => `${whole.format(share * 100)} %`;

const HEAD = ['stage', 'spans/s', 'baseline', 'faster', 'CPU ms/1k spans', 'baseline', 'less CPU', 'the baseline is'];

const cells = ({ stage, ours, baseline, timesAsFast, timesLessCpu, baselineIs }: StageResult): readonly string[] => [
  stage,
  rough(ours.spansPerSecond),
  rough(baseline.spansPerSecond),
  `${timesAsFast.toFixed(2)}x`,
  ours.cpuMsPerThousandSpans.toFixed(1),
  baseline.cpuMsPerThousandSpans.toFixed(1),
  `${timesLessCpu.toFixed(2)}x`,
  baselineIs,
];

const COST_HEAD = ['the agent calls', 'µs', 'bare SDK', 'ratio', 'CPU ratio', 'the bare SDK does'];

const costCells = ({ what, ours, baseline, ratio, timesLessCpu }: CostComparison): readonly string[] => [
  what,
  (1e6 / ours.spansPerSecond).toFixed(2),
  (1e6 / baseline.spansPerSecond).toFixed(2),
  ratio.toFixed(2),
  (1 / timesLessCpu).toFixed(2),
  'the same spans and events, by hand',
];

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

function sdkReport({ costs, memory, outage }: SdkBenchResult): readonly string[] {
  return [
    'The SDK, inside the agent:',
    '',
    table(COST_HEAD, costs.map(costCells)),
    '',
    `${whole.format(memory.tasks)} open tasks with two events each: ${kilobytes(memory.ours)} of heap a task, ${kilobytes(memory.bare)} with the bare SDK.`,
    `${outage.seconds} s without a receiver at 200 events/s: ${outage.lost} of ${whole.format(outage.events)} events lost.`,
  ];
}

const million = (bytes: number): string => `${whole.format(bytes / 1e6)} MB`;

function storeReport({ rows, engineCpuMs, ceiling, disk, lag, stages }: BridgeBenchResult): readonly string[] {
  const { events, llmCalls, runs, agents } = rows;
  const ours = stages.findLast(({ stage }) => stage === 'to ClickHouse')?.ours;
  if (ours === undefined) return [];
  const perCore = 1e6 / ours.cpuMsPerThousandSpans;
  const eventsASpan = ceiling.eventsPerSpan;
  return [
    'Medians of rounds taken in turns. CPU is that of this process, sender included, and on the way to ClickHouse also of the',
    `engine: ${engineCpuMs.ours.toFixed(1)} ms of ours, ${engineCpuMs.same.toFixed(1)} and ${engineCpuMs.plain.toFixed(1)} ms of the baselines'.`,
    rows.complete
      ? `Rows: every round of all three left exactly ${whole.format(events)} events, ${whole.format(llmCalls)} LLM calls, ${whole.format(runs)} runs, ${agents} agents.`
      : 'Rows: SOME ARE MISSING OR TOO MANY. These numbers mean nothing.',
    `A core takes ${rough(perCore)} spans/s, which are ${rough(perCore * eventsASpan)} events/s, bridge, engine and sender together.`,
    `Ceiling: INSERT SELECT of the same ${whole.format(ceiling.rows)} rows takes ${rough(ceiling.spansPerSecond)} spans/s and ` +
      `${ceiling.cpuMsPerThousandSpans.toFixed(1)} CPU ms/1k spans; ours reaches ${percent(ours.spansPerSecond / ceiling.spansPerSecond)} of its speed ` +
      `and of its work a core ${percent(ceiling.cpuMsPerThousandSpans / ours.cpuMsPerThousandSpans)}.`,
    `On the disk: a million LLM calls take ${million(disk.withPreviews)} with two previews of about ${disk.previewCharacters} characters, ` +
      `${million(disk.withoutPreviews)} without; a million events ${million(disk.events)}, a million runs of tasks ${million(disk.runs)} ` +
      `(measured with ${whole.format(disk.calls)} each).`,
    `From an event in the agent to an answer that has it, at half of that load (${rough(lag.spansPerSecond)} spans/s for ${lag.seconds} s): ` +
      `${(lag.p50 / 1000).toFixed(2)} s (p50), ${(lag.p99 / 1000).toFixed(2)} s (p99), of which the SDK gathers for up to one.`,
  ];
}

/** The result as a page for a terminal or a README. */
export function report({ machine, bridge, sdk, api }: BenchResult): string {
  const lines = [`${machine.cores} cores (${machine.cpu}), Node ${machine.node}.`, ''];
  if (bridge !== undefined) {
    const { spans, requests, bytes, mix } = bridge.workload;
    lines.push(
      `${whole.format(spans)} spans in ${requests} requests, ${(bytes / 1e6).toFixed(1)} MB.`,
      `Mix: ${mix}.`,
      '',
      table(HEAD, bridge.stages.map(cells)),
      '',
      ...storeReport(bridge),
      '',
    );
  }
  if (sdk !== undefined) lines.push(...sdkReport(sdk), '');
  if (api !== undefined) lines.push(...apiReport(api));
  return lines.join('\n').trimEnd();
}

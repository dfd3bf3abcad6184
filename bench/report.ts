import type { BenchResult, StageResult } from './run.js';
import type { CostComparison, SdkBenchResult } from './sdk/run.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const rough = (value: number): string => whole.format(Number(value.toPrecision(3)));

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

/** A Markdown table, padded so that it also reads well in a terminal; all columns but the outer two hold numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === head.length - 1;
  const line = (values: readonly string[]): string =>
    `| ${widths.map((width, column) => (isText(column) ? (values[column] ?? '').padEnd(width) : (values[column] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

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

/** The result as a page for a terminal or a README. */
export function report({ machine, workload, stages, rows, sdk }: BenchResult): string {
  const { events, llmCalls, runs, agents } = rows;
  return [
    `${machine.cores} cores (${machine.cpu}), Node ${machine.node}. ` +
      `${whole.format(workload.spans)} spans in ${workload.requests} requests, ${(workload.bytes / 1e6).toFixed(1)} MB.`,
    `Mix: ${workload.mix}.`,
    '',
    table(HEAD, stages.map(cells)),
    '',
    'Medians of rounds taken in turns. CPU is that of the Node process, sender included, without the engine.',
    rows.complete
      ? `Rows: every round of both left exactly ${whole.format(events)} events, ${whole.format(llmCalls)} LLM calls, ${whole.format(runs)} runs, ${agents} agents.`
      : 'Rows: SOME ARE MISSING OR TOO MANY. These numbers mean nothing.',
    '',
    ...sdkReport(sdk),
  ].join('\n');
}

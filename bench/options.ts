import { parseArgs } from 'node:util';

/** The parts of a run, in their order. */
const PARTS = ['bridge', 'sdk', 'api'] as const;
export type Part = (typeof PARTS)[number];

/** How much is measured. */
export interface BenchOptions {
  /** Spans of the workload, about. */
  readonly spans: number;
  /** Counted rounds of decoding and of making rows. */
  readonly rounds: number;
  /** Counted rounds through ClickHouse. */
  readonly storeRounds: number;
  /** Calls that are written to see how large they are. */
  readonly diskCalls: number;
  /** How long events are watched on their way. */
  readonly lagSeconds: number;
  /** What is measured. */
  readonly parts: ReadonlySet<Part>;
  /** Told what is measured now. */
  readonly progress: (what: string) => void;
  /** Print JSON instead of a table. */
  readonly json: boolean;
  readonly sdk: SdkBenchOptions;
  readonly api: ApiBenchOptions;
}

/** How much of the SDK is measured. */
export interface SdkBenchOptions {
  /** Counted rounds of calls. */
  readonly rounds: number;
  /** Tasks of a round. */
  readonly tasks: number;
  /** Tasks that are open at once while the heap is looked at. */
  readonly openTasks: number;
  /** How long the receiver is away. */
  readonly outageSeconds: number;
}

/** How much the API is asked about. */
export interface ApiBenchOptions {
  /** Numbers of calls: each is measured. */
  readonly calls: readonly number[];
  /** Agents of the fleet. */
  readonly agents: number;
  /** Runs of tasks. */
  readonly runs: number;
  /** Events of the run whose timeline is asked for. */
  readonly timelineEvents: number;
  /** How often each question is asked. */
  readonly rounds: number;
}

const QUICK_API: ApiBenchOptions = { calls: [3_000], agents: 250, runs: 2_000, timelineEvents: 200, rounds: 1 };
const WHOLE_API: ApiBenchOptions = {
  calls: [10_000_000, 100_000_000],
  agents: 1_000,
  runs: 1_000_000,
  timelineEvents: 5_000,
  rounds: 41,
};

const QUICK_SDK: SdkBenchOptions = { rounds: 2, tasks: 100, openTasks: 500, outageSeconds: 2 };
const WHOLE_SDK: SdkBenchOptions = { rounds: 41, tasks: 500, openTasks: 10_000, outageSeconds: 60 };

type Amounts = Omit<BenchOptions, 'json' | 'parts' | 'progress'>;
const QUICK: Amounts = {
  spans: 2_000,
  rounds: 2,
  storeRounds: 2,
  diskCalls: 2_000,
  lagSeconds: 2,
  sdk: QUICK_SDK,
  api: QUICK_API,
};
const WHOLE: Amounts = {
  spans: 20_000,
  rounds: 7,
  storeRounds: 5,
  diskCalls: 200_000,
  lagSeconds: 30,
  sdk: WHOLE_SDK,
  api: WHOLE_API,
};

const isPart = (word: string): word is Part => PARTS.some((part) => part === word);

/** Which parts `--part` names, separated by commas. */
function partsOf(named: string | undefined): ReadonlySet<Part> {
  if (named === undefined) return new Set(PARTS);
  const parts = named.split(',').filter(isPart);
  if (parts.length < named.split(',').length) throw new TypeError(`--part is any of ${PARTS.join(', ')}`);
  return new Set(parts);
}

/** Numbers of calls out of `--calls`, which counts in millions. */
function callsOf(millions: string): readonly number[] {
  const calls = millions.split(',').map((number) => Math.round(Number(number) * 1e6));
  if (!calls.every((count) => count > 0)) throw new TypeError('--calls is how many millions, such as 10,100');
  return calls;
}

/**
 * Command-line arguments as options.
 *
 * @throws {TypeError} for arguments that do not exist
 */
export function parseOptions(
  args: readonly string[],
  progress: BenchOptions['progress'] = () => undefined,
): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      part: { type: 'string' },
      calls: { type: 'string' },
    },
  });
  const { quick, json, part, calls } = values;
  const amounts = quick ? QUICK : WHOLE;
  const api = calls === undefined ? amounts.api : { ...amounts.api, calls: callsOf(calls) };
  return { ...amounts, api, json, progress, parts: partsOf(part) };
}

import { parseArgs } from 'node:util';

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
  /** Only this. Default both. */
  readonly part?: 'bridge' | 'sdk';
  /** Told what is measured now. */
  readonly progress: (what: string) => void;
  /** Print JSON instead of a table. */
  readonly json: boolean;
  readonly sdk: SdkBenchOptions;
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

const QUICK_SDK: SdkBenchOptions = { rounds: 2, tasks: 100, openTasks: 500, outageSeconds: 2 };
const WHOLE_SDK: SdkBenchOptions = { rounds: 41, tasks: 500, openTasks: 10_000, outageSeconds: 60 };

type Amounts = Omit<BenchOptions, 'json' | 'part' | 'progress'>;
const QUICK: Amounts = { spans: 2_000, rounds: 2, storeRounds: 2, diskCalls: 2_000, lagSeconds: 2, sdk: QUICK_SDK };
const WHOLE: Amounts = { spans: 20_000, rounds: 7, storeRounds: 5, diskCalls: 200_000, lagSeconds: 30, sdk: WHOLE_SDK };

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
    },
  });
  const { quick, json, part } = values;
  if (part !== undefined && part !== 'bridge' && part !== 'sdk') throw new TypeError('--part is bridge or sdk');
  return { ...(quick ? QUICK : WHOLE), json, progress, ...(part === undefined ? {} : { part }) };
}

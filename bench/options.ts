import { parseArgs } from 'node:util';

/** How much is measured. */
export interface BenchOptions {
  /** Spans of the workload, about. */
  readonly spans: number;
  /** Counted rounds of decoding and of making rows. */
  readonly rounds: number;
  /** Counted rounds through ClickHouse. */
  readonly storeRounds: number;
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

/**
 * Command-line arguments as options.
 *
 * @throws {TypeError} for arguments that do not exist
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  return values.quick
    ? { spans: 2_000, rounds: 2, storeRounds: 2, json: values.json, sdk: QUICK_SDK }
    : { spans: 20_000, rounds: 9, storeRounds: 7, json: values.json, sdk: WHOLE_SDK };
}

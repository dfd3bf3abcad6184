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
}

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
    ? { spans: 2_000, rounds: 2, storeRounds: 2, json: values.json }
    : { spans: 20_000, rounds: 9, storeRounds: 7, json: values.json };
}

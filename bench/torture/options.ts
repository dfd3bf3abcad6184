import { parseArgs } from 'node:util';

/** How long it goes on, and by which draws. */
export interface TortureOptions {
  /** How often something is killed, at the least. */
  readonly rounds: number;
  /** Rounds go on until so many minutes are over. */
  readonly minutes: number;
  /** What decides what is sent and what is killed. */
  readonly seed: number;
}

const SEEDS = 2 ** 32;

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new TypeError(`--${name}: expected a whole number, not ${text}`);
  return value;
}

/**
 * Command-line arguments as options.
 *
 * @throws {TypeError} for arguments that do not exist, or are no whole numbers
 */
export function parseOptions(args: readonly string[]): TortureOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '20' },
      minutes: { type: 'string', default: '0' },
      seed: { type: 'string', default: String(Date.now() % SEEDS) },
    },
  });
  return {
    rounds: whole('rounds', values.rounds),
    minutes: whole('minutes', values.minutes),
    seed: whole('seed', values.seed),
  };
}

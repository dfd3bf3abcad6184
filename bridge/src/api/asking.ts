import type { Reader } from '../query/reader.js';

/** What every answer is made from. */
export interface Asking {
  readonly reader: Reader;
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly query: unknown;
  /** The variable parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

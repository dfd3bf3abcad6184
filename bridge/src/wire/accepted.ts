import type { Rejection } from '../decode/span.js';
import type { Outcome } from './answer.js';

/** What became of spans or log records that were decoded. */
export interface Accepted {
  /** Those that were sound OTLP but could not be kept. */
  readonly rejected: number;
  /** What the sender should know, shown to it as is. */
  readonly warnings: readonly string[];
}

/** What the sender is told. */
export function outcomeOf(unsound: readonly Rejection[], accepted: Accepted): Outcome {
  const malformed = unsound.reduce((sum, { count }) => sum + count, 0);
  const reasons = unsound.map(({ reason, count }) => `${count} rejected: ${reason}`);
  return { rejected: malformed + accepted.rejected, messages: [...reasons, ...accepted.warnings] };
}

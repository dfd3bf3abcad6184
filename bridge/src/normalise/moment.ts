import type { Span } from '../decode/span.js';

/** How far a sender's clock may run ahead of ours. */
const AHEAD_MS = 24 * 3600 * 1000;
/** How old telemetry may be: after that, retention would drop it at once. */
const BEHIND_MS = 90 * 24 * 3600 * 1000;

/** OTLP's nanoseconds as epoch milliseconds. */
export const milliseconds = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000n);

/** Why a moment cannot be stored, or undefined when it can. */
export function refusal(at: number, now: number): string | undefined {
  if (at > now + AHEAD_MS) return 'time is more than a day ahead of the server';
  if (at < now - BEHIND_MS) return 'time is more than 90 days ago';
  return undefined;
}

/** When a span ended: never before its start, and at its start where the sender's word is absurd. */
export function endOf({ startTimeUnixNano, endTimeUnixNano }: Span, now: number): number {
  const start = milliseconds(startTimeUnixNano);
  const end = milliseconds(endTimeUnixNano);
  return end < start || refusal(end, now) !== undefined ? start : end;
}

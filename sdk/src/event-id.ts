import { randomUUID } from 'node:crypto';

const SEQUENCES = 0x1000;

/**
 * Makes UUIDv7s from the caller's clock. Within one millisecond they count up, so that sorting by id is sorting by
 * time of creation even where timestamps tie.
 */
export function createEventIds(): (epochMs: number) => string {
  let lastMs = -1;
  let sequence = 0;
  return (epochMs) => {
    sequence = epochMs === lastMs ? (sequence + 1) % SEQUENCES : 0;
    lastMs = epochMs;
    const time = Math.max(0, epochMs).toString(16).padStart(12, '0').slice(-12);
    // The random tail of a UUIDv4 already carries the variant bits.
    return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`;
  };
}

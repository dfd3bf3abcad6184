import { randomUUID } from 'node:crypto';

const SEQUENCES = 0x1000;

/**
 * Makes UUIDv7s from the caller's clock. Within one millisecond they count up, so that sorting by id is sorting by
 * time of creation even where timestamps tie; each millisecond, and each time the count runs over, has randomness of its
 * own.
 */
export function createEventIds(): (epochMs: number) => string {
  let lastMs = -1;
  let sequence = 0;
  let head = '';
  let tail = '';
  return (epochMs) => {
    if (epochMs === lastMs) sequence += 1;
    if (epochMs !== lastMs || sequence === SEQUENCES) {
      sequence = 0;
      // The random end of a UUIDv4 already carries the variant bits.
      tail = randomUUID().slice(18);
    }
    if (epochMs !== lastMs) {
      const time = Math.max(0, epochMs).toString(16).padStart(12, '0').slice(-12);
      head = `${time.slice(0, 8)}-${time.slice(8)}-`;
      lastMs = epochMs;
    }
    // 0x7000: the version, before three digits of the count.
    return head + (0x7000 + sequence).toString(16) + tail;
  };
}

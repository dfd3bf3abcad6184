import { MISSING } from './format.js';

/** `just now`, `24s ago`, `2m ago`, `3h ago`, `5d ago`, from an age in milliseconds. A moment in the future is now. */
export function formatAge(ms: number | null | undefined): string {
  const short = formatShortAge(ms);
  if (short === MISSING) return MISSING;
  return short === 'now' ? 'just now' : `${short} ago`;
}

/** The same for narrow places: `now`, `24s`, `2m`, `3h`, `5d`. */
export function formatShortAge(ms: number | null | undefined): string {
  if (ms == null || !Number.isFinite(ms)) return MISSING;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** How fresh a heartbeat is. */
export type Freshness = 'fresh' | 'late' | 'silent';

const LATE_AFTER_MS = 60_000;
const SILENT_AFTER_MS = 300_000;

/** Under one minute fresh, under five late, older or never silent. */
export function freshnessOf(ageMs: number | null): Freshness {
  if (ageMs === null || ageMs >= SILENT_AFTER_MS) return 'silent';
  return ageMs < LATE_AFTER_MS ? 'fresh' : 'late';
}

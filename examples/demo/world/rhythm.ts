/** How busy each hour of the day is, from midnight: a quiet night, a busy morning, a dip at noon. */
const BUSY_BY_HOUR = [
  0.12, 0.1, 0.1, 0.1, 0.1, 0.12, 0.2, 0.35, 0.6, 0.9, 1, 0.95, 0.65, 0.8, 0.95, 1, 0.9, 0.7, 0.5, 0.4, 0.3, 0.25, 0.2,
  0.15,
] as const;

const QUARTER_OF_AN_HOUR = 15 * 60_000;
/** History keeps to this part of the pace of live time: enough for charts, and filled in within seconds. */
const HISTORY_PACE = 0.3;

/**
 * How busy the fleet is at a moment, above 0 to 1. Whoever looks at it live sees it busy, even at night.
 * @param now epoch milliseconds @param liveAt when somebody starts to look
 */
export function busyness(now: number, liveAt: number): number {
  if (now >= liveAt - QUARTER_OF_AN_HOUR) return 1;
  return (BUSY_BY_HOUR[new Date(now).getHours()] ?? 1) * HISTORY_PACE;
}

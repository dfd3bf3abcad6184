/** A span of time, in epoch milliseconds; `until` is not part of it. */
export interface Period {
  readonly since: number;
  readonly until: number;
}

const MINUTE = 60;

/** Buckets of a time series: up to which length of a period, how many seconds each. */
const INTERVALS = [
  { upTo: 3600, seconds: 5 * MINUTE },
  { upTo: 6 * 3600, seconds: 15 * MINUTE },
  { upTo: 24 * 3600, seconds: 60 * MINUTE },
  { upTo: 7 * 24 * 3600, seconds: 360 * MINUTE },
] as const;
const LONGEST = 24 * 60 * MINUTE;

/** How wide the buckets of a period's time series are, in seconds. */
export function intervalSeconds({ since, until }: Period): number {
  // A second of grace: a range of an hour asked for a moment ago is still an hour.
  const length = (until - since) / 1000 - 1;
  return INTERVALS.find(({ upTo }) => length <= upTo)?.seconds ?? LONGEST;
}

import type { Interval } from '@hiveboard/sdk/contract';

/** A span of time, in epoch milliseconds; `until` is not part of it. */
export interface Period {
  readonly since: number;
  readonly until: number;
}

const MINUTE = 60;

/** How many seconds the buckets of a time series are wide. */
export const INTERVAL_SECONDS: Readonly<Record<Exclude<Interval, 'auto'>, number>> = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '1d': 1440 * MINUTE,
};

/** Up to which length of a period, in seconds, which buckets are told unless others are asked for. */
const AUTOMATIC = [
  { upTo: 3600, interval: '5m' },
  { upTo: 6 * 3600, interval: '15m' },
  { upTo: 24 * 3600, interval: '1h' },
  { upTo: 7 * 24 * 3600, interval: '6h' },
] as const;

/** How wide the buckets of a period's time series are, in seconds. */
export function intervalSeconds({ since, until }: Period): number {
  // A second of grace: a range of an hour asked for a moment ago is still an hour.
  const length = (until - since) / 1000 - 1;
  return INTERVAL_SECONDS[AUTOMATIC.find(({ upTo }) => length <= upTo)?.interval ?? '1d'];
}

/** How many buckets a period has part in; they begin at multiples of their width. */
export const bucketsIn = ({ since, until }: Period, seconds: number): number =>
  Math.ceil(until / 1000 / seconds) - Math.floor(since / 1000 / seconds);

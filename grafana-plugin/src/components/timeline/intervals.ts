/** A stretch of time in milliseconds; `until` is not part of it. */
export interface Interval {
  readonly from: number;
  readonly until: number;
}

/** The same time as intervals in order that neither touch nor overlap. */
export function union(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = [];
  const sorted = intervals.filter(({ from, until }) => until > from).sort((a, b) => a.from - b.from);
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last === undefined || next.from > last.until) merged.push(next);
    else merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, next.until) };
  }
  return merged;
}

/** What of each interval lies inside the bounds. */
export const clip = (intervals: readonly Interval[], { from, until }: Interval): readonly Interval[] =>
  intervals
    .map((each) => ({ from: Math.max(each.from, from), until: Math.min(each.until, until) }))
    .filter((each) => each.until > each.from);

/** The milliseconds that intervals cover, each counted once. */
export const lengthOf = (intervals: readonly Interval[]): number =>
  union(intervals).reduce((sum, { from, until }) => sum + until - from, 0);

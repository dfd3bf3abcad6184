import type { SpendByGroup } from '../../data/spend-by-group.js';
import { dollars } from './spend.js';

/** The group that all beyond the first few share. */
export const OTHERS = 'Others';
/** How many groups keep a colour of their own. */
export const MAX_SERIES = 8;

/** One group's part of a bar, in US dollars; `base` is what lies below it. */
export interface BarPart {
  readonly series: string;
  readonly value: number;
  readonly base: number;
}

/** What was spent in one stretch of time. */
export interface Bar {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly until: number;
  readonly calls: number;
  readonly total: number;
  readonly parts: readonly BarPart[];
}

/** A chart of bars over time. */
export interface Stack {
  readonly from: number;
  readonly until: number;
  /** Largest first, `OTHERS` last. */
  readonly series: readonly string[];
  readonly bars: readonly Bar[];
  /** US dollars of the highest bar. */
  readonly max: number;
}

interface StackOptions {
  readonly estimates: boolean;
  /** Series that are left out of the bars. */
  readonly hidden: ReadonlySet<string>;
}

/** Stacks a metric's groups over time. Stretches without calls have no bar. */
export function stackOf(answer: SpendByGroup, { estimates, hidden }: StackOptions): Stack {
  const series = seriesOf(answer);
  const named = new Set(series);
  const bars = [...byMoment(answer)].map(([at, points]): Bar => {
    const sums = new Map<string, number>();
    for (const point of points) {
      const name = point.group !== null && named.has(point.group) ? point.group : OTHERS;
      if (!hidden.has(name)) sums.set(name, (sums.get(name) ?? 0) + dollars(point, estimates));
    }
    let base = 0;
    const parts = series.flatMap((name): readonly BarPart[] => {
      const value = sums.get(name) ?? 0;
      const part = { series: name, value, base };
      base += value;
      return value > 0 ? [part] : [];
    });
    const calls = points.reduce((sum, point) => sum + point.calls, 0);
    return { at, until: at + answer.interval_seconds * 1000, calls, total: base, parts };
  });
  return {
    from: Date.parse(answer.since),
    until: Math.max(Date.parse(answer.until), Date.parse(answer.since) + 1),
    series,
    bars,
    max: Math.max(0, ...bars.map(({ total }) => total)),
  };
}

function seriesOf({ groups }: SpendByGroup): readonly string[] {
  const names = groups.map(({ group }) => group);
  return names.length <= MAX_SERIES ? names : [...names.slice(0, MAX_SERIES), OTHERS];
}

type Point = SpendByGroup['timeseries'][number];

function byMoment({ timeseries }: SpendByGroup): ReadonlyMap<number, readonly Point[]> {
  const moments = new Map<number, Point[]>();
  for (const point of [...timeseries].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))) {
    const at = Date.parse(point.timestamp);
    const points = moments.get(at);
    if (points === undefined) moments.set(at, [point]);
    else points.push(point);
  }
  return moments;
}

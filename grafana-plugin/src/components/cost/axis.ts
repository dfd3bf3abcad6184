const STEPS = [1, 2, 2.5, 5, 10] as const;

/** Round values from 0 to at least `max`, about `count` of them; `[0, 1]` when there is nothing to measure. */
export function valueTicks(max: number, count = 5): readonly number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * magnitude >= rough * (1 - 1e-9)) ?? 10) * magnitude;
  const length = Math.ceil(max / step - 1e-9) + 1;
  return Array.from({ length }, (_, index) => Number((index * step).toPrecision(12)));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY,
] as const; // prettier-ignore

/** Moments to write below a chart, at most `count`, on round local times. `offset` is the zone's, in milliseconds east of UTC. */
export function timeTicks(
  from: number,
  until: number,
  { count, offset }: { readonly count: number; readonly offset: number },
): readonly number[] {
  const step = TIME_STEPS.find((each) => (until - from) / each <= count) ?? until - from;
  const first = Math.ceil((from + offset) / step) * step - offset;
  const ticks: number[] = [];
  for (let at = first; at <= until; at += step) ticks.push(at);
  return ticks;
}

/** The format of a moment on an axis that spans so many milliseconds. */
export const tickFormat = (span: number): string => (span > 2 * DAY ? 'MM-DD' : 'HH:mm');

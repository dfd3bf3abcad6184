/** One timed piece of work. */
export interface Sample {
  readonly spans: number;
  readonly wallMs: number;
  /** Of this process, all its threads. */
  readonly cpuMs: number;
}

/** What the samples of one contender say. */
export interface Speed {
  /** Median over the rounds. */
  readonly spansPerSecond: number;
  /** Median over the rounds. */
  readonly cpuMsPerThousandSpans: number;
  /** Slowest and fastest round, spans per second. */
  readonly range: readonly [slowest: number, fastest: number];
}

/** Ours beside the baseline: the ratios are of the medians, and above 1 where ours is better. */
export interface Comparison {
  readonly ours: Speed;
  readonly baseline: Speed;
  readonly timesAsFast: number;
  readonly timesLessCpu: number;
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no values, no median');
  return (lower + upper) / 2;
}

/** The value that a share of all are not above: 0.99 is the 99th percentile, 1 the greatest. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new RangeError('no values, no quantile');
  return found;
}

/** Samples as one speed. */
export function speedOf(samples: readonly Sample[]): Speed {
  const rates = samples.map(({ spans, wallMs }) => (spans / wallMs) * 1000);
  return {
    spansPerSecond: median(rates),
    cpuMsPerThousandSpans: median(samples.map(({ spans, cpuMs }) => (cpuMs / spans) * 1000)),
    range: [Math.min(...rates), Math.max(...rates)],
  };
}

/** Two lots of samples, taken in turns, as a comparison. */
export function compare(ours: readonly Sample[], baseline: readonly Sample[]): Comparison {
  const our = speedOf(ours);
  const their = speedOf(baseline);
  return {
    ours: our,
    baseline: their,
    timesAsFast: our.spansPerSecond / their.spansPerSecond,
    timesLessCpu: their.cpuMsPerThousandSpans / our.cpuMsPerThousandSpans,
  };
}

import type { Sample } from './measure.js';

/** CPU time in milliseconds, of this process and of whoever else works for it. */
export type CpuClock = () => number;

/** CPU time of this process, all its threads. */
export const ownCpuMs: CpuClock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What a comparison runs, and how often. */
export interface Contest<Name extends string> {
  readonly spans: number;
  readonly rounds: number;
  /** Makes ready for a round, untimed. */
  readonly before?: (round: number) => unknown;
  readonly contenders: Readonly<Record<Name, (round: number) => unknown>>;
  /** Default: of this process. */
  readonly cpuMs?: CpuClock;
}

/** Samples of each contender. */
export type Samples<Name extends string> = Readonly<Record<Name, readonly Sample[]>>;
/** Ours, beside the one that it is compared with. */
export type DuelSamples = Samples<'ours' | 'baseline'>;

/**
 * Lets all run in turns, so that whatever else the machine does meets each. Who goes first changes; round 0 warms up and
 * is not counted.
 */
export async function takeTurns<Name extends string>(contest: Contest<Name>): Promise<Samples<Name>> {
  const { spans, rounds, before, contenders, cpuMs = ownCpuMs } = contest;
  // Both are about the object's own keys.
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = 0; round <= rounds; round++) {
    await before?.(round);
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const cpu = cpuMs();
      const start = performance.now();
      await contenders[name](round);
      const sample = { spans, wallMs: performance.now() - start, cpuMs: cpuMs() - cpu };
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}

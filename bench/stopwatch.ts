import type { Sample } from './measure.js';

/** Times work on `spans` spans. */
async function timed(spans: number, work: () => unknown): Promise<Sample> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { spans, wallMs, cpuMs: (user + system) / 1000 };
}

/** What a comparison runs, and how often. */
export interface Duel {
  readonly spans: number;
  readonly rounds: number;
  /** Makes ready for a round, untimed. */
  readonly before?: (round: number) => unknown;
  readonly ours: (round: number) => unknown;
  readonly baseline: (round: number) => unknown;
}

/** Samples of both contenders. */
export interface DuelSamples {
  readonly ours: readonly Sample[];
  readonly baseline: readonly Sample[];
}

/**
 * Lets both run in turns, so that whatever else the machine does meets both. Who goes first alternates; round 0 warms
 * up and is not counted.
 */
export async function takeTurns({ spans, rounds, before, ours, baseline }: Duel): Promise<DuelSamples> {
  const samples = { ours: new Array<Sample>(), baseline: new Array<Sample>() };
  for (let round = 0; round <= rounds; round++) {
    await before?.(round);
    const turns = [
      ['ours', ours],
      ['baseline', baseline],
    ] as const;
    for (const [name, work] of round % 2 === 0 ? turns : turns.toReversed()) {
      const sample = await timed(spans, () => work(round));
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}

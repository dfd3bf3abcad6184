import { setTimeout as pause } from 'node:timers/promises';
import { DISKS, type Disk, type TorturedBridge } from './bridges.js';
import type { Random } from './random.js';

/** The process of a ClickHouse engine that is started again by itself. */
export interface TorturedEngine {
  readonly pid: () => number;
  readonly answers: () => Promise<boolean>;
}

/** How often what was done. */
export interface Blows {
  bridgeKills: number;
  engineKills: number;
  /** Bridges that were asked to stop. */
  stops: number;
  /** Times at which ClickHouse hung for a while. */
  freezes: number;
  readonly disks: Record<Disk, number>;
}

export const noBlows = (): Blows => ({
  bridgeKills: 0,
  engineKills: 0,
  stops: 0,
  freezes: 0,
  disks: { sound: 0, slow: 0, full: 0, small: 0 },
});

/** What is struck. */
export interface Victims {
  readonly bridges: readonly [TorturedBridge, ...TorturedBridge[]];
  readonly engine: TorturedEngine;
  readonly blows: Blows;
}

const POLL_MS = 25;
const LONGEST_WAIT_MS = 1_200;
const LONGEST_FREEZE_MS = 3_000;

async function killEngine({ engine, blows }: Victims): Promise<void> {
  const pid = engine.pid();
  process.kill(pid, 'SIGKILL');
  blows.engineKills += 1;
  while (engine.pid() === pid || !(await engine.answers())) await pause(POLL_MS);
}

/** A ClickHouse that hangs, as on a disk that does not answer: connections stay open, nothing happens. */
async function freezeEngine({ engine, blows }: Victims, random: Random): Promise<void> {
  const pid = engine.pid();
  process.kill(pid, 'SIGSTOP');
  blows.freezes += 1;
  await pause(random.below(LONGEST_FREEZE_MS));
  process.kill(pid, 'SIGCONT');
}

async function strikeBridge(bridge: TorturedBridge, { blows }: Victims, random: Random): Promise<void> {
  const isKill = random.chance(0.8);
  const disk = random.pick(DISKS);
  if (isKill) blows.bridgeKills += 1;
  else blows.stops += 1;
  blows.disks[disk] += 1;
  await bridge.restart(isKill ? 'SIGKILL' : 'SIGTERM', disk, random.below(2 ** 32));
}

/** Strikes some of all, each at a moment of its own; fulfils when all is up again. */
export async function strike(victims: Victims, random: Random): Promise<void> {
  const { bridges } = victims;
  const after = async (blow: () => Promise<void>): Promise<void> => {
    await pause(random.below(LONGEST_WAIT_MS));
    await blow();
  };
  const blows: (() => Promise<void>)[] = [];
  const sort = random.below(10);
  if (sort < 6) blows.push(() => killEngine(victims));
  else if (sort < 8) blows.push(() => freezeEngine(victims, random));
  for (const bridge of bridges) if (random.chance(0.5)) blows.push(() => strikeBridge(bridge, victims, random));
  if (blows.length === 0) blows.push(() => strikeBridge(random.pick(bridges), victims, random));
  await Promise.all(blows.map(after));
}

import { setTimeout as pause } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ErrorLog } from '../error-log.js';
import { noteEndings } from './note-endings.js';
import { reckon, recount } from './reckon.js';

export interface RollupsOptions {
  readonly client: ClickHouseClient;
  readonly registry: Registry;
  readonly log: ErrorLog;
}

/** Keeps the sums over calls up to date, and notes which runs are over, for as long as the bridge runs. */
export interface Rollups {
  /** Gives up what is under way; whoever comes next does it. */
  readonly close: () => Promise<void>;
}

const PAUSE_MS = 5_000;
/** How much longer than its work a pause is: at most a fifth of one connection's time goes into rollups. */
const REST = 4;
const RECOUNT_MS = 6 * 3600 * 1000;
const NOTE_MS = 60_000;

/** Adds up what has changed every few seconds. While ClickHouse is away, answers are made of calls; nothing is lost. */
export function startRollups({ client, registry, log }: RollupsOptions): Rollups {
  const closing = new AbortController();
  const isClosing = (): boolean => closing.signal.aborted;
  let upToDateAt = performance.now();
  let recountedAt: number | undefined;
  let notedAt: number | undefined;
  let isFailing = false;
  const reckoned = new Counter({
    name: 'hive_rollup_reckoned_total',
    help: 'Hours and days that were added up.',
    registers: [registry],
  });
  new Gauge({
    name: 'hive_rollup_lag_seconds',
    help: 'How long ago the rollups had everything that was stored then.',
    registers: [registry],
    collect() {
      this.set((performance.now() - upToDateAt) / 1000);
    },
  });

  const catchUp = async (): Promise<void> => {
    const startedAt = performance.now();
    if (recountedAt === undefined || startedAt - recountedAt > RECOUNT_MS) {
      await recount(client, closing.signal);
      recountedAt = startedAt;
    }
    const pass = await reckon(client, closing.signal);
    reckoned.inc(pass.reckoned);
    if (pass.isComplete) upToDateAt = startedAt;
    if (notedAt === undefined || startedAt - notedAt > NOTE_MS) {
      await noteEndings(client, closing.signal);
      notedAt = startedAt;
    }
  };

  const run = async (): Promise<void> => {
    while (!isClosing()) {
      const startedAt = performance.now();
      try {
        await catchUp();
        isFailing = false;
      } catch (error) {
        if (!isFailing && !isClosing()) log.error({ err: error }, 'Rollups cannot be brought up to date');
        isFailing = true;
      }
      const rest = Math.max(PAUSE_MS, REST * (performance.now() - startedAt));
      await pause(rest, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import { ClickHouseError } from '@clickhouse/client';
import type { Block } from './block.js';
import { inSpan } from '../tracing/own-spans.js';
import type { Spool } from './spool.js';

export interface ReplayOptions {
  readonly spool: Spool;
  /** `failures` says how often ClickHouse has said no to the very same blocks before. */
  readonly insert: (blocks: readonly Block[], failures: number) => Promise<void>;
  /** Told whether the last attempt went well. */
  readonly onAttempt: (failure?: unknown) => void;
}

/** Carries the spool to ClickHouse, oldest first, and tries again for as long as it takes. */
export interface Replay {
  /** Begins, unless it is at it. */
  readonly start: () => void;
  /** Ends after the attempt that is under way; the rest stays in the spool. */
  readonly stop: () => Promise<void>;
}

const FIRST_DELAY_MS = 200;
const LAST_DELAY_MS = 5_000;

export function createReplay({ spool, insert, onAttempt }: ReplayOptions): Replay {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let running: Promise<void> | undefined;
  let failures = 0;

  /** Takes one segment; false when there was none. */
  const step = async (): Promise<boolean> => {
    const segment = await spool.oldest();
    if (segment === undefined) return false;
    try {
      const work = { name: 'replay', kind: 'internal', attributes: { 'hive.blocks': segment.blocks.length } } as const;
      await inSpan({ ...work, worksFor: [] }, () => insert(segment.blocks, failures));
    } catch (failure) {
      if (failure instanceof ClickHouseError) failures += 1;
      throw failure;
    }
    failures = 0;
    await segment.remove();
    return true;
  };

  const run = async (): Promise<void> => {
    let delay = FIRST_DELAY_MS;
    while (!isStopping()) {
      try {
        if (!(await step())) return;
        onAttempt();
        delay = FIRST_DELAY_MS;
      } catch (failure) {
        onAttempt(failure);
        await pause(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
        delay = Math.min(2 * delay, LAST_DELAY_MS);
      }
    }
  };

  const start = (): void => {
    if (isStopping()) return;
    running ??= run().then(() => {
      running = undefined;
      // Something may have come between the last look and now.
      if (spool.state().oldestAt !== null) start();
    });
  };

  return {
    start,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

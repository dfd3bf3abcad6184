import { ClickHouseError } from '@clickhouse/client';
import type { Database } from '@hiveboard/clickhouse';
import type { ErrorLog } from '../error-log.js';
import type { Arrival } from '../rows/arrival.js';
import type { Rows } from '../rows/rows.js';
import { currentSpan, inChildSpan, inSpan, withoutSpan, type SpanContext } from '../tracing/own-spans.js';
import { blocksOf, bytesOf, rowsIn, type Block } from './block.js';
import { insertBlocks, type Attempt } from './insert.js';
import { createReplay } from './replay.js';
import { SpoolFull, type Spool } from './spool.js';

/** Nothing was stored for now; the sender keeps its data and comes back. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly retryAfterSeconds: number;

  constructor(message: string, options: { readonly retryAfterSeconds: number; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** How long ClickHouse took for one batch, and what came of it. */
export interface InsertTiming {
  readonly seconds: number;
  readonly outcome: 'success' | 'failure';
}

export interface WriterOptions {
  readonly database: Pick<Database, 'writer' | 'isPrepared'>;
  /** Where rows go that ClickHouse cannot take now. The writer empties it; who opened it closes it. */
  readonly spool: Spool;
  readonly log: ErrorLog;
  /** How long the first request of a batch waits for others, in milliseconds. Default 20. */
  readonly lingerMs?: number;
  /** How much may wait in memory before requests are refused, in bytes as inserted. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  /** How long a request waits for ClickHouse before it goes to the spool, in milliseconds. Default 8,000. */
  readonly patienceMs?: number;
  readonly observer?: WriterObserver;
}

/** Whoever counts what a writer does. */
export interface WriterObserver {
  /** An insert was tried. */
  readonly inserted: (timing: InsertTiming) => void;
  /** So many rows were refused, and are dead letters now. */
  readonly setAside: (rows: number) => void;
}

/** Writes rows; a promise fulfils when ClickHouse has them, or the disk does. */
export interface Writer {
  /** @throws StoreUnavailable */
  readonly write: (rows: Rows, arrival: Arrival) => Promise<void>;
  /** Keeps what is pending, in ClickHouse or soon in the spool. */
  readonly close: () => Promise<void>;
}

interface Pending {
  readonly blocks: readonly Block[];
  readonly bytes: number;
  /** The span of the bridge's own that waits for it. */
  readonly span: SpanContext | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Shorter than the ten seconds after which an exporter gives up and sends again. */
const PATIENCE_MS = 8_000;
/** How often ClickHouse may fail at the same rows of the spool with an error that nobody knows: about a minute. */
const MOST_FAILURES = 15;
/** How long ClickHouse has to take what is pending when the bridge stops. */
const FAREWELL_MS = 3_000;

/** The spool's refusal, as the sender is told. */
const refusal = (cause: unknown): StoreUnavailable =>
  new StoreUnavailable(
    cause instanceof SpoolFull
      ? 'ClickHouse did not take the rows, and the spool is full'
      : 'ClickHouse did not take the rows, and neither did the spool',
    { retryAfterSeconds: 5, cause },
  );

/**
 * Gathers the rows of requests that arrive close together into one insert a table: ClickHouse likes few large inserts.
 * One batch is on its way at a time while the next one gathers. While ClickHouse is away, batches go to the spool, which
 * follows when it is back; whatever comes then is inserted beside, since rows converge in any order.
 */
export function createWriter(options: WriterOptions): Writer {
  const { database, spool, log, observer } = options;
  const { lingerMs = 20, maxPendingBytes = 64 * 1024 * 1024, patienceMs = PATIENCE_MS } = options;
  const leaving = new AbortController();
  let waiting: Pending[] = [];
  let pendingBytes = 0;
  let running: Promise<void> | undefined;
  let isClosed = false;
  let isFailing = false;
  let isAway = false;

  const notice = (failure?: unknown): void => {
    const wasFailing = isFailing;
    isFailing = failure !== undefined;
    // A ClickHouse that says no is there: what it will not take now must not keep it from taking what comes.
    isAway = isFailing && !(failure instanceof ClickHouseError);
    if (isFailing && !wasFailing) log.error({ err: failure }, 'ClickHouse does not take rows; the spool keeps them');
  };

  const insert = async (blocks: readonly Block[], how: Omit<Attempt, 'client'>): Promise<void> => {
    // A table may be there before the views that are fed from it: rows that came then would be missing in these.
    if (!database.isPrepared()) throw new Error('The tables in ClickHouse are not prepared yet.');
    const startedAt = performance.now();
    const done = (outcome: InsertTiming['outcome']): void =>
      observer?.inserted({ seconds: (performance.now() - startedAt) / 1000, outcome });
    const attributes = { 'db.system.name': 'clickhouse', 'hive.rows': rowsIn(blocks), 'hive.bytes': bytesOf(blocks) };
    const refused = await inChildSpan({ name: 'insert', kind: 'client', attributes }, () =>
      insertBlocks(blocks, { client: database.writer, ...how }),
    ).catch((failure: unknown) => {
      done('failure');
      throw failure;
    });
    done('success');
    if (refused.length > 0) {
      observer?.setAside(refused.length);
      log.error(
        { rows: refused.length, reason: refused[0]?.reason },
        'ClickHouse refused rows; they are in hive.dead_letters',
      );
    }
  };

  const replay = createReplay({
    spool,
    insert: (blocks, failures) => insert(blocks, { signal: leaving.signal, lastResort: failures >= MOST_FAILURES }),
    onAttempt: notice,
  });
  replay.start();

  const keep = async (blocks: readonly Block[]): Promise<void> => {
    // With nothing in the spool, nobody else would find out that ClickHouse is back.
    if (!isAway || spool.state().oldestAt === null) {
      try {
        const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(patienceMs)]);
        await insert(blocks, { signal, lastResort: false });
        notice();
        return;
      } catch (failure) {
        notice(failure);
      }
    }
    await spool.append(blocks);
    replay.start();
  };

  /** Keeps a batch as a trace of its own, which points to those of its requests, if these have any. */
  const keepFor = (batch: readonly Pending[]): Promise<void> => {
    const blocks = batch.flatMap((pending) => pending.blocks);
    const worksFor = batch.flatMap(({ span }) => span ?? []);
    return worksFor.length === 0
      ? withoutSpan(() => keep(blocks))
      : inSpan({ name: 'keep', kind: 'internal', worksFor }, () => keep(blocks));
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, lingerMs));
      const batch = waiting;
      waiting = [];
      try {
        await keepFor(batch);
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        const error = refusal(cause);
        for (const { reject } of batch) reject(error);
      }
      pendingBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    // In the same breath as the last look at `waiting`: a write a moment later must start a drain of its own.
    running = undefined;
  };

  return {
    write: (rows, arrival) => {
      if (isClosed) return Promise.reject(new StoreUnavailable('the bridge stops', { retryAfterSeconds: 5 }));
      const blocks = blocksOf(rows, arrival);
      const bytes = bytesOf(blocks);
      if (bytes === 0) return Promise.resolve();
      if (pendingBytes > 0 && pendingBytes + bytes > maxPendingBytes) {
        return Promise.reject(new StoreUnavailable('too many rows wait for ClickHouse', { retryAfterSeconds: 2 }));
      }
      pendingBytes += bytes;
      const span = currentSpan();
      const written = new Promise<void>((resolve, reject) => waiting.push({ blocks, bytes, span, resolve, reject }));
      running ??= drain();
      return written;
    },
    close: async () => {
      isClosed = true;
      const farewell = setTimeout(() => {
        leaving.abort();
      }, FAREWELL_MS);
      await Promise.all([running, replay.stop()]);
      clearTimeout(farewell);
    },
  };
}

import { runOutside } from '../scope.js';
import type { Warn } from '../warnings.js';
import type { SpanSink } from './provider.js';
import type { FinishedSpan } from './recorded-span.js';
import type { Delivery, Sender } from './sender.js';
import { spanSize } from './span-size.js';

/** How an outbox paces itself. */
export interface OutboxOptions {
  readonly sender: Sender;
  readonly warn: Warn;
  /** How long a span waits for company, in milliseconds. */
  readonly delayMs: number;
  /** The most spans that wait; past that the oldest are dropped. */
  readonly maxSpans: number;
  /** The most bytes that wait, roughly. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Wait after the first failure, in milliseconds; doubles up to 30 s. Default 500. */
  readonly backoffMs?: number;
}

/** What became of the spans. */
export interface OutboxStats {
  readonly sent: number;
  readonly pending: number;
  readonly dropped: number;
}

interface Waiting {
  readonly span: FinishedSpan;
  readonly size: number;
}

const BATCH_SPANS = 512;
/** Below what receivers commonly take, before compression. */
const BATCH_BYTES = 2 * 1024 * 1024;
const LONGEST_BACKOFF_MS = 30_000;

/**
 * Holds finished spans until the receiver has them: one batch at a time, in order, again and again through an outage.
 * Bounded by count and by bytes; when full, the oldest go first and are counted. Its timers never hold a process open.
 */
export class Outbox implements SpanSink {
  readonly #options: OutboxOptions;
  #closed = false;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #batchSpans = BATCH_SPANS;
  #added = 0;
  #sent = 0;
  #dropped = 0;
  /** Dropped for want of room since the receiver last took something. */
  #crowdedOut = 0;
  #saidCrowded = false;
  #failures = 0;
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  readonly #flushes = new Set<() => void>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  onEnd(span: FinishedSpan): void {
    this.#added += 1;
    if (this.#closed) {
      this.#dropped += 1;
      return;
    }
    const size = spanSize(span);
    this.#waiting.push({ span, size });
    this.#bytes += size;
    this.#trim();
    if (this.#running) return;
    if (this.#waiting.length >= BATCH_SPANS) this.#start();
    else
      this.#timer ??= runOutside(() =>
        setTimeout(() => {
          this.#start();
        }, this.#options.delayMs).unref(),
      );
  }

  stats(): OutboxStats {
    return { sent: this.#sent, pending: this.#added - this.#settled, dropped: this.#dropped };
  }

  /** Resolves when all spans that are in now have left or been dropped, or after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void> {
    const goal = this.#added;
    if (this.#settled >= goal) return Promise.resolve();
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.#settled >= goal) finish();
      };
      const finish = (): void => {
        clearTimeout(deadline);
        this.#flushes.delete(check);
        resolve();
      };
      // This timer does hold the process open: somebody awaits it.
      const deadline = setTimeout(finish, timeoutMs);
      this.#flushes.add(check);
      this.kick();
    });
  }

  /** Sends now what waits, even in the middle of a pause after a failure. */
  kick(): void {
    this.#wake?.();
    this.#start();
  }

  /** Gives up what still waits and cuts the connection. */
  close(): void {
    clearTimeout(this.#timer);
    this.#closed = true;
    this.#countCrowdedOut();
    this.#options.sender.close();
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
    this.#bytes = 0;
    this.#wake?.();
    this.#checkFlushes();
  }

  get #settled(): number {
    return this.#sent + this.#dropped;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#running) return;
    this.#running = true;
    void runOutside(() => this.#drain());
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#take();
        const delivery = await this.#options.sender.deliver(batch.map(({ span }) => span));
        const pauseMs = this.#settle(batch, delivery);
        this.#checkFlushes();
        if (pauseMs > 0) await this.#pause(pauseMs);
      }
    } finally {
      // In the same turn as the last look at the queue: a span that comes later must find nobody running.
      this.#running = false;
    }
  }

  #checkFlushes(): void {
    for (const check of [...this.#flushes]) check();
  }

  #take(): readonly Waiting[] {
    let count = 0;
    let bytes = 0;
    for (const { size } of this.#waiting) {
      if (count > 0 && (count >= this.#batchSpans || bytes + size > BATCH_BYTES)) break;
      count += 1;
      bytes += size;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  /** Books what became of a batch; answers how long to wait before the next, in milliseconds. */
  #settle(batch: readonly Waiting[], delivery: Delivery): number {
    const { warn } = this.#options;
    switch (delivery.kind) {
      case 'accepted': {
        const rejected = Math.min(delivery.rejected, batch.length);
        this.#sent += batch.length - rejected;
        this.#dropped += rejected;
        this.#failures = 0;
        this.#countCrowdedOut();
        this.#batchSpans = Math.min(BATCH_SPANS, this.#batchSpans * 2);
        if (delivery.message !== undefined) warn(`the receiver says: ${delivery.message}`);
        return 0;
      }
      case 'refused':
        this.#dropped += batch.length;
        warn(`${delivery.reason}; spans are dropped`);
        return 0;
      case 'too_large':
        if (batch.length === 1) {
          this.#dropped += 1;
          warn('a span is larger than the receiver takes; it is dropped');
        } else {
          this.#batchSpans = Math.ceil(batch.length / 2);
          this.#putBack(batch);
        }
        return 0;
      case 'later':
        if (this.#closed || this.#failures >= (delivery.tries ?? Infinity)) {
          this.#dropped += batch.length;
          this.#failures = 0;
          return 0;
        }
        this.#putBack(batch);
        warn(`cannot deliver (${delivery.reason}); spans are held and sent again`);
        return Math.max(this.#backoffMs(), Math.min(delivery.afterMs ?? 0, LONGEST_BACKOFF_MS));
    }
  }

  /** Says how many it were, once that is known. */
  #countCrowdedOut(): void {
    if (this.#crowdedOut === 0) return;
    this.#options.warn(`${this.#crowdedOut} spans were dropped while the receiver did not answer: raise maxQueueSize`);
    this.#crowdedOut = 0;
    this.#saidCrowded = false;
  }

  #backoffMs(): number {
    const { backoffMs = 500 } = this.#options;
    const longest = Math.min(LONGEST_BACKOFF_MS, backoffMs * 2 ** this.#failures);
    this.#failures += 1;
    // Spread out, so that a fleet does not return in step.
    return longest * (0.75 + Math.random() / 4);
  }

  #putBack(batch: readonly Waiting[]): void {
    this.#waiting = [...batch, ...this.#waiting];
    this.#bytes += batch.reduce((bytes, { size }) => bytes + size, 0);
    this.#trim();
  }

  #trim(): void {
    const { maxSpans, maxBytes = 64 * 1024 * 1024, warn } = this.#options;
    while (this.#waiting.length > maxSpans || (this.#bytes > maxBytes && this.#waiting.length > 1)) {
      this.#bytes -= this.#waiting.shift()?.size ?? 0;
      this.#dropped += 1;
      this.#crowdedOut += 1;
    }
    if (this.#crowdedOut > 0 && !this.#saidCrowded) {
      this.#saidCrowded = true;
      warn('more spans wait than maxQueueSize or memory allows; the oldest are dropped until the receiver answers');
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms).unref();
      this.#wake = end;
    });
  }
}

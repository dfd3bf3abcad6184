import type { QueueSnapshotOptions } from '@hiveboard/sdk';

/** Something that waits to be done. */
export interface WorkItem {
  readonly id: string;
  readonly summary: string;
  readonly priority: 'high' | 'normal' | 'low';
  readonly source: 'human' | 'webhook' | 'heartbeat' | 'scheduled';
}

interface Queued extends WorkItem {
  readonly queuedAt: number;
}

/** So many items a snapshot shows. */
const SHOWN = 8;

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** First in, first out, and able to say what it holds. */
export class WorkQueue {
  readonly #now: () => number;
  readonly #waiting: Queued[] = [];
  #processing: { readonly item: Queued; readonly startedAt: number } | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get depth(): number {
    return this.#waiting.length;
  }

  add(item: WorkItem): void {
    this.#waiting.push({ ...item, queuedAt: this.#now() });
  }

  /** Takes the oldest item, which counts as being processed until `done`. */
  take(): WorkItem | undefined {
    const item = this.#waiting.shift();
    this.#processing = item && { item, startedAt: this.#now() };
    return item;
  }

  done(): void {
    this.#processing = undefined;
  }

  /** What waits, for `queueProvider`. */
  readonly snapshot = (): QueueSnapshotOptions => {
    const now = this.#now();
    const [oldest] = this.#waiting;
    const processing = this.#processing;
    return {
      depth: this.#waiting.length,
      ...(oldest && { oldestAgeSeconds: Math.round((now - oldest.queuedAt) / 1000) }),
      items: this.#waiting.slice(0, SHOWN).map(({ id, priority, source, summary, queuedAt }) => ({
        id,
        priority,
        source,
        summary,
        queued_at: iso(queuedAt),
      })),
      ...(processing && {
        processing: {
          id: processing.item.id,
          summary: processing.item.summary,
          started_at: iso(processing.startedAt),
          elapsed_ms: now - processing.startedAt,
        },
      }),
    };
  };
}

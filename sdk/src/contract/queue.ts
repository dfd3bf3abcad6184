import { defineEvent } from './concept.js';
import { amount, count, isRecord, isRecords, json, optional, type ValueOf } from './field.js';
import type { Priority } from './todo.js';

/** Where queued work comes from; other words are kept. */
export const QUEUE_SOURCES = ['human', 'webhook', 'heartbeat', 'scheduled'] as const;
export type QueueSource = (typeof QUEUE_SOURCES)[number];

/** One waiting item. Keys are snake_case: the value travels as JSON. */
export interface QueueItem {
  readonly id?: string;
  readonly priority?: Priority;
  readonly source?: QueueSource | (string & Record<never, never>);
  readonly summary?: string;
  readonly queued_at?: string;
}

/** The item being worked on. */
export interface QueueProcessing {
  readonly id?: string;
  readonly summary?: string;
  readonly started_at?: string;
  readonly elapsed_ms?: number;
}

const areItems = (value: unknown): value is readonly QueueItem[] => isRecords(value);
const isProcessing = (value: unknown): value is QueueProcessing => isRecord(value);

/** What waits for an agent right now. The newest snapshot replaces the one before. */
export const queueSnapshot = defineEvent({
  kind: 'queue_snapshot',
  scope: 'agent',
  doc: 'What waits for an agent right now. Depth 0 is news too: the queue is drained.',
  fields: {
    depth: count('hive.queue.depth', { doc: 'How many items wait.' }),
    oldestAgeSeconds: optional(amount('hive.queue.oldest_age_seconds', { doc: 'How long the oldest has waited.' })),
    items: optional(
      json('hive.queue.items', {
        doc: 'The first few.',
        accepts: areItems,
        expected: 'a list of {id, priority, source, summary, queued_at}',
      }),
    ),
    processing: optional(
      json('hive.queue.processing', {
        doc: 'What is being worked on.',
        accepts: isProcessing,
        expected: '{id, summary, started_at, elapsed_ms}',
      }),
    ),
  },
  summary: ({ depth, oldestAgeSeconds }) =>
    `Queue: ${depth ?? '?'} items${oldestAgeSeconds === undefined ? '' : `, oldest ${Math.round(oldestAgeSeconds)}s`}`,
  tags: () => ['queue'],
  severity: () => 'debug',
});
export type QueueSnapshot = ValueOf<typeof queueSnapshot.fields>;

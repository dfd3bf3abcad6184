import { defineEvent } from './concept.js';
import { amount, count, optional, type ValueOf } from './field.js';
import { json, readShape, readShapes, type Shaped } from './json-field.js';

/** Where queued work comes from; other words are kept. */
export const QUEUE_SOURCES = ['human', 'webhook', 'heartbeat', 'scheduled'] as const;
export type QueueSource = (typeof QUEUE_SOURCES)[number];

const itemShape = {
  id: 'string',
  priority: 'string',
  source: 'string',
  summary: 'string',
  queued_at: 'string',
} as const;
const processingShape = { id: 'string', summary: 'string', started_at: 'string', elapsed_ms: 'number' } as const;

/** One waiting item. Its keys are snake_case: the value travels as JSON. Known words: priorities, {@link QUEUE_SOURCES}. */
export type QueueItem = Shaped<typeof itemShape>;

/** The item being worked on. */
export type QueueProcessing = Shaped<typeof processingShape>;

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
        read: readShapes(itemShape),
        expected: 'a list of {id, priority, source, summary, queued_at}',
      }),
    ),
    processing: optional(
      json('hive.queue.processing', {
        doc: 'What is being worked on.',
        read: readShape(processingShape),
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

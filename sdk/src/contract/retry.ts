import { defineEvent } from './concept.js';
import { amount, count, optional, text, type ValueOf } from './field.js';

/** Something is tried again. */
export const retry = defineEvent({
  kind: 'retry',
  scope: 'task',
  doc: 'Something failed and is tried again.',
  fields: {
    attempt: count('hive.retry.attempt', { from: 1, doc: 'Which retry, from 1.' }),
    reason: text('hive.retry.reason', { doc: 'What went wrong.' }),
    backoffSeconds: optional(amount('hive.retry.backoff_seconds', { doc: 'How long the agent waits first.' })),
  },
  summary: ({ attempt, reason }) => `Retry ${attempt ?? '?'}: ${reason ?? 'unknown reason'}`,
  tags: () => ['retry'],
  severity: () => 'warn',
});
export type Retry = ValueOf<typeof retry.fields>;

import { defineEvent } from './concept.js';
import { type ValueOf } from './field.js';
import { json, readShapes, type Shaped } from './json-field.js';

/** How a scheduled run ended last. */
export const RUN_STATUSES = ['success', 'failure', 'skipped'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

const itemShape = {
  id: 'string',
  name: 'string',
  next_run: 'string',
  /** Such as 5m, 1h, daily, weekly; null runs once. */
  interval: 'string | null',
  enabled: 'boolean',
  last_status: 'string | null',
  /** An older way to say `enabled`: active. */
  status: 'string',
} as const;

/** Work that recurs or is due later. Its keys are snake_case: the value travels as JSON. Known: {@link RUN_STATUSES}. */
export type ScheduledItem = Shaped<typeof itemShape>;

/** The next run among items, or undefined. ISO dates sort as text. */
const nextRun = (items: readonly ScheduledItem[]): string | undefined =>
  items
    .map((item) => item.next_run)
    .filter((at) => typeof at === 'string')
    .sort()[0];

/** All that is scheduled. Each report replaces the one before. */
export const scheduled = defineEvent({
  kind: 'scheduled',
  scope: 'agent',
  doc: 'All scheduled work of an agent. Each report replaces the one before.',
  fields: {
    items: json('hive.schedule.items', {
      doc: 'The items.',
      read: readShapes(itemShape),
      expected: 'a list of {id, name, next_run, interval, enabled, last_status}',
    }),
  },
  summary: ({ items = [] }) => {
    const next = nextRun(items);
    return `${items.length} scheduled items${next === undefined ? '' : `, next at ${next}`}`;
  },
  tags: () => ['scheduled'],
});
export type Schedule = ValueOf<typeof scheduled.fields>;

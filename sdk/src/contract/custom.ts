import { defineEvent } from './concept.js';
import { label, optional, type ValueOf } from './field.js';
import { readRecord, json } from './json-field.js';

/** Anything that has no concept of its own. */
export const custom = defineEvent({
  kind: 'custom',
  scope: 'any',
  doc: 'Anything that has no concept of its own; shown by its summary and payload.',
  fields: {
    name: label('hive.custom.name', { limit: 128, doc: 'What happened.' }),
    payload: optional(json('hive.custom.payload', { doc: 'Details.', read: readRecord, expected: 'an object' })),
  },
  summary: ({ name }) => name ?? 'Event',
});
export type CustomEvent = ValueOf<typeof custom.fields>;

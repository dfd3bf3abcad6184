import { defineEvent } from './concept.js';
import { label, optional, type ValueOf } from './field.js';
import { readRecord, json } from './json-field.js';

/** One step of an agent's work. A child span of the task or of the enclosing action; its span id is the action id. */
export const actionFields = {
  name: label('hive.action.name', { limit: 256, doc: 'What the step does.' }),
  parentId: optional(label('hive.action.parent_id', { limit: 16, doc: 'Span id of the enclosing action.' })),
  payload: optional(
    json('hive.action.payload', {
      doc: 'Arguments, results, whatever helps.',
      read: readRecord,
      expected: 'an object',
    }),
  ),
} as const;
export type Action = ValueOf<typeof actionFields>;

/** Rides on progress spans alone: says that an action is under way, which its own span can tell only at its end. */
export const actionStarted = defineEvent({
  kind: 'action_started',
  scope: 'any',
  doc: 'An action is under way. Only on progress spans; the action span replaces it.',
  fields: { name: actionFields.name, parentId: actionFields.parentId },
  summary: ({ name }) => name ?? 'Action',
  tags: () => ['action'],
});
export type ActionStart = ValueOf<typeof actionStarted.fields>;

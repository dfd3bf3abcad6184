import { SEVERITIES } from './concept.js';
import { label, oneOf, optional, text, words, type ValueOf } from './field.js';

/** What every Hive event carries, whatever its kind. */
export const eventFields = {
  id: label('hive.event.id', {
    limit: 36,
    doc: 'UUIDv7. The same in every copy of the event; receivers deduplicate by it.',
  }),
  kind: optional(
    label('hive.event.kind', {
      limit: 64,
      doc: 'What happened; unknown kinds are kept and shown generically. Else the name of the span event says it.',
    }),
  ),
  summary: optional(text('hive.event.summary', { doc: 'One line for people.' })),
  tags: optional(words('hive.event.tags', { doc: 'Words to filter by.' })),
  severity: optional(oneOf('hive.event.severity', SEVERITIES, { doc: 'Derived from the kind when absent.' })),
  actionId: optional(label('hive.action.id', { limit: 16, doc: 'Span id of the action during which it happened.' })),
  parentId: optional(label('hive.event.parent_id', { limit: 36, doc: 'The event that caused this one.' })),
} as const;

/** The envelope of an event. */
export type EventEnvelope = ValueOf<typeof eventFields>;

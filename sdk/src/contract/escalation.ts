import { defineEvent } from './concept.js';
import { label, optional, text, type ValueOf } from './field.js';

/** A task is handed to somebody else. */
export const escalated = defineEvent({
  kind: 'escalated',
  scope: 'task',
  doc: 'Work is handed to a person, a team or another agent.',
  fields: {
    reason: text('hive.escalation.reason', { doc: 'Why.' }),
    assignedTo: optional(label('hive.escalation.assigned_to', { limit: 256, doc: 'To whom.' })),
  },
  summary: ({ reason }) => reason ?? 'Escalated',
  tags: () => ['escalation', 'human'],
  severity: () => 'warn',
});
export type Escalation = ValueOf<typeof escalated.fields>;

import { defineEvent } from './concept.js';
import { amount, optional, type ValueOf } from './field.js';
import { readRecord, json } from './json-field.js';

/** A sign of life, with whatever the agent likes to say of its state. */
export const heartbeat = defineEvent({
  kind: 'heartbeat',
  scope: 'agent',
  doc: 'A sign of life at a fixed interval. A summary, when there is one, shows on the agent card.',
  fields: {
    data: optional(
      json('hive.heartbeat.data', { doc: 'State in numbers.', read: readRecord, expected: 'an object', limit: 1024 }),
    ),
    stuckThresholdSeconds: optional(
      amount('hive.agent.stuck_threshold_seconds', { doc: 'Repeated so that it survives a lost registration.' }),
    ),
  },
  // A beat that says nothing has no summary: the card shows its age instead.
  summary: () => '',
  severity: () => 'debug',
});
export type Heartbeat = ValueOf<typeof heartbeat.fields>;

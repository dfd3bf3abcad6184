import type { z } from 'zod';
import { SEVERITIES, type EventRecord } from '@hiveboard/sdk/contract';
import type { EventsFilter } from '../query/events.js';
import { cursorOf } from './cursor.js';
import { anyOf, id, text, words } from './params.js';

/** Which events: what the list and the live stream are both asked. */
export const eventsFilterParameters = {
  agent_id: id.describe('Events of this agent alone.'),
  task_id: id.describe('Events of this task alone.'),
  task_run_id: id.describe('Events of this run of a task alone.'),
  project: id.describe('Events of this project alone.'),
  environment: id.describe('Events in this environment alone.'),
  group: id.describe('Events of agents of this group alone.'),
  kind: words.describe('Events of these kinds, with commas between.'),
  exclude_kind: words.describe('Events of other kinds than these, with commas between: `heartbeat`, say.'),
  severity: anyOf(SEVERITIES).describe('Events of these severities, with commas between.'),
  q: text.describe('Words in what the event says, in upper or lower case.'),
};

/** The filter that parameters say. */
export const eventsFilter = (
  asked: z.output<z.ZodObject<typeof eventsFilterParameters>>,
  tenant: string,
): EventsFilter => ({
  tenant,
  agentId: asked.agent_id,
  environment: asked.environment,
  group: asked.group,
  project: asked.project,
  taskId: asked.task_id,
  runId: asked.task_run_id,
  kinds: asked.kind,
  otherThanKinds: asked.exclude_kind,
  severities: asked.severity,
  text: asked.q,
});

/** The place right at an event. */
export const eventCursor = ({ timestamp, event_id }: EventRecord): string =>
  cursorOf({ at: Date.parse(timestamp), id: event_id });

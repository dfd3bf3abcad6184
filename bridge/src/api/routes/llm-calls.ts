import { z } from 'zod';
import { findCalls, totalOfCalls, type CallsFilter } from '../../query/llm-calls.js';
import { cursorOf, placeOf } from '../cursor.js';
import { pageOf } from '../page.js';
import { cursor, id, limit, period, periodOf } from '../params.js';
import { route, type Asking } from '../route.js';

/** Which calls: what the list and its export are both asked. */
export const callsFilterParameters = {
  ...period,
  agent_id: id.describe('Calls by this agent alone.'),
  model: id.describe('Calls to this model alone.'),
  task_id: id.describe('Calls of this task alone.'),
  task_run_id: id.describe('Calls of this run of a task alone.'),
  session_id: id.describe('Calls of this conversation alone.'),
  user_id: id.describe('Calls for this user alone.'),
};

/** The filter that parameters say. */
export const callsFilter = (
  asked: z.output<z.ZodObject<typeof callsFilterParameters>>,
  { tenant, now }: Pick<Asking, 'tenant' | 'now'>,
): CallsFilter => ({
  tenant,
  period: periodOf(asked, now),
  agentId: asked.agent_id,
  model: asked.model,
  taskId: asked.task_id,
  runId: asked.task_run_id,
  sessionId: asked.session_id,
  userId: asked.user_id,
});

export const llmCalls = route({
  path: '/v1/llm-calls',
  summary: 'Calls to language models, newest first, with totals over the whole filter.',
  parameters: z.object({ ...callsFilterParameters, limit: limit(200, 50), cursor }),
  isPrivate: true,
  answer: async (asked, asking) => {
    const { reader, signal } = asking;
    const place = placeOf(asked.cursor);
    const filter = callsFilter(asked, asking);
    const after = place === null ? null : { at: place.at, eventId: place.id };
    const [calls, totals] = await Promise.all([
      findCalls(reader, { ...filter, limit: asked.limit + 1, after }, signal),
      totalOfCalls(reader, filter, signal),
    ]);
    return {
      ...pageOf(calls, asked.limit, (call) => cursorOf({ at: Date.parse(call.timestamp), id: call.event_id })),
      totals,
    };
  },
});

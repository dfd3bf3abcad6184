import { z } from 'zod';
import { findCalls } from '../../query/llm-calls.js';
import { cursorOf, placeOf } from '../cursor.js';
import { pageOf } from '../page.js';
import { cursor, id, limit, period, periodOf } from '../params.js';
import { route } from '../route.js';

export const llmCalls = route({
  path: '/v1/llm-calls',
  summary: 'Calls to language models, newest first, with totals over the whole filter.',
  parameters: z.object({
    ...period,
    agent_id: id.describe('Calls by this agent alone.'),
    model: id.describe('Calls to this model alone.'),
    task_id: id.describe('Calls of this task alone.'),
    task_run_id: id.describe('Calls of this run of a task alone.'),
    session_id: id.describe('Calls of this conversation alone.'),
    user_id: id.describe('Calls for this user alone.'),
    limit: limit(200, 50),
    cursor,
  }),
  isPrivate: true,
  answer: async (asked, { reader, tenant, now, signal }) => {
    const place = placeOf(asked.cursor);
    const { calls, totals } = await findCalls(
      reader,
      {
        tenant,
        period: periodOf(asked, now),
        agentId: asked.agent_id,
        model: asked.model,
        taskId: asked.task_id,
        runId: asked.task_run_id,
        sessionId: asked.session_id,
        userId: asked.user_id,
        limit: asked.limit + 1,
        after: place === null ? null : { at: place.at, eventId: place.id },
      },
      signal,
    );
    return {
      ...pageOf(calls, asked.limit, (call) => cursorOf({ at: Date.parse(call.timestamp), id: call.event_id })),
      totals,
    };
  },
});

import { z } from 'zod';
import { CALL_SORTS, COST_SOURCES } from '@hiveboard/sdk/contract';
import { findCalls, totalOfCalls, type CallsFilter } from '../../query/llm-calls.js';
import { whereRunLies } from '../../query/run-calls-period.js';
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
  provider: id.describe('Calls to this provider alone.'),
  task_type: id.describe('Calls for this type of task alone.'),
  project: id.describe('Calls for this project alone.'),
  environment: id.describe('Calls in this environment alone.'),
  group: id.describe('Calls by agents of this group alone.'),
  cost_source: z.enum(COST_SOURCES).optional().describe('Calls whose cost comes from there alone.'),
  failed: z.enum(['true', 'false']).optional().describe('Calls that failed alone, or those that did not.'),
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
  provider: asked.provider,
  taskType: asked.task_type,
  project: asked.project,
  environment: asked.environment,
  group: asked.group,
  costSource: asked.cost_source ?? '',
  failed: asked.failed ?? '',
});

export const llmCalls = route({
  path: '/v1/llm-calls',
  summary: 'Calls to language models, with totals over the whole filter.',
  parameters: z.object({
    ...callsFilterParameters,
    sort: z
      .enum(CALL_SORTS)
      .default('newest')
      .describe('Which come first: the newest, the oldest, or those that cost, used or took most.'),
    limit: limit(200, 50),
    cursor,
  }),
  isPrivate: true,
  answer: async (asked, asking) => {
    const { reader, signal } = asking;
    const place = placeOf(asked.cursor);
    const filter = await whereRunLies(reader, callsFilter(asked, asking), signal);
    const after = place === null ? null : { key: place.at, eventId: place.id };
    const [found, totals] = await Promise.all([
      findCalls(reader, { ...filter, sort: asked.sort, limit: asked.limit + 1, after }, signal),
      totalOfCalls(reader, filter, signal),
    ]);
    const { data, pagination } = pageOf(found, asked.limit, (row) =>
      cursorOf({ at: row.place.key, id: row.place.eventId }),
    );
    return { data: data.map(({ call }) => call), pagination, totals };
  },
});

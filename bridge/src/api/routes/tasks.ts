import { z } from 'zod';
import { TASK_SORTS, TASK_STATUSES } from '@hiveboard/sdk/contract';
import type { TaskPlace } from '../../query/run-pages.js';
import { findTasks } from '../../query/tasks.js';
import type { TasksFilter } from '../../query/tasks-filter.js';
import { cursorOf, numberAndTextIn, placeOf } from '../cursor.js';
import { pageOf } from '../page.js';
import { anyOf, cursor, id, limit, period, periodOf, text } from '../params.js';
import { route, type Asking } from '../route.js';

/** Which runs: what the list and its export are both asked. */
export const tasksFilterParameters = {
  ...period,
  agent_id: id.describe('Runs by this agent alone.'),
  task_id: id.describe('Runs of this task alone.'),
  environment: id.describe('Runs in this environment alone.'),
  group: id.describe('Runs by agents of this group alone.'),
  project: id.describe('Runs for this project alone.'),
  type: id.describe('Runs of this type of task alone.'),
  correlation_id: id.describe('Runs that carry this correlation id alone.'),
  status: anyOf(TASK_STATUSES).describe('Runs that stand so: any of these, with commas between.'),
  q: text.describe('Words in the names of task, type, agent and project or in the error, in upper or lower case.'),
};

/** The filter that parameters say. */
export const tasksFilter = (
  asked: z.output<z.ZodObject<typeof tasksFilterParameters>>,
  { tenant, now }: Pick<Asking, 'tenant' | 'now'>,
): TasksFilter => ({
  tenant,
  period: periodOf(asked, now),
  agentId: asked.agent_id,
  taskId: asked.task_id,
  runId: '',
  environment: asked.environment,
  group: asked.group,
  project: asked.project,
  taskType: asked.type,
  correlationId: asked.correlation_id,
  statuses: asked.status,
  text: asked.q,
});

function placeIn(cursor: string): TaskPlace | null {
  const place = placeOf(cursor);
  if (place === null) return null;
  const [began, taskId] = numberAndTextIn(place);
  return { key: place.at, began, runId: place.id, taskId };
}

export const tasks = route({
  path: '/v1/tasks',
  summary: 'Runs of tasks that began in the period.',
  parameters: z.object({
    ...tasksFilterParameters,
    sort: z.enum(TASK_SORTS).default('newest').describe('Which come first.'),
    limit: limit(200, 50),
    cursor,
  }),
  isPrivate: false,
  answer: async (asked, asking) => {
    const after = placeIn(asked.cursor);
    const found = await findTasks(
      asking.reader,
      {
        ...tasksFilter(asked, asking),
        sort: asked.sort,
        limit: asked.limit + 1,
        after,
      },
      asking.signal,
    );
    const { data, pagination } = pageOf(found, asked.limit, ({ place: { key, began, runId, taskId } }) =>
      cursorOf({ at: key, id: runId, beside: `${began} ${taskId}` }),
    );
    return { data: data.map(({ task }) => task), pagination };
  },
});

import { z } from 'zod';
import { HttpError } from '../../errors.js';
import { actionTree, withoutAnnounced } from '../../query/action-tree.js';
import { findTask } from '../../query/tasks.js';
import { TIMELINE_LIMIT, findPlan, findRunEvents } from '../../query/timeline.js';
import { id } from '../params.js';
import { route } from '../route.js';

export const taskTimeline = route({
  path: '/v1/tasks/{id}/timeline',
  summary: 'All that happened in a run of a task, running ones included.',
  parameters: z.object({ task_run_id: id.describe('The run; default the newest.') }),
  isPrivate: true,
  answer: async ({ task_run_id: runId }, { reader, tenant, now, path, signal }) => {
    const taskId = path['id'] ?? '';
    const task = await findTask(reader, { tenant, taskId, runId, now }, signal);
    if (task === undefined) throw new HttpError('task_not_found');
    const run = { tenant, taskId, runId: task.task_run_id };
    const [found, plan] = await Promise.all([findRunEvents(reader, run, signal), findPlan(reader, run, signal)]);
    const events = withoutAnnounced(found.slice(0, TIMELINE_LIMIT));
    return {
      task,
      events: events.map(({ record }) => record),
      action_tree: actionTree(events),
      plan,
      truncated: found.length > TIMELINE_LIMIT,
    };
  },
});

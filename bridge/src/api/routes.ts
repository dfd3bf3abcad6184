import type { z } from 'zod';
import type {
  AgentPipeline,
  AgentSummary,
  LlmCallPage,
  MetricsAnswer,
  Page,
  TaskSummary,
  TaskTimeline,
  UnpricedModel,
} from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import { actionTree, withoutAnnounced } from '../query/action-tree.js';
import { findAgents } from '../query/agents.js';
import { findCalls } from '../query/llm-calls.js';
import { findMetrics } from '../query/metrics.js';
import { findPipeline } from '../query/pipeline.js';
import { findTask, findTasks } from '../query/tasks.js';
import { TIMELINE_LIMIT, findPlan, findRunEvents } from '../query/timeline.js';
import { findUnpricedModels } from '../query/unpriced-models.js';
import type { Asking } from './asking.js';
import { cursorOf, placeOf } from './cursor.js';
import { events } from './event-page.js';
import { PARAMETERS, parse, periodOf } from './params.js';

/** A page out of one row more than it holds. */
function pageOf<T>(rows: readonly T[], limit: number, placeAfter: (row: T) => string): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, pagination: { cursor: more ? placeAfter(last) : null, has_more: more } };
}

async function agents({ reader, tenant, query, signal }: Asking): Promise<Page<AgentSummary>> {
  const { environment, group, status, limit } = parse(PARAMETERS.agents, query);
  const found = await findAgents(reader, { tenant, agentId: '', environment, group, statuses: status, limit }, signal);
  return { data: found, pagination: { cursor: null, has_more: false } };
}

async function pipeline({ reader, tenant, path, signal }: Asking): Promise<AgentPipeline> {
  const found = await findPipeline(reader, { tenant, agentId: path['id'] ?? '' }, signal);
  if (found === undefined) throw new HttpError('agent_not_found');
  return found;
}

async function tasks({ reader, tenant, now, query, signal }: Asking): Promise<Page<TaskSummary>> {
  const asked = parse(PARAMETERS.tasks, query);
  const place = placeOf(asked.cursor);
  const found = await findTasks(
    reader,
    {
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
      sort: asked.sort,
      limit: asked.limit + 1,
      after: place === null ? null : { key: place.at, runId: place.id },
    },
    signal,
  );
  const { data, pagination } = pageOf(found, asked.limit, ({ place: { key, runId } }) =>
    cursorOf({ at: key, id: runId }),
  );
  return { data: data.map(({ task }) => task), pagination };
}

async function timeline({ reader, tenant, now, query, path, signal }: Asking): Promise<TaskTimeline> {
  const { task_run_id: runId } = parse(PARAMETERS.timeline, query);
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
}

async function llmCalls({ reader, tenant, now, query, signal }: Asking): Promise<LlmCallPage> {
  const asked = parse(PARAMETERS.llmCalls, query);
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
}

async function unpricedModels({ reader, tenant, now, query, signal }: Asking): Promise<Page<UnpricedModel>> {
  const asked = parse(PARAMETERS.unpricedModels, query);
  const question = { tenant, period: periodOf(asked, now), limit: asked.limit + 1 };
  const found = await findUnpricedModels(reader, question, signal);
  return {
    data: found.slice(0, asked.limit),
    pagination: { cursor: null, has_more: found.length > asked.limit },
  };
}

async function metrics({ reader, tenant, now, query, signal }: Asking): Promise<MetricsAnswer> {
  const asked: z.output<(typeof PARAMETERS)['metrics']> = parse(PARAMETERS.metrics, query);
  return findMetrics(
    reader,
    {
      tenant,
      period: periodOf(asked, now),
      metric: asked.metric,
      groupBy: asked.group_by ?? null,
      agentId: asked.agent_id,
      model: asked.model,
      environment: asked.environment,
    },
    signal,
  );
}

/** Every question of the v1 API, by its path. */
export const ROUTES: Readonly<Record<string, (asking: Asking) => Promise<object>>> = {
  '/v1/agents': agents,
  '/v1/agents/:id/pipeline': pipeline,
  '/v1/tasks': tasks,
  '/v1/tasks/:id/timeline': timeline,
  '/v1/events': events,
  '/v1/llm-calls': llmCalls,
  '/v1/metrics': metrics,
  '/v1/unpriced-models': unpricedModels,
};

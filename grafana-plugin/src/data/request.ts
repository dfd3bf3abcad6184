import { apiRequest, type ApiRequest } from '@hiveboard/bridge/client';
import { chosenGroups, groupsFor } from './metric-groups.js';
import type {
  ApprovalsQuery,
  CostQuery,
  FleetPipelineQuery,
  LlmCallsQuery,
  MetricsQuery,
  PipelineQuery,
  TasksQuery,
  TimelineQuery,
} from './query.js';

/** A span of time in milliseconds since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is asked, without Grafana's bookkeeping. */
type Ask<Query> = Omit<Query, 'refId' | 'queryType'>;

/** The most rows that the bridge gives in one page; of agents it gives all at once. */
const PAGE_LIMIT = 200;
const AGENTS_LIMIT = 5000;
const DEFAULT_LIMIT = 50;

export const agentsRequest = (limit = AGENTS_LIMIT): ApiRequest<'/v1/agents'> =>
  apiRequest('/v1/agents', { params: { limit } });

export const tasksRequest = ({ agentId, status, limit }: Ask<TasksQuery>, range: Range): ApiRequest<'/v1/tasks'> =>
  apiRequest('/v1/tasks', {
    params: { ...during(range), agent_id: given(agentId), status: given(status), limit: limited(limit) },
  });

export const timelineRequest = ({
  taskId = '',
  taskRunId,
}: Ask<TimelineQuery>): ApiRequest<'/v1/tasks/{id}/timeline'> =>
  apiRequest('/v1/tasks/{id}/timeline', { path: { id: taskId }, params: { task_run_id: given(taskRunId) } });

export const llmCallsRequest = (
  { agentId, model, limit }: Ask<LlmCallsQuery | CostQuery>,
  range: Range,
): ApiRequest<'/v1/llm-calls'> =>
  apiRequest('/v1/llm-calls', {
    params: { ...during(range), agent_id: given(agentId), model: given(model), limit: limited(limit) },
  });

/** The calls of one run of a task. */
export const runCallsRequest = (
  run: { readonly taskId: string; readonly runId: string },
  range: Range,
): ApiRequest<'/v1/llm-calls'> =>
  apiRequest('/v1/llm-calls', {
    params: { ...during(range), task_id: run.taskId, task_run_id: run.runId, limit: PAGE_LIMIT },
  });

export const metricsRequest = (
  { metric, groupBy, thenBy, compare, agentId, model }: Ask<MetricsQuery>,
  range: Range,
): ApiRequest<'/v1/metrics'> =>
  apiRequest('/v1/metrics', {
    params: {
      metric,
      ...during(range),
      group_by: given(chosenGroups(metric, { groupBy, thenBy }).join(',')),
      compare: compare === '' ? undefined : compare,
      agent_id: given(agentId),
      // Only calls have models.
      model: groupsFor(metric).includes('model') ? given(model) : undefined,
    },
  });

export const pipelineRequest = ({ agentId }: Ask<PipelineQuery>): ApiRequest<'/v1/agents/{id}/pipeline'> =>
  apiRequest('/v1/agents/{id}/pipeline', { path: { id: agentId } });

export const fleetPipelineRequest = ({ limit }: Ask<FleetPipelineQuery>): ApiRequest<'/v1/pipeline'> =>
  apiRequest('/v1/pipeline', { params: { limit: limited(limit) } });

export const approvalsRequest = (
  { approvalStatus, approver, agentId, limit }: Ask<ApprovalsQuery>,
  range: Range,
): ApiRequest<'/v1/approvals'> =>
  apiRequest('/v1/approvals', {
    params: {
      ...during(range),
      status: given(approvalStatus),
      approver: given(approver),
      agent_id: given(agentId),
      limit: limited(limit),
    },
  });

const during = ({ from, to }: Range): { readonly since: string; readonly until: string } => ({
  since: new Date(from).toISOString(),
  until: new Date(to).toISOString(),
});

const limited = (limit = DEFAULT_LIMIT): number => Math.min(PAGE_LIMIT, Math.max(1, Math.round(limit)));

// "All" of a dashboard variable arrives as $__all: no filter.
const given = (text: string | undefined): string | undefined => (text === '' || text === '$__all' ? undefined : text);

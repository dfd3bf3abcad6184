import type { CostQuery, LlmCallsQuery, MetricsQuery, PipelineQuery, TasksQuery, TimelineQuery } from './query.js';

/** One request to the bridge. */
export interface ApiRequest {
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;
}

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

export const agentsRequest = (limit = AGENTS_LIMIT): ApiRequest => ({ path: '/v1/agents', params: { limit } });

export const tasksRequest = ({ agentId, status, limit }: Ask<TasksQuery>, range: Range): ApiRequest => ({
  path: '/v1/tasks',
  params: { ...during(range), ...given({ agent_id: agentId, status }), ...limited(limit) },
});

export const timelineRequest = ({ taskId = '', taskRunId }: Ask<TimelineQuery>): ApiRequest => ({
  path: `/v1/tasks/${encodeURIComponent(taskId)}/timeline`,
  params: given({ task_run_id: taskRunId }),
});

export const llmCallsRequest = (
  { agentId, model, limit }: Ask<LlmCallsQuery | CostQuery>,
  range: Range,
): ApiRequest => ({
  path: '/v1/llm-calls',
  params: { ...during(range), ...given({ agent_id: agentId, model }), ...limited(limit) },
});

/** The calls of one run of a task. */
export const runCallsRequest = (
  run: { readonly taskId: string; readonly runId: string },
  range: Range,
): ApiRequest => ({
  path: '/v1/llm-calls',
  params: { ...during(range), task_id: run.taskId, task_run_id: run.runId, limit: PAGE_LIMIT },
});

export const metricsRequest = ({ metric, groupBy, agentId, model }: Ask<MetricsQuery>, range: Range): ApiRequest => ({
  path: '/v1/metrics',
  params: { metric, group_by: groupBy, ...during(range), ...given({ agent_id: agentId, model }) },
});

export const pipelineRequest = ({ agentId }: Ask<PipelineQuery>): ApiRequest => ({
  path: `/v1/agents/${encodeURIComponent(agentId)}/pipeline`,
  params: {},
});

/** The same request for the page that `cursor` names. */
export const nextPage = ({ path, params }: ApiRequest, cursor: string): ApiRequest => ({
  path,
  params: { ...params, cursor },
});

const during = ({ from, to }: Range): Record<string, string> => ({
  since: new Date(from).toISOString(),
  until: new Date(to).toISOString(),
});

const limited = (limit = DEFAULT_LIMIT): Record<string, number> => ({
  limit: Math.min(PAGE_LIMIT, Math.max(1, Math.round(limit))),
});

// "All" of a dashboard variable arrives as $__all: no filter.
const given = (params: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) =>
      value === undefined || value === '' || value === '$__all' ? [] : [[key, value] as const],
    ),
  );

import type { HiveQuery } from './query.js';

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

/** The most rows that the bridge gives in one page. */
export const PAGE_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** The first request that a query needs. */
export function requestOf(query: HiveQuery, range: Range): ApiRequest {
  switch (query.queryType) {
    case 'agents':
      return { path: '/v1/agents', params: { limit: PAGE_LIMIT } };
    case 'tasks':
      return {
        path: '/v1/tasks',
        params: {
          ...during(range),
          ...given({ agent_id: query.agentId, status: query.status }),
          ...limited(query.limit),
        },
      };
    case 'timeline':
      return {
        path: `/v1/tasks/${encodeURIComponent(query.taskId)}/timeline`,
        params: given({ task_run_id: query.taskRunId }),
      };
    case 'llm_calls':
      return {
        path: '/v1/llm-calls',
        params: {
          ...during(range),
          ...given({ agent_id: query.agentId, model: query.model }),
          ...limited(query.limit),
        },
      };
    case 'metrics':
      return {
        path: '/v1/metrics',
        params: {
          metric: query.metric,
          group_by: query.groupBy,
          ...during(range),
          ...given({ agent_id: query.agentId, model: query.model }),
        },
      };
    case 'pipeline':
      return { path: `/v1/agents/${encodeURIComponent(query.agentId)}/pipeline`, params: {} };
  }
}

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

import type { DataQuery } from '@grafana/schema';
import { METRICS, type Metric, type MetricGroup } from '@hiveboard/sdk/contract';
import { groupsFor } from './metric-groups.js';

/** Every agent, as cards show it. */
export interface AgentsQuery extends DataQuery {
  readonly queryType: 'agents';
}
/** Tasks that started in the time range, newest first. */
export interface TasksQuery extends DataQuery {
  readonly queryType: 'tasks';
  readonly agentId?: string;
  readonly status?: string;
  /** 1 to 200; default 50. */
  readonly limit?: number;
}
/** What one task did. */
export interface TimelineQuery extends DataQuery {
  readonly queryType: 'timeline';
  /** Default: the task that started last in the time range. */
  readonly taskId?: string;
  /** Whose newest task, when `taskId` is not given. */
  readonly agentId?: string;
  /** Default: the newest run. */
  readonly taskRunId?: string;
}
/** Model calls in the time range, newest first, with totals over all of them. */
export interface LlmCallsQuery extends DataQuery {
  readonly queryType: 'llm_calls';
  readonly agentId?: string;
  readonly model?: string;
  /** 1 to 1000; default 50. */
  readonly limit?: number;
}
/** Calls, tasks or events in the time range, counted or added up. */
export interface MetricsQuery extends DataQuery {
  readonly queryType: 'metrics';
  readonly metric: Metric;
  /** Nothing when empty. */
  readonly groupBy: MetricGroup | '';
  /** What each group is parted by further; nothing when empty. */
  readonly thenBy?: MetricGroup | '';
  /** `table` (default) carries groups, buckets and sums; `time_series` one series for each group. */
  readonly format?: 'table' | 'time_series';
  /** `previous` tells beside each value what it was in the period before, which is as long; nothing when empty. */
  readonly compare?: 'previous' | '';
  readonly agentId?: string;
  readonly model?: string;
}
/** All that the cost explorer shows: cost by model, by agent, and the newest calls. */
export interface CostQuery extends DataQuery {
  readonly queryType: 'cost';
  readonly agentId?: string;
  readonly model?: string;
  /** How many calls, 1 to 1000; default 50. */
  readonly limit?: number;
}
/** Queue, to-dos, schedule and issues of one agent. */
export interface PipelineQuery extends DataQuery {
  readonly queryType: 'pipeline';
  readonly agentId: string;
}

/** How much waits in and for each agent, the worst first, and in all of the fleet. */
export interface FleetPipelineQuery extends DataQuery {
  readonly queryType: 'fleet_pipeline';
  /** 1 to 200; default 50. */
  readonly limit?: number;
}
/** Requests for approvals: what waits now, and what was closed in the time range. */
export interface ApprovalsQuery extends DataQuery {
  readonly queryType: 'approvals';
  /** Statuses with commas between; default `pending`. */
  readonly approvalStatus?: string;
  readonly approver?: string;
  readonly agentId?: string;
  /** 1 to 200; default 50. */
  readonly limit?: number;
}

/** What the data source can be asked. */
export type HiveQuery =
  | AgentsQuery
  | TasksQuery
  | TimelineQuery
  | LlmCallsQuery
  | MetricsQuery
  | CostQuery
  | PipelineQuery
  | FleetPipelineQuery
  | ApprovalsQuery;
export type HiveQueryType = HiveQuery['queryType'];

/** A query of each type as the editor starts it. */
export function emptyQuery(queryType: HiveQueryType, refId: string): HiveQuery {
  switch (queryType) {
    case 'agents':
    case 'tasks':
    case 'timeline':
    case 'llm_calls':
    case 'cost':
    case 'fleet_pipeline':
    case 'approvals':
      return { refId, queryType };
    case 'metrics':
      return { refId, queryType, metric: METRICS[0], groupBy: groupsFor(METRICS[0])[0] ?? '' };
    case 'pipeline':
      return { refId, queryType, agentId: '' };
  }
}

/** Every type, in the order in which the editor offers them. */
export const HIVE_QUERY_TYPES: readonly HiveQueryType[] = [
  'agents',
  'tasks',
  'timeline',
  'cost',
  'metrics',
  'llm_calls',
  'pipeline',
  'fleet_pipeline',
  'approvals',
];

/** What is missing before a query can be asked, or null. */
export function incompleteness(query: HiveQuery): string | null {
  // A saved dashboard may hold anything.
  if (!HIVE_QUERY_TYPES.includes(query.queryType)) return 'Choose what to show';
  return query.queryType === 'pipeline' && !query.agentId ? 'Choose an agent' : null;
}

/** Fills in dashboard variables in all free text of a query. */
export function interpolated(query: HiveQuery, replace: (text: string) => string): HiveQuery {
  const maybe = (text: string | undefined): string | undefined => (text === undefined ? undefined : replace(text));
  switch (query.queryType) {
    case 'agents':
    case 'fleet_pipeline':
      return query;
    case 'tasks':
      return { ...query, agentId: maybe(query.agentId), status: maybe(query.status) };
    case 'timeline':
      return {
        ...query,
        taskId: maybe(query.taskId),
        taskRunId: maybe(query.taskRunId),
        agentId: maybe(query.agentId),
      };
    case 'llm_calls':
    case 'metrics':
    case 'cost':
      return { ...query, agentId: maybe(query.agentId), model: maybe(query.model) };
    case 'pipeline':
      return { ...query, agentId: replace(query.agentId) };
    case 'approvals':
      return { ...query, agentId: maybe(query.agentId), approver: maybe(query.approver) };
  }
}

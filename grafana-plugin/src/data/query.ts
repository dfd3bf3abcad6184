import type { DataQuery } from '@grafana/schema';
import { METRIC_GROUPS, METRICS, type Metric, type MetricGroup } from '@hiveboard/sdk/contract';

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
  readonly taskId: string;
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
/** Cost or tokens in the time range. */
export interface MetricsQuery extends DataQuery {
  readonly queryType: 'metrics';
  readonly metric: Metric;
  readonly groupBy: MetricGroup;
  /** `table` (default) carries groups, buckets and sums; `time_series` one series for each group. */
  readonly format?: 'table' | 'time_series';
  readonly agentId?: string;
  readonly model?: string;
}
/** Queue, to-dos, schedule and issues of one agent. */
export interface PipelineQuery extends DataQuery {
  readonly queryType: 'pipeline';
  readonly agentId: string;
}

/** What the data source can be asked. */
export type HiveQuery = AgentsQuery | TasksQuery | TimelineQuery | LlmCallsQuery | MetricsQuery | PipelineQuery;
export type HiveQueryType = HiveQuery['queryType'];

/** A query of each type as the editor starts it. */
export function emptyQuery(queryType: HiveQueryType, refId: string): HiveQuery {
  switch (queryType) {
    case 'agents':
    case 'tasks':
    case 'llm_calls':
      return { refId, queryType };
    case 'timeline':
      return { refId, queryType, taskId: '' };
    case 'metrics':
      return { refId, queryType, metric: METRICS[0], groupBy: METRIC_GROUPS[0] };
    case 'pipeline':
      return { refId, queryType, agentId: '' };
  }
}

/** What is missing before a query can be asked, or null. */
export function incompleteness(query: HiveQuery): string | null {
  switch (query.queryType) {
    case 'timeline':
      return query.taskId === '' ? 'Choose a task' : null;
    case 'pipeline':
      return query.agentId === '' ? 'Choose an agent' : null;
    case 'agents':
    case 'tasks':
    case 'llm_calls':
    case 'metrics':
      return null;
  }
}

/** Fills in dashboard variables in all free text of a query. */
export function interpolated(query: HiveQuery, replace: (text: string) => string): HiveQuery {
  const maybe = (text: string | undefined): string | undefined => (text === undefined ? undefined : replace(text));
  switch (query.queryType) {
    case 'agents':
      return query;
    case 'tasks':
      return { ...query, agentId: maybe(query.agentId), status: maybe(query.status) };
    case 'timeline':
      return { ...query, taskId: replace(query.taskId), taskRunId: maybe(query.taskRunId) };
    case 'llm_calls':
    case 'metrics':
      return { ...query, agentId: maybe(query.agentId), model: maybe(query.model) };
    case 'pipeline':
      return { ...query, agentId: replace(query.agentId) };
  }
}

import type { MetricGroup } from '@hiveboard/sdk/contract';
import { forkJoin, map, type Observable } from 'rxjs';
import { agentsTable } from '../data/frames/agents.js';
import { approvalTables } from '../data/frames/approvals.js';
import { fleetPipelineTables } from '../data/frames/fleet-pipeline.js';
import { llmCallPageTables } from '../data/frames/llm-calls.js';
import { metricSeriesTables, metricTables } from '../data/frames/metrics.js';
import { pipelineTables } from '../data/frames/pipeline.js';
import { tasksTable } from '../data/frames/tasks.js';
import { timelineTables } from '../data/frames/timeline.js';
import type { CostQuery, HiveQuery } from '../data/query.js';
import {
  approvalsRequest,
  fleetPipelineRequest,
  metricsRequest,
  pipelineRequest,
  tasksRequest,
  type Range,
} from '../data/request.js';
import type { Table } from '../data/table.js';
import { askAgents, askLlmCalls, askTimeline, type Ask } from './bridge-api.js';

/** Asks the bridge what a query wants to know, and answers in tables. */
export function answerTo(ask: Ask, query: HiveQuery, range: Range): Observable<readonly Table[]> {
  switch (query.queryType) {
    case 'agents':
      return askAgents(ask).pipe(map((agents) => [agentsTable(agents)]));
    case 'tasks':
      return ask(tasksRequest(query, range)).pipe(map(({ data }) => [tasksTable(data)]));
    case 'timeline':
      return askTimeline(ask, query, range).pipe(map(timelineTables));
    case 'llm_calls':
      return askLlmCalls(ask, query, range).pipe(map(llmCallPageTables));
    case 'metrics':
      return ask(metricsRequest(query, range)).pipe(
        map(query.format === 'time_series' ? metricSeriesTables : metricTables),
      );
    case 'cost':
      return answerToCost(ask, query, range);
    case 'pipeline':
      return ask(pipelineRequest(query)).pipe(map(pipelineTables));
    case 'fleet_pipeline':
      return ask(fleetPipelineRequest(query)).pipe(map(fleetPipelineTables));
    case 'approvals':
      return ask(approvalsRequest(query, range)).pipe(map(approvalTables));
  }
}

function answerToCost(ask: Ask, query: CostQuery, range: Range): Observable<readonly Table[]> {
  const by = (groupBy: MetricGroup): Observable<readonly Table[]> =>
    ask(metricsRequest({ ...query, metric: 'cost', groupBy }, range)).pipe(map(metricTables));
  const calls = askLlmCalls(ask, query, range).pipe(map(llmCallPageTables));
  return forkJoin([by('model'), by('agent_id'), calls]).pipe(map((parts) => parts.flat()));
}

import { nextPage, type ApiRequest } from '@hiveboard/bridge/client';
import type { AnswerPath } from '@hiveboard/sdk/contract';
import { emptyQuery, incompleteness, interpolated, type HiveQuery } from './query.js';
import * as requests from './request.js';

const RANGE = { from: Date.parse('2026-11-21T09:00:00Z'), to: Date.parse('2026-11-21T10:00:00Z') };
const DURING = { since: '2026-11-21T09:00:00.000Z', until: '2026-11-21T10:00:00.000Z' };

type Params = Record<string, string | number>;

test.each<{ of: string; request: ApiRequest<AnswerPath>; path: string; params: Params }>([
  { of: 'all agents', request: requests.agentsRequest(), path: '/v1/agents', params: { limit: 5000 } },
  { of: 'all tasks', request: requests.tasksRequest({}, RANGE), path: '/v1/tasks', params: { ...DURING, limit: 50 } },
  {
    of: 'some tasks',
    request: requests.tasksRequest({ agentId: 'x', status: 'failed', limit: 9999 }, RANGE),
    path: '/v1/tasks',
    params: { ...DURING, agent_id: 'x', status: 'failed', limit: 200 },
  },
  {
    of: 'tasks of a variable set to All',
    request: requests.tasksRequest({ agentId: '$__all', status: '' }, RANGE),
    path: '/v1/tasks',
    params: { ...DURING, limit: 50 },
  },
  {
    of: 'a timeline',
    request: requests.timelineRequest({ taskId: 'a/b c' }),
    path: '/v1/tasks/a%2Fb%20c/timeline',
    params: {},
  },
  {
    of: "a run's timeline",
    request: requests.timelineRequest({ taskId: 't', taskRunId: 'r' }),
    path: '/v1/tasks/t/timeline',
    params: { task_run_id: 'r' },
  },
  {
    of: "a run's calls",
    request: requests.runCallsRequest({ taskId: 't', runId: 'r' }, RANGE),
    path: '/v1/llm-calls',
    params: { ...DURING, task_id: 't', task_run_id: 'r', limit: 200 },
  },
  {
    of: 'calls of a model',
    request: requests.llmCallsRequest({ model: 'm', limit: 0 }, RANGE),
    path: '/v1/llm-calls',
    params: { ...DURING, model: 'm', limit: 1 },
  },
  {
    of: 'cost by model',
    request: requests.metricsRequest({ metric: 'cost', groupBy: 'model' }, RANGE),
    path: '/v1/metrics',
    params: { metric: 'cost', group_by: 'model', ...DURING },
  },
  {
    of: 'calls by a pair',
    request: requests.metricsRequest({ metric: 'llm_calls', groupBy: 'agent_id', thenBy: 'model', model: 'm' }, RANGE),
    path: '/v1/metrics',
    params: { metric: 'llm_calls', group_by: 'agent_id,model', model: 'm', ...DURING },
  },
  {
    of: 'tokens by nothing',
    request: requests.metricsRequest({ metric: 'tokens', groupBy: '', thenBy: '' }, RANGE),
    path: '/v1/metrics',
    params: { metric: 'tokens', ...DURING },
  },
  {
    of: 'a pair of one',
    request: requests.metricsRequest({ metric: 'cost', groupBy: 'model', thenBy: 'model' }, RANGE),
    path: '/v1/metrics',
    params: { metric: 'cost', group_by: 'model', ...DURING },
  },
  {
    of: 'tasks by what only calls have',
    request: requests.metricsRequest({ metric: 'tasks', groupBy: 'model', thenBy: 'model', model: 'm' }, RANGE),
    path: '/v1/metrics',
    params: { metric: 'tasks', group_by: 'agent_id', ...DURING },
  },
  {
    of: 'cost beside that of the period before',
    request: requests.metricsRequest({ metric: 'cost', groupBy: 'model', compare: 'previous' }, RANGE),
    path: '/v1/metrics',
    params: { metric: 'cost', group_by: 'model', compare: 'previous', ...DURING },
  },
  {
    of: 'cost beside nothing',
    request: requests.metricsRequest({ metric: 'cost', groupBy: 'model', compare: '' }, RANGE),
    path: '/v1/metrics',
    params: { metric: 'cost', group_by: 'model', ...DURING },
  },
  {
    of: "the fleet's pipeline",
    request: requests.fleetPipelineRequest({ limit: 999 }),
    path: '/v1/pipeline',
    params: { limit: 200 },
  },
  {
    of: 'what waits for approval',
    request: requests.approvalsRequest({}, RANGE),
    path: '/v1/approvals',
    params: { ...DURING, limit: 50 },
  },
  {
    of: "an agent's approvals",
    request: requests.approvalsRequest({ approvalStatus: 'decided', approver: 'ann', agentId: 'x', limit: 7 }, RANGE),
    path: '/v1/approvals',
    params: { ...DURING, status: 'decided', approver: 'ann', agent_id: 'x', limit: 7 },
  },
  {
    of: 'a pipeline',
    request: requests.pipelineRequest({ agentId: 'a?b' }),
    path: '/v1/agents/a%3Fb/pipeline',
    params: {},
  },
])('asks for $of', ({ request, path, params }) => {
  expect({ path: request.path, params: request.params }).toEqual({ path, params });
});

test('the next page keeps the filter and adds the cursor', () => {
  expect(nextPage(requests.agentsRequest(), 'abc')).toEqual({
    route: '/v1/agents',
    path: '/v1/agents',
    params: { limit: 5000, cursor: 'abc' },
  });
});

test.each<[HiveQuery['queryType'], string | null]>([
  ['agents', null],
  ['tasks', null],
  ['timeline', null],
  ['llm_calls', null],
  ['metrics', null],
  ['cost', null],
  ['pipeline', 'Choose an agent'],
  ['fleet_pipeline', null],
  ['approvals', null],
])('an empty %s query is missing %p', (queryType, missing) => {
  expect(incompleteness(emptyQuery(queryType, 'A'))).toBe(missing);
});

test('variables are filled in wherever a query has free text', () => {
  const replace = (text: string): string => text.replace('$agent', 'lead-qualifier');
  const queries: readonly HiveQuery[] = [
    { refId: 'A', queryType: 'tasks', agentId: '$agent' },
    { refId: 'A', queryType: 'timeline', taskId: 'task-$agent' },
    { refId: 'A', queryType: 'llm_calls', agentId: '$agent', model: 'm' },
    { refId: 'A', queryType: 'pipeline', agentId: '$agent' },
    { refId: 'A', queryType: 'approvals', agentId: '$agent', approver: 'of $agent' },
  ];
  expect(queries.map((query) => interpolated(query, replace))).toEqual([
    { refId: 'A', queryType: 'tasks', agentId: 'lead-qualifier' },
    { refId: 'A', queryType: 'timeline', taskId: 'task-lead-qualifier' },
    { refId: 'A', queryType: 'llm_calls', agentId: 'lead-qualifier', model: 'm' },
    { refId: 'A', queryType: 'pipeline', agentId: 'lead-qualifier' },
    { refId: 'A', queryType: 'approvals', agentId: 'lead-qualifier', approver: 'of lead-qualifier' },
  ]);
});

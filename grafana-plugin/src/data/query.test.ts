import { emptyQuery, incompleteness, interpolated, type HiveQuery } from './query.js';
import { nextPage, requestOf } from './request.js';

const RANGE = { from: Date.parse('2026-11-21T09:00:00Z'), to: Date.parse('2026-11-21T10:00:00Z') };
const DURING = { since: '2026-11-21T09:00:00.000Z', until: '2026-11-21T10:00:00.000Z' };

test.each<[HiveQuery, string, Record<string, string | number>]>([
  [{ refId: 'A', queryType: 'agents' }, '/v1/agents', { limit: 200 }],
  [{ refId: 'A', queryType: 'tasks' }, '/v1/tasks', { ...DURING, limit: 50 }],
  [
    { refId: 'A', queryType: 'tasks', agentId: 'x', status: 'failed', limit: 9999 },
    '/v1/tasks',
    { ...DURING, agent_id: 'x', status: 'failed', limit: 200 },
  ],
  [{ refId: 'A', queryType: 'tasks', agentId: '$__all', status: '' }, '/v1/tasks', { ...DURING, limit: 50 }],
  [{ refId: 'A', queryType: 'timeline', taskId: 'a/b c' }, '/v1/tasks/a%2Fb%20c/timeline', {}],
  [{ refId: 'A', queryType: 'timeline', taskId: 't', taskRunId: 'r' }, '/v1/tasks/t/timeline', { task_run_id: 'r' }],
  [{ refId: 'A', queryType: 'llm_calls', model: 'm', limit: 0 }, '/v1/llm-calls', { ...DURING, model: 'm', limit: 1 }],
  [
    { refId: 'A', queryType: 'metrics', metric: 'cost', groupBy: 'model' },
    '/v1/metrics',
    { metric: 'cost', group_by: 'model', ...DURING },
  ],
  [{ refId: 'A', queryType: 'pipeline', agentId: 'a?b' }, '/v1/agents/a%3Fb/pipeline', {}],
])('%j asks %s', (query, path, params) => {
  expect(requestOf(query, RANGE)).toEqual({ path, params });
});

test('the next page keeps the filter and adds the cursor', () => {
  const first = requestOf({ refId: 'A', queryType: 'agents' }, RANGE);
  expect(nextPage(first, 'abc')).toEqual({ path: '/v1/agents', params: { limit: 200, cursor: 'abc' } });
});

test.each<[HiveQuery['queryType'], string | null]>([
  ['agents', null],
  ['tasks', null],
  ['timeline', 'Choose a task'],
  ['llm_calls', null],
  ['metrics', null],
  ['pipeline', 'Choose an agent'],
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
  ];
  expect(queries.map((query) => interpolated(query, replace))).toEqual([
    { refId: 'A', queryType: 'tasks', agentId: 'lead-qualifier' },
    { refId: 'A', queryType: 'timeline', taskId: 'task-lead-qualifier' },
    { refId: 'A', queryType: 'llm_calls', agentId: 'lead-qualifier', model: 'm' },
    { refId: 'A', queryType: 'pipeline', agentId: 'lead-qualifier' },
  ]);
});

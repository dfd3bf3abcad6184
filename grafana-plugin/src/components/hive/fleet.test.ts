import { sampleAgent, sampleSpend } from '../../../test/samples.js';
import { filterAgents, fleetStats, inAttentionOrder, isContradicted, needsAttention } from './fleet.js';

const queue = (depth: number) => ({
  depth,
  oldest_age_seconds: 60,
  processing: null,
  last_updated: '2026-11-21T10:00:00.000Z',
});
const waiting = (since: string) => ({ task_id: 't', approver: 'lead', reason: null, since, count: 1 });
const agent = (id: string, parts: Parameters<typeof sampleAgent>[0] = {}) => sampleAgent({ agent_id: id, ...parts });

test('agents stand in the order in which people should look at them', () => {
  const fleet = [
    agent('idle-b'),
    { ...agent('unknown'), derived_status: 'warming' },
    agent('idle-with-work', { queue: queue(2) }),
    agent('offline', { derived_status: 'offline' }),
    agent('busy', { derived_status: 'processing' }),
    agent('waits-short', { derived_status: 'waiting', waiting: waiting('2026-11-21T09:59:00.000Z') }),
    agent('waits-long', { derived_status: 'waiting', waiting: waiting('2026-11-21T09:00:00.000Z') }),
    agent('failed', { derived_status: 'error' }),
    agent('idle-a'),
    agent('stuck', { derived_status: 'stuck' }),
  ];
  expect(inAttentionOrder(fleet).map(({ agent_id: id }) => id)).toEqual([
    'stuck',
    'failed',
    'waits-long',
    'waits-short',
    'busy',
    'idle-with-work',
    'idle-a',
    'idle-b',
    'offline',
    'unknown',
  ]);
});

test.each([
  ['stuck', true],
  ['error', true],
  ['waiting', true],
  ['processing', false],
  ['idle', false],
  ['offline', false],
] as const)('an agent that is %s needs attention: %p', (status, expected) => {
  expect(needsAttention(agent('x', { derived_status: status }))).toBe(expected);
});

test.each([
  ['idle with an empty queue', agent('x', { queue: queue(0) }), false],
  ['idle with a queue', agent('x', { queue: queue(1) }), true],
  ['idle without a report', agent('x'), false],
  ['busy with a queue', agent('x', { derived_status: 'processing', queue: queue(9) }), false],
])('%s is a contradiction: %p', (...[, candidate, expected]) => {
  expect(isContradicted(candidate)).toBe(expected);
});

describe('a filter', () => {
  const fleet = [
    agent('lead-qualifier', { derived_status: 'processing', current_task_id: 'task_lead-4821' }),
    agent('support', { derived_status: 'stuck', heartbeat_summary: 'Answering Tickets' }),
    agent('indexer'),
  ];
  test.each([
    [{}, ['lead-qualifier', 'support', 'indexer']],
    [{ status: 'stuck' }, ['support']],
    [{ status: 'attention' }, ['support']],
    [{ agent: 'indexer' }, ['indexer']],
    [{ agent: 'gone' }, []],
    [{ search: 'TICKETS' }, ['support']],
    [{ search: '4821 lead' }, ['lead-qualifier']],
    [{ search: 'lead', status: 'stuck' }, []],
  ])('%j lets through %j', (filter, ids) => {
    expect(filterAgents(fleet, filter).map(({ agent_id: id }) => id)).toEqual(ids);
  });
});

describe('headline numbers', () => {
  const stats = (completed: number, failed: number, ms: number | null) => ({
    stats_1h: {
      tasks_completed: completed,
      tasks_failed: failed,
      success_rate: null,
      avg_duration_ms: ms,
      ...sampleSpend({ calls: 1, cost: 0.25, estimated_cost: 0.5, unpriced_calls: 1 }),
    },
  });

  test('weigh rates and durations by tasks, not by agents', () => {
    const fleet = [
      agent('a', { derived_status: 'processing', ...stats(3, 1, 1000) }),
      agent('b', { derived_status: 'error', ...stats(1, 0, 5000) }),
      agent('c', { derived_status: 'waiting', ...stats(0, 3, null) }),
    ];
    expect(fleetStats(fleet)).toEqual({
      total: 3,
      processing: 1,
      waiting: 1,
      stuck: 0,
      error: 1,
      attention: 2,
      successRate: 0.5,
      avgDurationMs: 2000,
      spend: { calls: 3, unpriced_calls: 3, tokens_in: 13_500, tokens_out: 1860, cost: 0.75, estimated_cost: 1.5 },
    });
  });

  test('are unknown, not zero, when nothing has ended', () => {
    expect(fleetStats([agent('a', stats(0, 0, null))])).toMatchObject({ successRate: null, avgDurationMs: null });
    expect(fleetStats([])).toMatchObject({ total: 0, successRate: null, avgDurationMs: null });
  });
});

import { sampleAgent, sampleSpend, SAMPLE_NOW } from '../../../test/samples.js';
import {
  agentDetails,
  cardLabel,
  costText,
  DEFAULT_QUEUE_LIMITS,
  hasDeepQueue,
  heartbeatAt,
  issueBadge,
  processingLine,
  queueBadge,
  waitingLine,
} from './card-facts.js';

type Queue = NonNullable<ReturnType<typeof sampleAgent>['queue']>;
const queued = (parts: Partial<Queue>) =>
  sampleAgent({
    queue: { depth: 4, oldest_age_seconds: 120, processing: null, last_updated: '2026-11-21T10:00:00.000Z', ...parts },
  });

test.each([
  [
    'by the age that the bridge tells',
    { heartbeat_age_seconds: 12, last_heartbeat: '2020-01-01T00:00:00.000Z' },
    SAMPLE_NOW - 12_000,
  ],
  [
    'by its moment without an age',
    { heartbeat_age_seconds: null, last_heartbeat: '2026-11-21T09:00:00.000Z' },
    SAMPLE_NOW - 3_600_000,
  ],
  ['never', { heartbeat_age_seconds: null, last_heartbeat: null }, null],
])('the last heartbeat is placed %s', (...[, parts, expected]) => {
  expect(heartbeatAt(sampleAgent(parts), SAMPLE_NOW)).toBe(expected);
});

test.each([
  [
    'since its start',
    { summary: 'Send email', started_at: '2026-11-21T09:59:15.000Z' },
    'Processing: Send email (45s)',
  ],
  ['by what the agent tells', { summary: 'Send email', elapsed_ms: 65_000 }, 'Processing: Send email (1m5s)'],
  ['without a time', { id: 'q-7' }, 'Processing: q-7'],
  ['without a name', { elapsed_ms: 400 }, 'Processing: one item (0s)'],
  ['started in the future', { summary: 'x', started_at: '2026-11-21T11:00:00.000Z' }, 'Processing: x (0s)'],
])('the item in work is named, %s', (...[, processing, expected]) => {
  expect(processingLine(queued({ processing }), SAMPLE_NOW)).toBe(expected);
});

test('nothing is said about an item in work when there is none', () => {
  expect(processingLine(queued({}), SAMPLE_NOW)).toBeNull();
  expect(processingLine(sampleAgent(), SAMPLE_NOW)).toBeNull();
});

test.each([
  [{ approver: 'sales-lead', count: 1 }, 'Waiting for sales-lead · 20m'],
  [{ approver: 'sales-lead', count: 3 }, 'Waiting for sales-lead · 20m · 3 requests'],
  [{ approver: '', count: 1 }, 'Waiting for approval · 20m'],
])('a wait of %j reads %p', (parts, expected) => {
  const waiting = { task_id: 't', reason: null, since: '2026-11-21T09:40:00.000Z', ...parts };
  expect(waitingLine(sampleAgent({ waiting }), SAMPLE_NOW)).toBe(expected);
});

test.each([
  [0, 'Q:0', 'The queue is empty', false, false],
  [1, 'Q:1', '1 item waits in the queue, the oldest for 2m', false, false],
  [5, 'Q:5', '5 items wait in the queue, the oldest for 2m', false, false],
  [6, 'Q:6', '6 items wait in the queue, the oldest for 2m', true, false],
  [10, 'Q:10', '10 items wait in the queue, the oldest for 2m', true, false],
  [11, 'Q:11', '11 items wait in the queue, the oldest for 2m', true, true],
])(
  'a queue of %p reads %p: amber badge above five, amber border above ten',
  (...[depth, text, meaning, isDeep, border]) => {
    expect(queueBadge(queued({ depth }), DEFAULT_QUEUE_LIMITS)).toMatchObject({ text, meaning, isDeep });
    expect(hasDeepQueue(queued({ depth }), DEFAULT_QUEUE_LIMITS)).toBe(border);
  },
);

test('an agent that reports no queue has no queue badge', () => {
  expect(queueBadge(sampleAgent(), DEFAULT_QUEUE_LIMITS)).toBeNull();
});

test.each([
  [{ total: 1, critical: 0, high: 0, medium: 1, low: 0 }, '1 issue', false],
  [{ total: 3, critical: 0, high: 1, medium: 2, low: 0 }, '3 issues', true],
  [{ total: 2, critical: 1, high: 0, medium: 1, low: 0 }, '2 issues', true],
])('open issues %j read %p, loud: %p', (issues, text, isLoud) => {
  expect(issueBadge(sampleAgent({ open_issues: issues }))).toMatchObject({ text, isLoud });
});

test('an agent without issues has no issue badge', () => {
  expect(issueBadge(sampleAgent())).toBeNull();
});

test.each([
  [{ calls: 0, cost: 0 }, null],
  [{ calls: 2, cost: 0.5 }, '$0.50'],
  [{ calls: 2, cost: 0, estimated_cost: 0.5 }, '~$0.50'],
  [{ calls: 2, cost: 0.25, estimated_cost: 0.5 }, '$0.25 + ~$0.50'],
  [{ calls: 2, cost: 0, unpriced_calls: 2 }, 'unpriced'],
  [{ calls: 2, cost: 0 }, '$0.00'],
])('spend %j reads %p', (spend, expected) => {
  const { stats_1h: stats } = sampleAgent();
  expect(costText(sampleAgent({ stats_1h: { ...stats, ...sampleSpend(spend) } }))).toBe(expected);
});

test('a card says in one sentence what it shows', () => {
  const agent = { ...queued({ depth: 4 }), open_issues: { total: 1, critical: 0, high: 0, medium: 1, low: 0 } };
  expect(cardLabel(agent, 12_000)).toBe('lead-qualifier, Idle, heartbeat 12s ago, 4 queued, 1 open issue');
  expect(cardLabel(sampleAgent({ derived_status: 'stuck' }), null)).toBe('lead-qualifier, Stuck, no heartbeat yet');
});

test('details list what is known and nothing else', () => {
  expect(agentDetails(sampleAgent({ framework: null, sdk_version: null, runtime: null }))).toBe(
    'Type: sales\nVersion: 1.2.0\nEnvironment: production\nGroup: default',
  );
});

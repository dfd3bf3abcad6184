import type { AgentSummary, TaskSummary } from '@hiveboard/sdk/contract';
import {
  sampleAgent,
  sampleCall,
  sampleCallPage,
  sampleMetrics,
  sampleSpend,
  sampleTask,
  sampleTimelineAnswer,
} from './samples.js';
import type { StubRoutes } from './stub-bridge.js';

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

const stats = (parts: Partial<AgentSummary['stats_1h']>): AgentSummary['stats_1h'] => ({
  tasks_completed: 14,
  tasks_failed: 1,
  success_rate: 0.93,
  avg_duration_ms: 8200,
  ...sampleSpend({ calls: 42, cost: 0.84 }),
  ...parts,
});

/** Ten agents, every state and every ornament of a card at least once. */
export const sampleFleet = (): readonly AgentSummary[] => [
  sampleAgent({
    agent_id: 'invoice-matcher',
    agent_type: 'finance',
    derived_status: 'stuck',
    is_stuck: true,
    last_heartbeat: ago(734),
    heartbeat_age_seconds: 734,
    current_task_id: 'task_invoice-20931',
    current_task_run_id: 'run-inv',
    queue: { depth: 17, oldest_age_seconds: 1560, processing: null, last_updated: ago(740) },
    open_issues: { total: 3, critical: 1, high: 1, medium: 1, low: 0 },
    stats_1h: stats({ tasks_completed: 3, tasks_failed: 2, success_rate: 0.6, cost: 0.31 }),
    sparkline_1h: [10, 10, 10, 9, 10, 10, 10, 10, 10, 4, 0, 0],
  }),
  sampleAgent({
    agent_id: 'contract-reviewer',
    agent_type: 'legal',
    derived_status: 'error',
    heartbeat_summary: 'Last run failed: model overloaded',
    open_issues: { total: 1, critical: 0, high: 0, medium: 1, low: 0 },
    stats_1h: stats({ tasks_completed: 5, tasks_failed: 3, success_rate: 0.625, cost: 2.4 }),
  }),
  sampleAgent({
    agent_id: 'refund-approver',
    agent_type: 'support',
    derived_status: 'waiting',
    current_task_id: 'task_refund-771',
    current_task_run_id: 'run-ref',
    waiting: {
      task_id: 'task_refund-771',
      approver: 'sales-lead',
      reason: 'Refund above $500',
      since: ago(1260),
      count: 2,
    },
    heartbeat_summary: 'Holding 2 refunds',
    queue: { depth: 6, oldest_age_seconds: 380, processing: null, last_updated: ago(8) },
  }),
  sampleAgent({
    agent_id: 'lead-qualifier',
    agent_type: 'sales',
    derived_status: 'processing',
    current_task_id: 'task_lead-4821',
    current_task_run_id: 'run-1',
    heartbeat_summary: 'Qualifying leads from the fair',
    queue: {
      depth: 4,
      oldest_age_seconds: 95,
      processing: { id: 'q-1', summary: 'Send email', started_at: ago(45) },
      last_updated: ago(5),
    },
    stats_1h: stats({ cost: 0.62, estimated_cost: 0.08 }),
  }),
  sampleAgent({
    agent_id: 'support-triage',
    agent_type: 'support',
    group: 'emea',
    derived_status: 'processing',
    last_heartbeat: ago(84),
    heartbeat_age_seconds: 84,
    current_task_id: 'task_ticket-with-a-rather-long-identifier-99120-reopened',
    current_task_run_id: 'run-9',
    queue: { depth: 0, oldest_age_seconds: null, processing: null, last_updated: ago(5) },
    stats_1h: stats({ cost: 0, estimated_cost: 0.019, calls: 6 }),
  }),
  sampleAgent({
    agent_id: 'night-reporter',
    agent_type: 'reporting',
    derived_status: 'idle',
    queue: { depth: 2, oldest_age_seconds: 600, processing: null, last_updated: ago(20) },
    stats_1h: stats({
      tasks_completed: 0,
      tasks_failed: 0,
      success_rate: null,
      avg_duration_ms: null,
      ...sampleSpend({ calls: 0, cost: 0 }),
    }),
  }),
  sampleAgent({ agent_id: 'doc-indexer', agent_type: 'knowledge', framework: 'langgraph' }),
  sampleAgent({ agent_id: 'price-watcher', agent_type: 'market', heartbeat_summary: 'All quiet' }),
  sampleAgent({
    agent_id: 'old-importer',
    agent_type: 'etl',
    derived_status: 'offline',
    last_heartbeat: ago(7200),
    heartbeat_age_seconds: 7200,
    sparkline_1h: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  }),
  sampleAgent({
    agent_id: 'otel-chat',
    agent_type: 'general',
    last_heartbeat: null,
    heartbeat_age_seconds: null,
    sparkline_1h: [],
  }),
];

/** As many agents as wanted, in mixed states. */
export function largeFleet(size: number): readonly AgentSummary[] {
  const fleet = sampleFleet();
  return Array.from({ length: size }, (_, index) => ({
    ...(fleet[index % fleet.length] ?? sampleAgent()),
    agent_id: `agent-${String(index).padStart(4, '0')}`,
  }));
}

/** Tasks of that fleet in every status. */
const sampleTasks = (): readonly TaskSummary[] => [
  sampleTask({
    task_id: 'task_lead-4821',
    started_at: ago(52),
    completed_at: null,
    derived_status: 'processing',
    duration_ms: 52_000,
  }),
  sampleTask({
    task_id: 'task_refund-771',
    task_run_id: 'run-ref',
    agent_id: 'refund-approver',
    task_type: 'refund',
    started_at: ago(1300),
    completed_at: null,
    derived_status: 'waiting',
    duration_ms: 1_300_000,
    cost: 0,
    estimated_cost: 0.0123,
  }),
  sampleTask({
    task_id: 'task_invoice-20931',
    task_run_id: 'run-inv',
    agent_id: 'invoice-matcher',
    task_type: 'invoice',
    started_at: ago(900),
    completed_at: null,
    derived_status: 'stuck',
    duration_ms: 900_000,
    calls: 7,
  }),
  sampleTask({
    task_id: 'task_contract-118',
    task_run_id: 'run-c',
    agent_id: 'contract-reviewer',
    task_type: 'review',
    started_at: ago(640),
    completed_at: ago(600),
    derived_status: 'failed',
    duration_ms: 40_000,
    calls: 12,
    cost: 1.2,
    error_message: 'Model overloaded',
  }),
  sampleTask({
    task_id: 'task_contract-117',
    task_run_id: 'run-d',
    agent_id: 'contract-reviewer',
    task_type: 'review',
    started_at: ago(2640),
    completed_at: ago(2600),
    derived_status: 'escalated',
    duration_ms: 40_000,
    calls: 5,
    cost: 0.6,
  }),
  sampleTask({
    task_id: 'task_index-5',
    task_run_id: 'run-e',
    agent_id: 'doc-indexer',
    task_type: null,
    started_at: ago(3600),
    completed_at: ago(3590),
    derived_status: 'completed',
    duration_ms: 850,
    calls: 0,
    cost: 0,
  }),
  sampleTask({
    task_id: 'task_lead-4820',
    task_run_id: 'run-f',
    started_at: ago(5400),
    completed_at: ago(5390),
    derived_status: 'completed',
    duration_ms: 9800,
    calls: 2,
    unpriced_calls: 2,
    cost: 0,
  }),
  sampleTask({
    task_id: 'task_report-20',
    task_run_id: 'run-g',
    agent_id: 'night-reporter',
    task_type: 'report',
    started_at: ago(9000),
    completed_at: ago(8940),
    derived_status: 'cancelled',
    duration_ms: 60_000,
  }),
];

const page = <Row>(data: readonly Row[]) => ({ data, pagination: { cursor: null, has_more: false } });

/** Everything that the pages ask for. */
export const sampleRoutes = (agents = sampleFleet()): StubRoutes => ({
  '/healthz': { status: 'ok' },
  '/readyz': { status: 'ready' },
  '/v1/agents': () => page(agents),
  '/v1/tasks': (params: URLSearchParams) =>
    page(
      sampleTasks().filter(
        ({ agent_id: agent, derived_status: status }) =>
          agent === (params.get('agent_id') ?? agent) && status === (params.get('status') ?? status),
      ),
    ),
  '/v1/tasks/task_lead-4821/timeline': sampleTimelineAnswer(),
  '/v1/llm-calls': () =>
    sampleCallPage([
      sampleCall(),
      sampleCall({ event_id: 'call-2', model: 'gpt-4o-mini', cost: 0.0004, cost_source: 'list' }),
    ]),
  '/v1/metrics': (params: URLSearchParams) =>
    sampleMetrics(params.get('group_by') === 'agent_id' ? 'agent_id' : 'model'),
});

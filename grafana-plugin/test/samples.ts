/** Answers of a bridge, small builders with plain defaults: tests name only what they are about. */
import type {
  AgentSummary,
  CallMetrics,
  EventRecord,
  LlmCallPage,
  LlmCallRecord,
  Spend,
  TaskSummary,
} from '@hiveboard/sdk/contract';
import type { ShownAction, ShownPlan, ShownTimeline } from '../src/data/shown-timeline.js';

/** The moment at which samples play. */
export const SAMPLE_NOW = Date.parse('2026-11-21T10:00:00.000Z');
const SAMPLE_START = new Date(SAMPLE_NOW - 60_000).toISOString();

export const sampleSpend = (parts: Partial<Spend> = {}): Spend => ({
  calls: 3,
  unpriced_calls: 0,
  tokens_in: 4500,
  tokens_out: 620,
  cost: 0.0225,
  estimated_cost: 0,
  ...parts,
});

export const sampleAgent = (parts: Partial<AgentSummary> = {}): AgentSummary => ({
  agent_id: 'lead-qualifier',
  agent_type: 'sales',
  agent_version: '1.2.0',
  framework: 'custom',
  runtime: 'node 20.20.2',
  sdk_version: '0.1.0',
  environment: 'production',
  group: 'default',
  derived_status: 'idle',
  is_stuck: false,
  stuck_threshold_seconds: 300,
  current_task_id: null,
  current_task_run_id: null,
  current_project_id: null,
  first_seen: '2026-11-20T08:00:00.000Z',
  last_seen: new Date(SAMPLE_NOW - 12_000).toISOString(),
  last_heartbeat: new Date(SAMPLE_NOW - 12_000).toISOString(),
  heartbeat_age_seconds: 12,
  heartbeat_summary: null,
  queue: null,
  open_issues: { total: 0, critical: 0, high: 0, medium: 0, low: 0 },
  waiting: null,
  stats_1h: { tasks_completed: 8, tasks_failed: 2, success_rate: 0.8, avg_duration_ms: 4200, ...sampleSpend() },
  sparkline_1h: [1, 2, 2, 3, 2, 2, 1, 0, 2, 2, 2, 2],
  throughput_1h: [0, 1, 0, 2, 1, 0, 0, 3, 1, 2, 0, 1],
  ...parts,
});

export const sampleTask = (parts: Partial<TaskSummary> = {}): TaskSummary => ({
  task_id: 'task_lead-4821',
  task_run_id: 'run-1',
  task_type: 'lead',
  agent_id: 'lead-qualifier',
  project_id: 'default',
  environment: 'production',
  correlation_id: null,
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  derived_status: 'completed',
  started_at: SAMPLE_START,
  completed_at: new Date(SAMPLE_NOW - 55_000).toISOString(),
  duration_ms: 5000,
  action_count: 2,
  error_count: 0,
  retry_count: 0,
  retry_ms: 0,
  waiting_ms: 0,
  working_ms: 5000,
  escalation_count: 0,
  has_escalation: false,
  has_human_intervention: false,
  error_message: null,
  ...sampleSpend(),
  ...parts,
});

const sampleEvent = (parts: Partial<EventRecord> = {}): EventRecord => ({
  event_id: 'e-1',
  kind: 'task_started',
  timestamp: SAMPLE_START,
  received_at: SAMPLE_START,
  agent_id: 'lead-qualifier',
  task_id: 'task_lead-4821',
  task_run_id: 'run-1',
  project_id: 'default',
  action_id: null,
  severity: 'info',
  status: null,
  duration_ms: null,
  summary: 'Task started',
  tags: [],
  data: {},
  ...parts,
});

export const sampleCall = (parts: Partial<LlmCallRecord> = {}): LlmCallRecord => ({
  event_id: 'call-1',
  timestamp: new Date(SAMPLE_NOW - 58_000).toISOString(),
  agent_id: 'lead-qualifier',
  task_id: 'task_lead-4821',
  task_run_id: 'run-1',
  project_id: 'default',
  environment: 'production',
  name: 'score_lead',
  model: 'claude-sonnet-4-5',
  provider: 'anthropic',
  tokens_in: 1500,
  tokens_out: 200,
  cache_read_tokens: 0,
  cache_write_tokens: null,
  reasoning_tokens: null,
  cost: 0.0075,
  cost_source: 'reported',
  duration_ms: 1800,
  error_message: null,
  prompt_preview: 'Score this lead',
  response_preview: '{"score": 82}',
  plan_step: null,
  plan_revision: null,
  attempt: null,
  session_id: null,
  user_id: null,
  service_tier: null,
  action_id: null,
  group: 'default',
  metadata: { turn_number: 1, nested: { tools: ['crm'] } },
  ...parts,
});

export const sampleAction = (parts: Partial<ShownAction> = {}): ShownAction => ({
  action_id: 'a-1',
  parent_action_id: null,
  name: 'search_crm',
  started_at: SAMPLE_START,
  duration_ms: 900,
  status: 'completed',
  error_message: null,
  children: [],
  ...parts,
});

const samplePlan = (): ShownPlan => ({
  goal: 'Process lead',
  revision: 1,
  revisions: 2,
  completed: 1,
  steps: [
    {
      index: 0,
      description: 'Search CRM',
      state: 'completed',
      started_at: SAMPLE_START,
      completed_at: new Date(SAMPLE_NOW - 59_000).toISOString(),
      turns: 2,
      tokens: 1700,
    },
    {
      index: 1,
      description: 'Score',
      state: 'pending',
      started_at: null,
      completed_at: null,
      turns: null,
      tokens: null,
    },
  ],
});

export const sampleTimeline = (parts: Partial<ShownTimeline> = {}): ShownTimeline => ({
  task: sampleTask(),
  events: [
    sampleEvent(),
    sampleEvent({
      event_id: 'call-1',
      kind: 'llm_call',
      timestamp: new Date(SAMPLE_NOW - 58_000).toISOString(),
      summary: 'score_lead: claude-sonnet-4-5 (1500→200)',
      tags: ['llm'],
      data: { name: 'score_lead', model: 'claude-sonnet-4-5', tokens_in: 1500, tokens_out: 200, cost: 0.0075 },
    }),
    sampleEvent({
      event_id: 'e-9',
      kind: 'task_completed',
      timestamp: new Date(SAMPLE_NOW - 55_000).toISOString(),
      summary: 'Task completed',
      status: 'success',
      duration_ms: 5000,
    }),
  ],
  action_tree: [
    sampleAction({
      children: [
        sampleAction({
          action_id: 'a-2',
          parent_action_id: 'a-1',
          name: 'fetch_page',
          duration_ms: null,
          status: 'processing',
        }),
      ],
    }),
  ],
  plan: samplePlan(),
  time_breakdown: { llm_ms: 1200, waiting_ms: 300, tools_ms: 2500, other_ms: 0 },
  truncated: false,
  ...parts,
});

/** A timeline as the bridge answers it, with what the plugin reads. */
export const sampleTimelineAnswer = (parts: Partial<ShownTimeline> = {}): object => ({
  ...sampleTimeline(parts),
  pagination: { cursor: null, has_more: false, newest: '' },
});

export const sampleCallPage = (calls: readonly LlmCallRecord[] = [sampleCall()]): LlmCallPage => ({
  data: calls,
  totals: sampleSpend({ calls: 120, cost: 1.5, estimated_cost: 0.25 }),
  pagination: { cursor: null, has_more: false },
});

const GROUP_NAMES = {
  model: ['claude-sonnet-4-5', 'gpt-4o-mini'],
  agent_id: ['lead-qualifier', 'support-triage'],
} as const;

export function sampleMetrics(group: keyof typeof GROUP_NAMES): CallMetrics {
  const spent = (parts: Partial<Spend>, input_cost: number | null = null, output_cost: number | null = null) => {
    const spend = sampleSpend(parts);
    return { value: spend.cost, ...spend, input_cost, output_cost };
  };
  const named = (name: string) => ({ group: name, keys: { [group]: name } });
  const first = named(GROUP_NAMES[group][0]);
  const second = named(GROUP_NAMES[group][1]);
  const small = { calls: 20, cost: 0.25, estimated_cost: 0.05 };
  return {
    metric: 'cost',
    group_by: group,
    since: '2026-11-20T10:00:00.000Z',
    until: '2026-11-21T10:00:00.000Z',
    interval_seconds: 3600,
    summary: spent({ calls: 120, cost: 1.5, estimated_cost: 0.05 }, 1, 0.25),
    previous: null,
    groups: [
      { ...first, ...spent({ calls: 100, cost: 1.25 }, 1, 0.25), previous_value: null },
      { ...second, ...spent(small), previous_value: null },
    ],
    other: null,
    timeseries: [
      { timestamp: '2026-11-21T08:00:00.000Z', ...first, ...spent({ cost: 0.75 }) },
      { timestamp: '2026-11-21T08:00:00.000Z', ...second, ...spent(small) },
      { timestamp: '2026-11-21T09:00:00.000Z', ...first, ...spent({ cost: 0.5 }) },
    ],
  };
}

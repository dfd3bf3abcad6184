import type { ShownTimeline } from '../../data/shown-timeline.js';
import type { EventRecord, Json, LlmCallRecord, TaskSummary } from '@hiveboard/sdk/contract';
import type { ShownAction } from '../../data/shown-timeline.js';

/** When every task of the fixtures begins. */
export const START = Date.parse('2026-11-20T22:40:00.000Z');

/** A moment, `ms` after the start. */
export const at = (ms: number): string => new Date(START + ms).toISOString();

const AGENT = 'lead-qualifier';

/** A task that was completed after 12 s, with what differs. */
export const task = (change: Partial<TaskSummary> = {}): TaskSummary => ({
  task_id: 'task_lead-4821',
  task_run_id: 'run-1',
  task_type: 'lead_processing',
  agent_id: AGENT,
  project_id: 'sales',
  environment: 'production',
  correlation_id: null,
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  derived_status: 'completed',
  started_at: at(0),
  completed_at: at(12_000),
  duration_ms: 12_000,
  action_count: 4,
  error_count: 0,
  retry_count: 0,
  retry_ms: 0,
  waiting_ms: 0,
  working_ms: 12_000,
  escalation_count: 0,
  has_escalation: false,
  has_human_intervention: false,
  error_message: null,
  calls: 3,
  unpriced_calls: 0,
  tokens_in: 4620,
  tokens_out: 890,
  cost: 0.0312,
  estimated_cost: 0,
  ...change,
});

type Data = Readonly<Record<string, Json>>;

/** An event of a kind, `ms` after the start. */
export const event = (
  kind: string,
  ms: number,
  rest: Partial<EventRecord> & { readonly data?: Data } = {},
): EventRecord => ({
  event_id: `${kind}-${ms}`,
  kind,
  timestamp: at(ms),
  received_at: at(ms + 20),
  agent_id: AGENT,
  task_id: 'task_lead-4821',
  task_run_id: 'run-1',
  project_id: 'sales',
  action_id: null,
  severity: 'info',
  status: null,
  duration_ms: null,
  summary: '',
  tags: [],
  data: {},
  ...rest,
});

/** A call that ended `ms` after the start, as its record. */
export const call = (name: string, ms: number, rest: Partial<LlmCallRecord> = {}): LlmCallRecord => ({
  event_id: `llm_call-${ms}`,
  timestamp: at(ms),
  agent_id: AGENT,
  task_id: 'task_lead-4821',
  task_run_id: 'run-1',
  project_id: 'sales',
  environment: 'production',
  name,
  model: 'claude-sonnet-4-5',
  provider: 'anthropic',
  tokens_in: 1500,
  tokens_out: 200,
  cache_read_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  cost: 0.003,
  cost_source: 'reported',
  duration_ms: 900,
  error_message: null,
  prompt_preview: null,
  response_preview: null,
  plan_step: null,
  plan_revision: null,
  attempt: null,
  session_id: null,
  user_id: null,
  service_tier: null,
  action_id: null,
  group: 'default',
  metadata: null,
  ...rest,
});

/** The event that tells of a call, inside an action if one is given. */
export const callEvent = (record: LlmCallRecord, actionId: string | null = null): EventRecord => ({
  ...event('llm_call', Date.parse(record.timestamp) - START),
  event_id: record.event_id,
  action_id: actionId,
  duration_ms: record.duration_ms,
  summary: `${record.name}: ${record.model}`,
  tags: ['llm'],
  data: { name: record.name, model: record.model, tokens_in: record.tokens_in, tokens_out: record.tokens_out },
});

/** An action from `ms` after the start, completed unless it says otherwise. */
export const action = (id: string, ms: number, rest: Partial<ShownAction> = {}): ShownAction => ({
  action_id: id,
  parent_action_id: null,
  name: id,
  started_at: at(ms),
  duration_ms: 1000,
  status: 'completed',
  error_message: null,
  children: [],
  ...rest,
});

/** A timeline that tells of nothing but its task, and of whatever else is given. */
export const timeline = (rest: Partial<ShownTimeline>): ShownTimeline => ({
  task: task(),
  events: [],
  action_tree: [],
  plan: null,
  time_breakdown: null,
  truncated: false,
  ...rest,
});

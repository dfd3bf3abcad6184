import {
  DEFAULT_STUCK_THRESHOLD_SECONDS,
  isRecord,
  type AgentSummary,
  type QueueProcessing,
} from '@hiveboard/sdk/contract';
import {
  findFrame,
  rowsOf,
  tableOf,
  type Column,
  type ReadableFrame,
  type Reading,
  type Row,
  type Table,
} from '../table.js';
import { spendColumns, spendIn } from './spend.js';

/** An agent as cards show it. The status may be a word that a foreign source uses. */
export type AgentView = Omit<AgentSummary, 'derived_status'> & { readonly derived_status: string };

/** The name of the frame of agents. */
const AGENTS_FRAME = 'agents';

/** What a frame must have to be read as agents. */
const AGENT_COLUMNS_NEEDED = ['agent_id', 'derived_status'] as const;

const columns: readonly Column<AgentView>[] = [
  { name: 'agent_id', type: 'string', of: (agent) => agent.agent_id },
  { name: 'derived_status', type: 'string', of: (agent) => agent.derived_status },
  { name: 'agent_type', type: 'string', of: (agent) => agent.agent_type },
  { name: 'last_heartbeat', type: 'time', of: (agent) => agent.last_heartbeat },
  { name: 'heartbeat_age_seconds', type: 'number', unit: 's', of: (agent) => agent.heartbeat_age_seconds },
  { name: 'heartbeat_summary', type: 'string', of: (agent) => agent.heartbeat_summary },
  { name: 'current_task_id', type: 'string', of: (agent) => agent.current_task_id },
  { name: 'current_task_run_id', type: 'string', of: (agent) => agent.current_task_run_id },
  { name: 'current_project_id', type: 'string', of: (agent) => agent.current_project_id },
  { name: 'queue_depth', type: 'number', of: ({ queue }) => queue?.depth },
  { name: 'queue_oldest_age_seconds', type: 'number', unit: 's', of: ({ queue }) => queue?.oldest_age_seconds },
  { name: 'queue_last_updated', type: 'time', of: ({ queue }) => queue?.last_updated },
  { name: 'queue_processing', type: 'other', of: ({ queue }) => queue?.processing },
  { name: 'open_issues', type: 'number', of: (agent) => agent.open_issues.total },
  { name: 'open_issues_critical', type: 'number', of: (agent) => agent.open_issues.critical },
  { name: 'open_issues_high', type: 'number', of: (agent) => agent.open_issues.high },
  { name: 'open_issues_medium', type: 'number', of: (agent) => agent.open_issues.medium },
  { name: 'open_issues_low', type: 'number', of: (agent) => agent.open_issues.low },
  { name: 'waiting_task_id', type: 'string', of: ({ waiting }) => waiting?.task_id },
  { name: 'waiting_approver', type: 'string', of: ({ waiting }) => waiting?.approver },
  { name: 'waiting_reason', type: 'string', of: ({ waiting }) => waiting?.reason },
  { name: 'waiting_since', type: 'time', of: ({ waiting }) => waiting?.since },
  { name: 'waiting_count', type: 'number', of: ({ waiting }) => waiting?.count },
  { name: 'tasks_completed_1h', type: 'number', of: (agent) => agent.stats_1h.tasks_completed },
  { name: 'tasks_failed_1h', type: 'number', of: (agent) => agent.stats_1h.tasks_failed },
  { name: 'success_rate_1h', type: 'number', unit: 'percentunit', of: (agent) => agent.stats_1h.success_rate },
  { name: 'avg_duration_ms_1h', type: 'number', unit: 'ms', of: (agent) => agent.stats_1h.avg_duration_ms },
  ...spendColumns.map((column) => ({
    ...column,
    name: `${column.name}_1h`,
    of: (agent: AgentView) => column.of(agent.stats_1h),
  })),
  { name: 'sparkline_1h', type: 'other', of: (agent) => agent.sparkline_1h },
  { name: 'throughput_1h', type: 'other', of: (agent) => agent.throughput_1h },
  { name: 'is_stuck', type: 'boolean', of: (agent) => agent.is_stuck },
  { name: 'stuck_threshold_seconds', type: 'number', unit: 's', of: (agent) => agent.stuck_threshold_seconds },
  { name: 'first_seen', type: 'time', of: (agent) => agent.first_seen },
  { name: 'last_seen', type: 'time', of: (agent) => agent.last_seen },
  { name: 'environment', type: 'string', of: (agent) => agent.environment },
  { name: 'group', type: 'string', of: (agent) => agent.group },
  { name: 'framework', type: 'string', of: (agent) => agent.framework },
  { name: 'runtime', type: 'string', of: (agent) => agent.runtime },
  { name: 'agent_version', type: 'string', of: (agent) => agent.agent_version },
  { name: 'sdk_version', type: 'string', of: (agent) => agent.sdk_version },
];

/** Agents as a table: one row each. */
export const agentsTable = (agents: readonly AgentView[]): Table => tableOf(AGENTS_FRAME, columns, agents);

/** Agents from whichever frame has them. */
export function readAgents(frames: readonly ReadableFrame[]): Reading<readonly AgentView[]> {
  const found = findFrame(frames, AGENTS_FRAME, AGENT_COLUMNS_NEEDED);
  if (!found.ok) return found;
  // A foreign source may tell of an agent more than once: the first row counts.
  const agents = new Map<string, AgentView>();
  for (const agent of rowsOf(found.view).map(agentIn)) {
    if (!agents.has(agent.agent_id)) agents.set(agent.agent_id, agent);
  }
  return { ok: true, view: [...agents.values()] };
}

function agentIn(row: Row): AgentView {
  const status = row.text('derived_status') ?? '';
  const moment = (column: string): string => row.moment(column) ?? new Date(0).toISOString();
  return {
    agent_id: row.text('agent_id') ?? '',
    agent_type: row.text('agent_type') ?? '',
    agent_version: row.text('agent_version'),
    framework: row.text('framework'),
    runtime: row.text('runtime'),
    sdk_version: row.text('sdk_version'),
    environment: row.text('environment') ?? '',
    group: row.text('group') ?? '',
    derived_status: status,
    is_stuck: row.flag('is_stuck') || status === 'stuck',
    stuck_threshold_seconds: row.number('stuck_threshold_seconds') ?? DEFAULT_STUCK_THRESHOLD_SECONDS,
    current_task_id: row.text('current_task_id'),
    current_task_run_id: row.text('current_task_run_id'),
    current_project_id: row.text('current_project_id'),
    first_seen: moment('first_seen'),
    last_seen: moment('last_seen'),
    last_heartbeat: row.moment('last_heartbeat'),
    heartbeat_age_seconds: row.number('heartbeat_age_seconds'),
    heartbeat_summary: row.text('heartbeat_summary'),
    queue: queueIn(row),
    open_issues: {
      total: row.number('open_issues') ?? 0,
      critical: row.number('open_issues_critical') ?? 0,
      high: row.number('open_issues_high') ?? 0,
      medium: row.number('open_issues_medium') ?? 0,
      low: row.number('open_issues_low') ?? 0,
    },
    waiting: waitingIn(row),
    stats_1h: {
      tasks_completed: row.number('tasks_completed_1h') ?? 0,
      tasks_failed: row.number('tasks_failed_1h') ?? 0,
      success_rate: row.number('success_rate_1h'),
      avg_duration_ms: row.number('avg_duration_ms_1h'),
      ...spendIn(row, '_1h'),
    },
    sparkline_1h: numbersIn(row.json('sparkline_1h')),
    throughput_1h: numbersIn(row.json('throughput_1h')),
  };
}

function queueIn(row: Row): AgentView['queue'] {
  const depth = row.number('queue_depth');
  if (depth === null) return null;
  return {
    depth,
    oldest_age_seconds: row.number('queue_oldest_age_seconds'),
    processing: processingIn(row),
    last_updated: row.moment('queue_last_updated') ?? new Date(0).toISOString(),
  };
}

function processingIn(row: Row): QueueProcessing | null {
  const value = row.json('queue_processing');
  if (!isRecord(value)) return null;
  const { id, summary, started_at: startedAt, elapsed_ms: elapsed } = value;
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof summary === 'string' ? { summary } : {}),
    ...(typeof startedAt === 'string' ? { started_at: startedAt } : {}),
    ...(typeof elapsed === 'number' ? { elapsed_ms: elapsed } : {}),
  };
}

function waitingIn(row: Row): AgentView['waiting'] {
  const since = row.moment('waiting_since');
  if (since === null) return null;
  return {
    task_id: row.text('waiting_task_id') ?? '',
    approver: row.text('waiting_approver') ?? '',
    reason: row.text('waiting_reason'),
    since,
    count: row.number('waiting_count') ?? 1,
  };
}

const numbersIn = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.map((part: unknown) => (typeof part === 'number' ? part : 0)) : [];

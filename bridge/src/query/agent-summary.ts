import type { AgentStatus, AgentSummary } from '@hiveboard/sdk/contract';
import type { AgentParts, HourRow, WaitingRow } from './agent-parts.js';
import { processingOf } from './queue.js';
import { momentOrNull, textOrNull } from './reader.js';
import { spendOf, type SpendRow } from './spend.js';

/** A row of `hive.agents`, of which more is told by parts. */
export interface AgentRow {
  readonly agent_id: string;
  readonly type: string;
  readonly version: string;
  readonly framework: string;
  readonly runtime: string;
  readonly sdk_version: string;
  readonly last_heartbeat: string;
  readonly heartbeat_age_seconds: number;
  readonly heartbeat_summary: string;
  readonly environment: string;
  readonly group_name: string;
  readonly status: AgentStatus;
  readonly is_stuck: number;
  readonly stuck_threshold_seconds: number;
  readonly current_task_id: string;
  readonly current_task_run_id: string;
  readonly current_project: string;
  readonly first_seen: string;
  readonly last_received: string;
  readonly pending_approvals: number;
  readonly waiting_since: string;
  readonly waiting_task_id: string;
  readonly approver: string;
  readonly approval_reason: string;
}

/** As many as there are five minutes in an hour. */
const NOTHING: readonly number[] = Array.from({ length: 12 }, () => 0);

function queueOf(row: WaitingRow | undefined): AgentSummary['queue'] {
  const updated = row === undefined ? null : momentOrNull(row.last_updated);
  return row === undefined || updated === null
    ? null
    : {
        depth: row.depth,
        oldest_age_seconds: row.oldest_age_seconds,
        processing: processingOf(row.processing),
        last_updated: updated,
      };
}

const waitingOf = (row: AgentRow): AgentSummary['waiting'] =>
  row.pending_approvals === 0
    ? null
    : {
        task_id: row.waiting_task_id,
        approver: row.approver,
        reason: textOrNull(row.approval_reason),
        since: row.waiting_since,
        count: row.pending_approvals,
      };

/** Completed and failed tasks as what they came to. */
export function statsOf(
  row: Pick<HourRow, 'completed' | 'failed' | 'avg_duration_ms'> | undefined,
  spend: SpendRow | undefined,
): AgentSummary['stats_1h'] {
  const { completed, failed, avg_duration_ms } = row ?? { completed: 0, failed: 0, avg_duration_ms: null };
  return {
    tasks_completed: completed,
    tasks_failed: failed,
    success_rate: completed + failed === 0 ? null : completed / (completed + failed),
    avg_duration_ms,
    ...spendOf(spend),
  };
}

/** All that is told of an agent, as the API tells it. */
export function agentSummary(row: AgentRow, parts: AgentParts): AgentSummary {
  const { agent_id } = row;
  const hour = parts.hours.get(agent_id);
  const waiting = parts.waiting.get(agent_id);
  const lastHeartbeat = momentOrNull(row.last_heartbeat);
  return {
    agent_id,
    agent_type: row.type || 'general',
    agent_version: textOrNull(row.version),
    framework: textOrNull(row.framework),
    runtime: textOrNull(row.runtime),
    sdk_version: textOrNull(row.sdk_version),
    environment: row.environment,
    group: row.group_name,
    derived_status: row.status,
    is_stuck: row.is_stuck === 1,
    stuck_threshold_seconds: row.stuck_threshold_seconds,
    current_task_id: textOrNull(row.current_task_id),
    current_task_run_id: textOrNull(row.current_task_run_id),
    current_project_id: textOrNull(row.current_project),
    first_seen: row.first_seen,
    last_seen: row.last_received,
    last_heartbeat: lastHeartbeat,
    heartbeat_age_seconds: lastHeartbeat === null ? null : Math.max(row.heartbeat_age_seconds, 0),
    heartbeat_summary: textOrNull(row.heartbeat_summary),
    queue: queueOf(waiting),
    open_issues: {
      total: waiting?.issues ?? 0,
      critical: waiting?.critical ?? 0,
      high: waiting?.high ?? 0,
      medium: waiting?.medium ?? 0,
      low: waiting?.low ?? 0,
    },
    waiting: waitingOf(row),
    stats_1h: statsOf(hour, parts.spend.get(agent_id)),
    sparkline_1h: hour?.beats ?? NOTHING,
    throughput_1h: hour?.throughput ?? NOTHING,
  };
}

import type { AgentStatus, AgentSummary } from '@hiveboard/sdk/contract';
import type { AgentParts, HourRow, WaitingRow } from './agent-parts.js';
import { processingOf } from './queue.js';
import { momentOrNull, textOrNull } from './reader.js';
import { spendOf, type SpendRow } from './spend.js';

/** What an agent said of itself, in this order. */
export const TOLD = [
  'type',
  'version',
  'framework',
  'runtime',
  'sdk_version',
  'environment',
  'group_name',
  'stuck_threshold_seconds',
  'first_seen',
  'last_received',
  'last_heartbeat',
  "dateDiff('second', last_heartbeat, now64(3, 'UTC'))",
  'heartbeat_summary',
] as const;

/** How an agent stands, of which more is told by parts. */
export interface AgentRow {
  readonly agent_id: string;
  readonly status: AgentStatus;
  readonly is_stuck: number;
  /** {@link TOLD}. */
  readonly told: readonly [
    type: string,
    version: string,
    framework: string,
    runtime: string,
    sdkVersion: string,
    environment: string,
    group: string,
    stuckThresholdSeconds: number,
    firstSeen: string,
    lastReceived: string,
    lastHeartbeat: string,
    heartbeatAgeSeconds: number,
    heartbeatSummary: string,
  ];
  readonly current: readonly [taskId: string, taskRunId: string, project: string];
  readonly pending_approvals: number;
  /** What it waits for the longest. */
  readonly oldest: readonly [since: string, taskId: string, taskRunId: string, approver: string, reason: string];
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

const waitingOf = ({ pending_approvals: count, oldest }: AgentRow): AgentSummary['waiting'] => {
  const [since, task_id, , approver, reason] = oldest;
  return count === 0 ? null : { task_id, approver, reason: textOrNull(reason), since, count };
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
  const [type, version, framework, runtime, sdkVersion, environment, group, threshold, ...seen] = row.told;
  const [firstSeen, lastReceived, heartbeatAt, heartbeatAge, heartbeatSummary] = seen;
  const [taskId, taskRunId, project] = row.current;
  const lastHeartbeat = momentOrNull(heartbeatAt);
  return {
    agent_id,
    agent_type: type || 'general',
    agent_version: textOrNull(version),
    framework: textOrNull(framework),
    runtime: textOrNull(runtime),
    sdk_version: textOrNull(sdkVersion),
    environment,
    group,
    derived_status: row.status,
    is_stuck: row.is_stuck === 1,
    stuck_threshold_seconds: threshold,
    current_task_id: textOrNull(taskId),
    current_task_run_id: textOrNull(taskRunId),
    current_project_id: textOrNull(project),
    first_seen: firstSeen,
    last_seen: lastReceived,
    last_heartbeat: lastHeartbeat,
    heartbeat_age_seconds: lastHeartbeat === null ? null : Math.max(heartbeatAge, 0),
    heartbeat_summary: textOrNull(heartbeatSummary),
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

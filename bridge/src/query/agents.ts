import { AGENT_STATUSES, type AgentStatus, type AgentSummary, type QueueProcessing } from '@hiveboard/sdk/contract';
import { momentOrNull, textOrNull, type Reader } from './reader.js';
import { SPEND_COLUMNS, spendOf, type SpendRow } from './spend.js';

/** Which agents; an empty list of statuses means all. */
export interface AgentsQuestion {
  readonly tenant: string;
  readonly agentId: string;
  readonly environment: string;
  readonly group: string;
  readonly statuses: readonly string[];
  readonly limit: number;
}

interface AgentRow extends SpendRow {
  readonly agent_id: string;
  readonly type: string;
  readonly version: string;
  readonly framework: string;
  readonly runtime: string;
  readonly sdk_version: string;
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
  readonly last_heartbeat: string;
  readonly heartbeat_age_seconds: number;
  readonly heartbeat_summary: string;
  readonly queue_updated: string;
  readonly depth: number;
  readonly oldest_age_seconds: number | null;
  readonly processing: string;
  readonly issues: number;
  readonly critical: number;
  readonly high: number;
  readonly pending_approvals: number;
  readonly waiting_since: string;
  readonly waiting_task_id: string;
  readonly approver: string;
  readonly approval_reason: string;
  readonly completed_1h: number;
  readonly failed_1h: number;
  readonly avg_duration_ms_1h: number | null;
  readonly beats: readonly number[];
}

const SQL = `
WITH
    hour_spend AS (
        SELECT agent_id, ${SPEND_COLUMNS}
        FROM hive.calls AS call
        WHERE tenant = {tenant:String} AND ts > now64(3, 'UTC') - INTERVAL 1 HOUR
        GROUP BY agent_id
    ),
    hour_beats AS (
        SELECT agent_id, arrayMap(bucket -> toUInt32(countEqual(buckets, bucket)), range(12)) AS beats
        FROM (
            SELECT agent_id, groupArray(11 - intDiv(dateDiff('second', ts, now64(3, 'UTC')), 300)) AS buckets
            FROM hive.events FINAL
            PREWHERE kind = 'heartbeat'
            WHERE tenant = {tenant:String} AND ts > now64(3, 'UTC') - INTERVAL 1 HOUR
            GROUP BY agent_id
        )
    ),
    open_issues AS (
        SELECT agent_id, count() AS issues, countIf(severity = 'critical') AS critical, countIf(severity = 'high') AS high
        FROM hive.issues
        WHERE tenant = {tenant:String} AND is_open
        GROUP BY agent_id
    )
SELECT
    agent.* EXCEPT agent_id,
    agent.agent_id AS agent_id,
    dateDiff('second', agent.last_heartbeat, now64(3, 'UTC')) AS heartbeat_age_seconds,
    queue.last_updated AS queue_updated, queue.depth AS depth, queue.oldest_age_seconds AS oldest_age_seconds, queue.processing AS processing,
    issues, critical, high, beats,
    calls, unpriced_calls, sum_tokens_in, sum_tokens_out, sum_cost, sum_estimated_cost
FROM (SELECT * FROM hive.agents WHERE tenant = {tenant:String}) AS agent
LEFT JOIN (SELECT * FROM hive.queues WHERE tenant = {tenant:String}) AS queue ON queue.agent_id = agent.agent_id
LEFT JOIN open_issues ON open_issues.agent_id = agent.agent_id
LEFT JOIN hour_spend ON hour_spend.agent_id = agent.agent_id
LEFT JOIN hour_beats ON hour_beats.agent_id = agent.agent_id
WHERE ({agentId:String} = '' OR agent.agent_id = {agentId:String})
    AND ({environment:String} = '' OR agent.environment = {environment:String})
    AND ({group:String} = '' OR agent.group_name = {group:String})
    AND (empty({statuses:Array(String)}) OR has({statuses:Array(String)}, agent.status))
ORDER BY indexOf({attention:Array(String)}, agent.status), agent.last_received DESC, agent.agent_id
LIMIT {limit:UInt32}`;

/** JSON that our own bridge wrote; empty text is nothing. */
const processingOf = (json: string): QueueProcessing | null =>
  json === '' || json === 'null' ? null : (JSON.parse(json) as QueueProcessing);

function summaryOf(row: AgentRow): AgentSummary {
  const ended = row.completed_1h + row.failed_1h;
  const queueUpdated = momentOrNull(row.queue_updated);
  const lastHeartbeat = momentOrNull(row.last_heartbeat);
  return {
    agent_id: row.agent_id,
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
    queue:
      queueUpdated === null
        ? null
        : {
            depth: row.depth,
            oldest_age_seconds: row.oldest_age_seconds,
            processing: processingOf(row.processing),
            last_updated: queueUpdated,
          },
    open_issues: { total: row.issues, critical: row.critical, high: row.high },
    waiting:
      row.pending_approvals === 0
        ? null
        : {
            task_id: row.waiting_task_id,
            approver: row.approver,
            reason: textOrNull(row.approval_reason),
            since: row.waiting_since,
            count: row.pending_approvals,
          },
    stats_1h: {
      tasks_completed: row.completed_1h,
      tasks_failed: row.failed_1h,
      success_rate: ended === 0 ? null : row.completed_1h / ended,
      avg_duration_ms: row.avg_duration_ms_1h,
      ...spendOf(row),
    },
    sparkline_1h: row.beats.length === 12 ? row.beats : Array.from({ length: 12 }, () => 0),
  };
}

/** The fleet, those first that need attention. */
export async function findAgents(
  reader: Reader,
  { tenant, agentId, environment, group, statuses, limit }: AgentsQuestion,
  signal?: AbortSignal,
): Promise<readonly AgentSummary[]> {
  const rows = await reader.rows<AgentRow>(
    SQL,
    { tenant, agentId, environment, group, statuses, attention: AGENT_STATUSES, limit },
    signal,
  );
  return rows.map(summaryOf);
}

import type { ApprovalItem, ApprovalPage, ApprovalSort, ApprovalStatus } from '@hiveboard/sdk/contract';
import type { Period } from './period.js';
import { momentOrNull, textOrNull, type Reader } from './reader.js';

/** Which requests; empty strings mean all. */
export interface ApprovalsQuestion {
  readonly tenant: string;
  /** In which the ones that wait no more were closed. What waits does, whenever it began. */
  readonly period: Period;
  readonly statuses: readonly string[];
  readonly agentId: string;
  readonly taskId: string;
  readonly approver: string;
  readonly project: string;
  readonly environment: string;
  readonly group: string;
  readonly sort: ApprovalSort;
  readonly limit: number;
  /** The last row of the page before, or null for the first page. */
  readonly after: { readonly at: number; readonly requestId: string } | null;
}

interface ApprovalRow {
  readonly request_id: string;
  readonly status: ApprovalStatus;
  readonly agent_id: string;
  readonly task_id: string;
  readonly task_run_id: string;
  readonly task_type: string;
  readonly project: string;
  readonly environment: string;
  readonly group_name: string;
  readonly approver: string;
  readonly reason: string;
  readonly requested_at: string;
  readonly waiting_seconds: number;
  readonly closed_at: string;
  readonly decision: string;
  readonly decided_by: string;
  readonly comment: string;
  /** Whether the row is of the page. */
  readonly is_meant: number;
  readonly pending: number;
  readonly decided: number;
  readonly abandoned: number;
}

/** What waits, as requests of which nothing more is known. */
const WAITING = `(
    SELECT *, 'pending' AS status, toDateTime64(0, 3, 'UTC') AS closed_at, '' AS decision, '' AS decided_by, '' AS comment
    FROM hive.waiting_approvals
)`;

/** Runs in which anything may have been closed in the period, or may wait: requests of others need not be put together. */
const MAY_BE_MEANT = `
    AND run IN
    (
        SELECT run FROM hive.human_log
        WHERE tenant = {tenant:String}
            AND (kind = 'approval_received' AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
                OR run NOT IN (SELECT run FROM hive.noted_endings))
        UNION ALL
        SELECT run FROM hive.noted_endings
        WHERE tenant = {tenant:String}
            AND ended_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ended_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    )`;

const ORDERS = {
  oldest: { comparison: '>', order: 'ASC' },
  newest: { comparison: '<', order: 'DESC' },
} as const satisfies Record<ApprovalSort, object>;

/** The page, with the totals of the whole filter in every row: one row has them also where the page is empty. */
const sqlOf = (source: string, { comparison, order }: (typeof ORDERS)[ApprovalSort]): string => `
SELECT request_id, status, agent_id, task_id, task_run_id, task_type, project, environment, group_name, approver, reason, requested_at,
    waiting_ms / 1000 AS waiting_seconds, closed_at, decision, decided_by, comment,
    ({afterId:String} = ''
        OR (requested_at, request_id) ${comparison} (fromUnixTimestamp64Milli({afterAt:Int64}, 'UTC'), {afterId:String})) AS is_meant,
    countIf(status = 'pending') OVER () AS pending,
    countIf(status = 'decided') OVER () AS decided,
    countIf(status = 'abandoned') OVER () AS abandoned
FROM ${source}
    AND has({statuses:Array(String)}, status)
    AND (status = 'pending'
        OR (closed_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND closed_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')))
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({taskId:String} = '' OR task_id = {taskId:String})
    AND ({approver:String} = '' OR approver = {approver:String})
    AND ({project:String} = '' OR project = {project:String})
    AND ({environment:String} = '' OR environment = {environment:String})
    AND ({group:String} = '' OR group_name = {group:String})
QUALIFY is_meant OR row_number() OVER () = 1
ORDER BY is_meant DESC, requested_at ${order}, request_id ${order}
LIMIT {limit:UInt32}`;

const IS_OF_TENANT = 'WHERE tenant = {tenant:String}';

/** Where requests are found that stand in these ways: what waits can be told without all that is closed. */
const sourceOf = (statuses: readonly string[]): string =>
  statuses.every((status) => status === 'pending')
    ? `${WAITING} ${IS_OF_TENANT}`
    : `hive.approval_requests ${IS_OF_TENANT} ${MAY_BE_MEANT}`;

const itemOf = (row: ApprovalRow): ApprovalItem => ({
  request_id: row.request_id,
  status: row.status,
  agent_id: row.agent_id,
  task_id: textOrNull(row.task_id),
  task_run_id: textOrNull(row.task_run_id),
  task_type: textOrNull(row.task_type),
  project_id: textOrNull(row.project),
  environment: row.environment,
  group: row.group_name,
  approver: row.approver,
  reason: textOrNull(row.reason),
  since: row.requested_at,
  waiting_seconds: row.waiting_seconds,
  closed_at: momentOrNull(row.closed_at),
  decision: textOrNull(row.decision),
  decided_by: textOrNull(row.decided_by),
  comment: textOrNull(row.comment),
});

/** Requests for approvals, in the order in which they were made, and how many of each status the whole filter finds. */
export async function findApprovals(
  reader: Reader,
  { period, after, sort, ...filter }: ApprovalsQuestion,
  signal?: AbortSignal,
): Promise<{ readonly approvals: readonly ApprovalItem[]; readonly totals: ApprovalPage['totals'] }> {
  const place = { afterAt: after?.at ?? 0, afterId: after?.requestId ?? '' };
  const sql = sqlOf(sourceOf(filter.statuses), ORDERS[sort]);
  const rows = await reader.rows<ApprovalRow>(sql, { ...filter, ...period, ...place }, signal);
  const { pending = 0, decided = 0, abandoned = 0 } = rows[0] ?? {};
  return {
    approvals: rows.filter(({ is_meant }) => is_meant === 1).map(itemOf),
    totals: { pending, decided, abandoned },
  };
}

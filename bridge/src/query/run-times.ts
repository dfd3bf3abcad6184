import type { ApprovalPair, TaskSummary, TimeBreakdown } from '@hiveboard/sdk/contract';
import { momentOrNull, textOrNull, type Reader } from './reader.js';
import type { Extent } from './run.js';

const TIMES_SQL = `
SELECT llm_ms, waiting_ms, tools_ms, other_ms
FROM hive.run_times(tenant = {tenant:String}, task = {taskId:String}, run = {runId:String},
    since = {since:Int64}, until = {until:Int64}, begins = {begins:Int64}, ends = {ends:Int64})`;

/** A run, and where it lies in time. */
interface Run {
  readonly run: Extent;
  readonly task: Pick<TaskSummary, 'task_id' | 'task_run_id' | 'started_at' | 'duration_ms'>;
}

/** When a run began, and when it ended; until now while it is open. */
function lifeOf({ started_at, duration_ms }: Run['task']): { readonly begins: number; readonly ends: number } {
  const begins = Date.parse(started_at);
  return { begins, ends: begins + duration_ms };
}

const bindingsOf = ({ run: { tenant, since, until }, task }: Run) => ({
  tenant,
  since,
  until,
  taskId: task.task_id,
  runId: task.task_run_id,
  ...lifeOf(task),
});

/** What the time of a run went into. */
export async function findTimes(reader: Reader, of: Run, signal?: AbortSignal): Promise<TimeBreakdown> {
  const [times] = await reader.rows<TimeBreakdown>(TIMES_SQL, bindingsOf(of), signal);
  return times ?? { llm_ms: 0, waiting_ms: 0, tools_ms: 0, other_ms: 0 };
}

interface PairRow {
  readonly request_id: string;
  readonly agent_id: string;
  readonly approver: string;
  readonly reason: string;
  readonly requested_at: string;
  readonly decided_at: string;
  readonly decision: string;
  readonly decided_by: string;
  readonly waited_ms: number;
}

/** A run that ended waits for nobody. */
const PAIRS_SQL = `
SELECT request_id, agent_id, approver, reason, requested_at, decided_at, decision, decided_by,
    if(is_decided, pair.waited_ms, greatest({ends:Int64} - toUnixTimestamp64Milli(requested_at), 0)) AS waited_ms
FROM hive.approval_pairs AS pair
WHERE tenant = {tenant:String} AND task_id = {taskId:String} AND task_run_id = {runId:String}
ORDER BY requested_at, request_id
LIMIT {limit:UInt32}`;

/** What people were asked for in a run, the first first. */
export async function findApprovals(
  reader: Reader,
  { limit, ...of }: Run & { readonly limit: number },
  signal?: AbortSignal,
): Promise<readonly ApprovalPair[]> {
  const rows = await reader.rows<PairRow>(PAIRS_SQL, { ...bindingsOf(of), limit }, signal);
  return rows.map((row) => ({
    event_id: row.request_id,
    agent_id: row.agent_id,
    approver: row.approver,
    reason: textOrNull(row.reason),
    requested_at: row.requested_at,
    decided_at: momentOrNull(row.decided_at),
    decision: textOrNull(row.decision),
    decided_by: textOrNull(row.decided_by),
    waited_ms: row.waited_ms,
  }));
}

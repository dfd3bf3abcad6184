import { RUNS_BOUND, runTimesSql } from '@hiveboard/clickhouse';
import type { ApprovalPair, TaskSummary, TimeBreakdown } from '@hiveboard/sdk/contract';
import { momentOrNull, textOrNull, type Reader } from './reader.js';
import { AS_WRITTEN, type Extent, type RunKey } from './run.js';

const TIMES_SQL = `
SELECT llm_ms, waiting_ms, tools_ms, other_ms
FROM (${runTimesSql(RUNS_BOUND)})
${AS_WRITTEN}`;

type Life = Pick<TaskSummary, 'started_at' | 'duration_ms'>;

/** When a run began, and when it ended, in epoch milliseconds; until now while it is open. */
function lifeOf({ started_at, duration_ms }: Life): { readonly begins: number; readonly ends: number } {
  const begins = Date.parse(started_at);
  return { begins, ends: begins + duration_ms };
}

/** A run, where it lies in time, and its life, which may be known later. */
interface Run {
  readonly run: Extent;
  readonly task: RunKey;
  readonly life: Promise<Life>;
}

const idsOf = ({ tenant }: Extent, task: RunKey) => ({ tenant, taskId: task.task_id, runId: task.task_run_id });

/** When somebody was waited for, in epoch milliseconds. */
interface Waits {
  readonly waits_from: readonly number[];
  readonly waits_until: readonly number[];
}

const NO_WAITS: Waits = { waits_from: [], waits_until: [] };

/** What the time of a run went into, of which it is known when somebody was waited for. */
export async function findTimes(
  reader: Reader,
  { run, task, life, waits }: Run & { readonly waits: Waits },
  signal?: AbortSignal,
): Promise<TimeBreakdown> {
  const [times] = await reader.rows<TimeBreakdown>(
    TIMES_SQL,
    { ...run, task: task.task_id, ...waits, ...lifeOf(await life) },
    signal,
  );
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

const WAITS_SQL = `
SELECT groupArray(toUnixTimestamp64Milli(requested_at)) AS waits_from,
    groupArray(if(is_decided, toUnixTimestamp64Milli(decided_at), {ends:Int64})) AS waits_until
FROM hive.approval_pairs
WHERE tenant = {tenant:String} AND task_id = {taskId:String} AND task_run_id = {runId:String}`;

const NEWS_SQL = `
SELECT count() AS told
FROM hive.human_log
WHERE tenant = {tenant:String} AND task_id = {taskId:String} AND task_run_id = {runId:String}`;

/** What people were asked for in a run, and when. */
export interface Asked {
  /** The first first. */
  readonly approvals: readonly ApprovalPair[];
  /** Of all of them, however many are told. */
  readonly waits: Waits;
}

/** The first of what people were asked for in a run, and when they were waited for. In most runs nobody is asked. */
export async function findAsked(
  reader: Reader,
  { run, task, life, limit }: Run & { readonly limit: number },
  signal?: AbortSignal,
): Promise<Asked> {
  const ids = idsOf(run, task);
  const [news] = await reader.rows<{ readonly told: number }>(NEWS_SQL, ids, signal);
  if (news === undefined || news.told === 0) return { approvals: [], waits: NO_WAITS };
  const bindings = { ...ids, ...lifeOf(await life) };
  const [rows, [waits]] = await Promise.all([
    reader.rows<PairRow>(PAIRS_SQL, { ...bindings, limit }, signal),
    reader.rows<Waits>(WAITS_SQL, bindings, signal),
  ]);
  return { approvals: rows.map(pairOf), waits: waits ?? NO_WAITS };
}

const pairOf = (row: PairRow): ApprovalPair => ({
  event_id: row.request_id,
  agent_id: row.agent_id,
  approver: row.approver,
  reason: textOrNull(row.reason),
  requested_at: row.requested_at,
  decided_at: momentOrNull(row.decided_at),
  decision: textOrNull(row.decision),
  decided_by: textOrNull(row.decided_by),
  waited_ms: row.waited_ms,
});

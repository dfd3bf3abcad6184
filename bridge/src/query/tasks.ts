import type { TaskStatus, TaskSummary } from '@hiveboard/sdk/contract';
import type { Period } from './period.js';
import { momentOrNull, textOrNull, type Reader } from './reader.js';
import { SPEND_COLUMNS, spendOf, type SpendRow } from './spend.js';

/** Which runs; empty strings and lists mean all. */
export interface TasksQuestion {
  readonly tenant: string;
  readonly period: Period;
  readonly agentId: string;
  readonly taskId: string;
  readonly runId: string;
  readonly statuses: readonly string[];
  readonly limit: number;
  /** The last row of the page before, or null for the first page. */
  readonly after: { readonly startedAt: number; readonly runId: string } | null;
}

interface TaskRow {
  readonly task_id: string;
  readonly task_run_id: string;
  readonly agent_id: string;
  readonly project: string;
  readonly task_type: string;
  readonly environment: string;
  readonly correlation_id: string;
  readonly trace_id: string;
  readonly started_at: string;
  readonly is_ended: number;
  readonly ended_at: string;
  readonly error_message: string;
  readonly escalations: number;
  readonly has_human_intervention: number;
  readonly duration_ms: number;
  readonly status: TaskStatus;
}

interface RunKey {
  readonly task_id: string;
  readonly task_run_id: string;
}

interface CountRow extends RunKey {
  readonly actions: number;
  readonly errors: number;
  readonly retries: number;
}

const PAGE_SQL = `
SELECT task_id, task_run_id, agent_id, project, task_type, environment, correlation_id, trace_id, started_at, is_ended, ended_at,
    error_message, escalations, has_human_intervention, duration_ms, status
FROM hive.tasks
WHERE tenant = {tenant:String}
    AND started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({taskId:String} = '' OR task_id = {taskId:String})
    AND ({runId:String} = '' OR task_run_id = {runId:String})
    AND (empty({statuses:Array(String)}) OR has({statuses:Array(String)}, status))
    AND ({afterRun:String} = '' OR (started_at, task_run_id) < (fromUnixTimestamp64Milli({afterStart:Int64}, 'UTC'), {afterRun:String}))
ORDER BY started_at DESC, task_run_id DESC
LIMIT {limit:UInt32}`;

const SPEND_SQL = `
SELECT task_id, task_run_id, ${SPEND_COLUMNS}
FROM hive.calls AS call
WHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
GROUP BY task_id, task_run_id`;

const COUNT_SQL = `
SELECT task_id, task_run_id,
    countIf(kind IN ('action_completed', 'action_failed')) AS actions,
    countIf(kind IN ('action_failed', 'task_failed')) AS errors,
    countIf(kind = 'retry') AS retries
FROM hive.events FINAL
PREWHERE task_run_id IN {runs:Array(String)}
WHERE tenant = {tenant:String}
GROUP BY task_id, task_run_id`;

const keyOf = ({ task_id, task_run_id }: RunKey): string => JSON.stringify([task_id, task_run_id]);
const byKey = <Row extends RunKey>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]));

function summaryOf(row: TaskRow, spend: SpendRow | undefined, counts: CountRow | undefined): TaskSummary {
  return {
    task_id: row.task_id,
    task_run_id: row.task_run_id,
    task_type: textOrNull(row.task_type),
    agent_id: row.agent_id,
    project_id: row.project,
    environment: row.environment,
    correlation_id: textOrNull(row.correlation_id),
    trace_id: row.trace_id,
    derived_status: row.status,
    started_at: row.started_at,
    completed_at: row.is_ended === 1 ? momentOrNull(row.ended_at) : null,
    duration_ms: row.duration_ms,
    action_count: counts?.actions ?? 0,
    error_count: counts?.errors ?? 0,
    retry_count: counts?.retries ?? 0,
    has_escalation: row.escalations > 0,
    has_human_intervention: row.has_human_intervention === 1,
    error_message: textOrNull(row.error_message),
    ...spendOf(spend),
  };
}

/** Runs of tasks, newest first. What each spent is asked for the page alone. */
export async function findTasks(
  reader: Reader,
  { tenant, period, after, agentId, taskId, runId, statuses, limit }: TasksQuestion,
  signal?: AbortSignal,
): Promise<readonly TaskSummary[]> {
  const rows = await reader.rows<TaskRow>(
    PAGE_SQL,
    {
      tenant,
      since: period.since,
      until: period.until,
      agentId,
      taskId,
      runId,
      statuses,
      limit,
      afterStart: after?.startedAt ?? 0,
      afterRun: after?.runId ?? '',
    },
    signal,
  );
  if (rows.length === 0) return [];
  const bindings = { tenant, runs: rows.map(({ task_run_id }) => task_run_id) };
  const [spend, counts] = await Promise.all([
    reader.rows<SpendRow & RunKey>(SPEND_SQL, bindings, signal).then(byKey),
    reader.rows<CountRow>(COUNT_SQL, bindings, signal).then(byKey),
  ]);
  return rows.map((row) => summaryOf(row, spend.get(keyOf(row)), counts.get(keyOf(row))));
}

import type { TaskSort, TaskStatus, TaskSummary } from '@hiveboard/sdk/contract';
import { newestFirst } from './newest-first.js';
import type { Period } from './period.js';
import { momentOrNull, textOrNull, type Reader } from './reader.js';
import { extentOf, type Extent } from './run.js';
import { findFigures, type Figures } from './run-figures.js';

/** Which runs; empty strings and lists mean all. */
export interface TasksFilter {
  readonly tenant: string;
  readonly period: Period;
  readonly agentId: string;
  readonly taskId: string;
  readonly runId: string;
  readonly environment: string;
  readonly group: string;
  readonly project: string;
  readonly taskType: string;
  readonly correlationId: string;
  readonly statuses: readonly string[];
  /** Found anywhere in the names of task, type, agent and project or in the error, in upper or lower case. */
  readonly text: string;
}

/** One page of them. */
export interface TasksQuestion extends TasksFilter {
  readonly sort: TaskSort;
  readonly limit: number;
  /** The last row of the page before, or null for the first page. */
  readonly after: TaskPlace | null;
}

/** Where a page of runs ended: what it is sorted by, and the run. Tasks may share the id of a run. */
export interface TaskPlace {
  readonly key: number;
  readonly taskId: string;
  readonly runId: string;
}

/** A run, and its place in the order that was asked for. */
export interface FoundTask {
  readonly task: TaskSummary;
  readonly place: TaskPlace;
  /** Where the runs that were found together lie in time. */
  readonly extent: Extent;
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
  readonly waiting_ms: number;
  readonly working_ms: number;
  readonly status: TaskStatus;
  readonly sort_key: number;
}

/** What runs are sorted by, as a whole number, and which end comes first. */
const ORDERS: Readonly<Record<TaskSort, { readonly key: string; readonly order: 'ASC' | 'DESC' }>> = {
  newest: { key: 'toUnixTimestamp64Milli(started_at)', order: 'DESC' },
  oldest: { key: 'toUnixTimestamp64Milli(started_at)', order: 'ASC' },
  duration: { key: 'toInt64(duration_ms)', order: 'DESC' },
  // In billionths of a dollar, reported and estimated.
  cost: { key: 'toInt64(spent * 1000000000)', order: 'DESC' },
};

/** What each run spent: no run has calls before it began. */
const SPENT = `
LEFT JOIN
(
    SELECT task_id AS of_task, task_run_id AS of_run, sum(reported_cost + call.estimated_cost) AS spent
    FROM hive.calls AS call
    WHERE tenant = {tenant:String} AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND task_run_id != ''
    GROUP BY of_task, of_run
) AS spend ON spend.of_task = task.task_id AND spend.of_run = task.task_run_id`;

/** Up to how long a stretch of time the runs are looked up that began in it; all of a longer one are put together anyway. */
const LOOKED_UP_MS = 36 * 3_600_000;

/**
 * The runs of which any register says that they began in the period, and so all that did: others need not be put together
 * out of theirs.
 */
const BEGAN_WITHIN = `
    AND (task_id, task_run_id) IN (
        SELECT task_id, task_run_id FROM hive.task_registers
        WHERE tenant = {tenant:String} AND started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
            AND started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    )`;

const pageSql = (sort: TaskSort, { since, until }: Period): string => {
  const { key, order } = ORDERS[sort];
  return `
SELECT task_id, task_run_id, agent_id, project, task_type, environment, correlation_id, trace_id, started_at, is_ended, ended_at,
    error_message, escalations, has_human_intervention, duration_ms, waiting_ms, working_ms, status, ${key} AS sort_key
FROM hive.tasks AS task ${sort === 'cost' ? SPENT : ''}
WHERE tenant = {tenant:String}
    AND started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')${until - since <= LOOKED_UP_MS ? BEGAN_WITHIN : ''}
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({taskId:String} = '' OR task_id = {taskId:String})
    AND ({runId:String} = '' OR task_run_id = {runId:String})
    AND ({environment:String} = '' OR environment = {environment:String})
    AND ({group:String} = '' OR group_name = {group:String})
    AND ({project:String} = '' OR project = {project:String})
    AND ({taskType:String} = '' OR task_type = {taskType:String})
    AND ({correlationId:String} = '' OR correlation_id = {correlationId:String})
    AND (empty({statuses:Array(String)}) OR has({statuses:Array(String)}, status))
    AND ({text:String} = ''
        OR arrayExists(
            words -> positionCaseInsensitiveUTF8(words, {text:String}) > 0,
            [task_id, task_type, agent_id, project, error_message]
        ))
    AND ({isFirst:Bool}
        OR (sort_key, task_run_id, task_id) ${order === 'ASC' ? '>' : '<'} ({afterKey:Int64}, {afterRun:String}, {afterTask:String}))
ORDER BY sort_key ${order}, task_run_id ${order}, task_id ${order}
LIMIT {limit:UInt32}`;
};

function summaryOf(row: TaskRow, { spend, actions, errors, retries, retryMs }: Figures): TaskSummary {
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
    waiting_ms: row.waiting_ms,
    working_ms: row.working_ms,
    action_count: actions,
    error_count: errors,
    retry_count: retries,
    retry_ms: retryMs,
    escalation_count: row.escalations,
    has_escalation: row.escalations > 0,
    has_human_intervention: row.has_human_intervention === 1,
    error_message: textOrNull(row.error_message),
    ...spend,
  };
}

/** Runs of tasks, in the order that is asked for. What each spent is asked for the page alone. */
export async function findTasks(
  reader: Reader,
  question: TasksQuestion,
  signal?: AbortSignal,
): Promise<readonly FoundTask[]> {
  const { period, after, sort, ...filter } = question;
  const place = {
    isFirst: after === null ? 'true' : 'false',
    afterKey: after?.key ?? 0,
    afterRun: after?.runId ?? '',
    afterTask: after?.taskId ?? '',
  };
  const bindings = { ...filter, ...place };
  const rowsIn = (stretch: Period, limit: number) =>
    reader.rows<TaskRow>(pageSql(sort, stretch), { ...bindings, ...stretch, limit }, signal);
  // What follows a run is not newer than it. Runs of one task are found by its id, wherever they are.
  const until = after === null ? period.until : Math.min(period.until, after.key + 1);
  const rows =
    sort === 'newest' && filter.taskId === ''
      ? await newestFirst({ since: period.since, until }, filter.limit, rowsIn)
      : await rowsIn(period, filter.limit);
  if (rows.length === 0) return [];
  const extent = await extentOf(reader, { tenant: question.tenant, runs: rows }, signal);
  const figuresOf = await findFigures(reader, extent, signal);
  return rows.map((row) => ({
    task: summaryOf(row, figuresOf(row)),
    place: { key: row.sort_key, taskId: row.task_id, runId: row.task_run_id },
    extent,
  }));
}

/** One run of a task, or its newest when `runId` is empty; undefined for one that nobody has heard of. */
export async function findTask(
  reader: Reader,
  {
    tenant,
    taskId,
    runId,
    now,
  }: { readonly tenant: string; readonly taskId: string; readonly runId: string; readonly now: number },
  signal?: AbortSignal,
): Promise<Pick<FoundTask, 'task' | 'extent'> | undefined> {
  const everything = {
    agentId: '',
    environment: '',
    group: '',
    project: '',
    taskType: '',
    correlationId: '',
    statuses: [],
    text: '',
    sort: 'newest',
  } as const;
  const ever = { since: 0, until: now + 24 * 3_600_000 };
  const question = { ...everything, tenant, taskId, runId, period: ever, limit: 1, after: null };
  const [found] = await findTasks(reader, question, signal);
  return found;
}

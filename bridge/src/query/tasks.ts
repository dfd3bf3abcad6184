import type { TaskSummary } from '@hiveboard/sdk/contract';
import { momentOrNull, textOrNull, type Reader } from './reader.js';
import type { RunKey, RunQuestion } from './run.js';
import { findFigures, type Figures } from './run-figures.js';
import {
  findPages,
  findRuns,
  placeOfRun,
  type Made,
  type RunRow,
  type TaskPlace,
  type TasksQuestion,
} from './run-pages.js';

/** A run, and its place in the order that was asked for. */
export interface FoundTask {
  readonly task: TaskSummary;
  readonly place: TaskPlace;
}

/** A run as the API tells it. */
export function summaryOf(row: RunRow, { spend, actions, errors, retries, retryMs }: Figures): TaskSummary {
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

/**
 * Runs of tasks, in the order that is asked for. What each spent is asked for the page alone, at the same time as the page where
 * it is known beforehand which few runs it can hold.
 */
export function findTasks(
  reader: Reader,
  question: TasksQuestion,
  signal?: AbortSignal,
): Promise<readonly FoundTask[]> {
  const { tenant, limit } = question;
  const figuresOf = (runs: readonly RunKey[]) => findFigures(reader, { tenant, runs }, signal);
  const made: Made<FoundTask> = async (runs, among) => {
    const isFew = among !== undefined && among.length <= limit + 1;
    const [rows, figures] = await Promise.all([runs, isFew ? figuresOf(among) : runs.then(figuresOf)]);
    return rows.map((row) => ({
      task: summaryOf(row, figures(row)),
      place: placeOfRun(row),
    }));
  };
  return findPages(reader, question, { made, signal });
}

/** One run of a task, or its newest when `runId` is empty; undefined for one that nobody has heard of. */
export async function findRun(
  reader: Reader,
  { tenant, taskId, runId, now }: RunQuestion & { readonly now: number },
  signal?: AbortSignal,
): Promise<RunRow | undefined> {
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
  const [row] = await findRuns(reader, question, signal);
  return row;
}

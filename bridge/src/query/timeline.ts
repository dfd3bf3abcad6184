import type { EventRecord, PlanView, StepState } from '@hiveboard/sdk/contract';
import { EVENT_COLUMNS, eventRecord, type EventRow } from './event-record.js';
import { momentOrNull, type Reader } from './reader.js';

/** More events than this are not shown at once. */
export const TIMELINE_LIMIT = 5000;

interface Run {
  readonly tenant: string;
  readonly taskId: string;
  readonly runId: string;
}

/**
 * The order of what happened within one millisecond. What an agent told is in the order of its ids, which count up; a
 * UUID is compared as text for that, since ClickHouse would compare its random half first. An action began after what
 * was told before it in the same breath: an answer of a model, the end of a step, the start of the next.
 */
const TOLD_ORDER = `multiIf(kind = 'task_started', 0, startsWith(kind, 'action_'), 2, startsWith(kind, 'task_'), 3, 1), toString(event_id)`;

const EVENTS_SQL = `
SELECT ${EVENT_COLUMNS}
FROM hive.events FINAL
PREWHERE task_run_id = {runId:String}
WHERE tenant = {tenant:String} AND task_id = {taskId:String}
ORDER BY ts, ${TOLD_ORDER}
LIMIT {limit:UInt32}`;

/** A run's event with the action that encloses it. */
export interface RunEvent {
  readonly record: EventRecord;
  readonly parentActionId: string;
}

/** A run's events, oldest first; one more than the limit tells that there are more. */
export async function findRunEvents(
  reader: Reader,
  { tenant, taskId, runId }: Run,
  signal?: AbortSignal,
): Promise<readonly RunEvent[]> {
  const rows = await reader.rows<EventRow>(EVENTS_SQL, { tenant, taskId, runId, limit: TIMELINE_LIMIT + 1 }, signal);
  return rows.map((row) => ({ parentActionId: row.parent_action_id, record: eventRecord(row) }));
}

interface StepRow {
  readonly goal: string;
  readonly revision: number;
  readonly revisions: number;
  readonly step_index: number;
  readonly description: string;
  readonly state: StepState;
  readonly started_at: string;
  readonly ended_at: string;
  readonly turns: number | null;
  readonly tokens: number | null;
}

const PLAN_SQL = `
SELECT goal, revision, revisions, step_index, description, state, started_at, ended_at, turns, tokens
FROM hive.plans
WHERE tenant = {tenant:String} AND task_run_id = {runId:String}
ORDER BY step_index`;

/** The plan in force, or null for a run without one. */
export async function findPlan(reader: Reader, { tenant, runId }: Run, signal?: AbortSignal): Promise<PlanView | null> {
  const rows = await reader.rows<StepRow>(PLAN_SQL, { tenant, runId }, signal);
  const [first] = rows;
  if (first === undefined) return null;
  return {
    goal: first.goal,
    revision: first.revision,
    revisions: first.revisions,
    completed: rows.filter(({ state }) => state === 'completed').length,
    steps: rows.map((row) => ({
      index: row.step_index,
      description: row.description,
      state: row.state,
      started_at: momentOrNull(row.started_at),
      completed_at: momentOrNull(row.ended_at),
      turns: row.turns,
      tokens: row.tokens,
    })),
  };
}

import type { TaskView } from '../../data/frames/tasks.js';
import { formatDuration, MISSING } from '../../format.js';

/** What the task table can be sorted by. */
export const TASK_SORTS = ['task', 'agent', 'type', 'status', 'duration', 'llm', 'cost', 'time'] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

/** An order of the task table. */
export interface TaskOrder {
  readonly by: TaskSort;
  readonly isDescending: boolean;
}

/** Newest first. */
export const DEFAULT_TASK_ORDER: TaskOrder = { by: 'time', isDescending: true };

const KEYS: Readonly<Record<TaskSort, (task: TaskView) => string | number>> = {
  task: (task) => task.task_id,
  agent: (task) => task.agent_id,
  type: (task) => task.task_type ?? '',
  status: (task) => task.derived_status,
  duration: (task) => task.duration_ms,
  llm: (task) => task.calls,
  cost: (task) => task.cost + task.estimated_cost,
  time: (task) => task.started_at,
};

/** Tasks in an order; equal ones newest first. */
export function sortTasks(tasks: readonly TaskView[], { by, isDescending }: TaskOrder): readonly TaskView[] {
  const keyOf = KEYS[by];
  const direction = isDescending ? -1 : 1;
  return [...tasks].sort((a, b) => direction * compare(keyOf(a), keyOf(b)) || compare(b.started_at, a.started_at));
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}

/** `◆ 3`, or a dash without calls. */
export const llmText = ({ calls }: TaskView): string => (calls === 0 ? MISSING : `◆ ${calls}`);

/** How long a task took, or takes until `now`. */
export function durationText({ completed_at: end, started_at: start, duration_ms: ms }: TaskView, now: number): string {
  if (end !== null) return formatDuration(ms);
  const seconds = Math.floor(Math.max(ms, now - Date.parse(start)) / 1000);
  return formatDuration(Math.max(1, seconds) * 1000);
}

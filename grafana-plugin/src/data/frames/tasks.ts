import type { TaskSummary } from '@hiveboard/sdk/contract';
import {
  findFrame,
  rowsOf,
  tableOf,
  type Column,
  type ReadableFrame,
  type Reading,
  type Row,
  type Table,
} from '../table.js';
import { spendColumns, spendIn } from './spend.js';

/** A task as tables show it. The status may be a word that a foreign source uses. */
export type TaskView = Omit<TaskSummary, 'derived_status'> & { readonly derived_status: string };

/** The name of the frame of tasks. */
export const TASKS_FRAME = 'tasks';

/** What a frame must have to be read as tasks. */
const TASK_COLUMNS_NEEDED = ['task_id', 'agent_id', 'derived_status', 'started_at'] as const;

const columns: readonly Column<TaskView>[] = [
  { name: 'started_at', type: 'time', of: (task) => task.started_at },
  { name: 'task_id', type: 'string', of: (task) => task.task_id },
  { name: 'agent_id', type: 'string', of: (task) => task.agent_id },
  { name: 'task_type', type: 'string', of: (task) => task.task_type },
  { name: 'derived_status', type: 'string', of: (task) => task.derived_status },
  { name: 'duration_ms', type: 'number', unit: 'ms', of: (task) => task.duration_ms },
  ...spendColumns,
  { name: 'action_count', type: 'number', of: (task) => task.action_count },
  { name: 'error_count', type: 'number', of: (task) => task.error_count },
  { name: 'retry_count', type: 'number', of: (task) => task.retry_count },
  { name: 'retry_ms', type: 'number', unit: 'ms', of: (task) => task.retry_ms },
  { name: 'waiting_ms', type: 'number', unit: 'ms', of: (task) => task.waiting_ms },
  { name: 'working_ms', type: 'number', unit: 'ms', of: (task) => task.working_ms },
  { name: 'escalation_count', type: 'number', of: (task) => task.escalation_count },
  { name: 'completed_at', type: 'time', of: (task) => task.completed_at },
  { name: 'task_run_id', type: 'string', of: (task) => task.task_run_id },
  { name: 'project_id', type: 'string', of: (task) => task.project_id },
  { name: 'environment', type: 'string', of: (task) => task.environment },
  { name: 'correlation_id', type: 'string', of: (task) => task.correlation_id },
  { name: 'trace_id', type: 'string', of: (task) => task.trace_id },
  { name: 'has_escalation', type: 'boolean', of: (task) => task.has_escalation },
  { name: 'has_human_intervention', type: 'boolean', of: (task) => task.has_human_intervention },
  { name: 'error_message', type: 'string', of: (task) => task.error_message },
];

/** Tasks as a table: one row each. */
export const tasksTable = (tasks: readonly TaskView[]): Table => tableOf(TASKS_FRAME, columns, tasks);

/** Tasks from whichever frame has them. */
export function readTasks(frames: readonly ReadableFrame[]): Reading<readonly TaskView[]> {
  const found = findFrame(frames, TASKS_FRAME, TASK_COLUMNS_NEEDED);
  return found.ok ? { ok: true, view: rowsOf(found.view).map(taskIn) } : found;
}

const taskIn = (row: Row): TaskView => ({
  task_id: row.text('task_id') ?? '',
  task_run_id: row.text('task_run_id') ?? '',
  task_type: row.text('task_type'),
  agent_id: row.text('agent_id') ?? '',
  project_id: row.text('project_id') ?? '',
  environment: row.text('environment') ?? '',
  correlation_id: row.text('correlation_id'),
  trace_id: row.text('trace_id') ?? '',
  derived_status: row.text('derived_status') ?? '',
  started_at: row.moment('started_at') ?? new Date(0).toISOString(),
  completed_at: row.moment('completed_at'),
  duration_ms: row.number('duration_ms') ?? 0,
  action_count: row.number('action_count') ?? 0,
  error_count: row.number('error_count') ?? 0,
  retry_count: row.number('retry_count') ?? 0,
  retry_ms: row.number('retry_ms') ?? 0,
  waiting_ms: row.number('waiting_ms') ?? 0,
  working_ms: row.number('working_ms') ?? row.number('duration_ms') ?? 0,
  escalation_count: row.number('escalation_count') ?? 0,
  has_escalation: row.flag('has_escalation'),
  has_human_intervention: row.flag('has_human_intervention'),
  error_message: row.text('error_message'),
  ...spendIn(row),
});

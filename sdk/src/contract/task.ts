import { agentFields } from './agent.js';
import { label, oneOf, optional, type ValueOf } from './field.js';
import { readRecord, json } from './json-field.js';

/** A task's status; `stuck` overlays a task that is open while nothing has been heard of it. */
export const TASK_STATUSES = [
  'completed',
  'failed',
  'cancelled',
  'waiting',
  'escalated',
  'processing',
  'stuck',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** How a task may end. */
export const TASK_OUTCOMES = ['completed', 'failed', 'cancelled'] as const;
export type TaskOutcome = (typeof TASK_OUTCOMES)[number];

/** The project of tasks that name none. */
export const DEFAULT_PROJECT = 'default';

/** One unit of work. A span `invoke_agent {agent}`; repeated on its progress and action spans. */
export const taskFields = {
  ...agentFields,
  taskId: label('hive.task.id', { limit: 256, doc: 'The unit of work.' }),
  runId: optional(
    label('hive.task.run_id', { limit: 64, doc: 'Tells re-executions of one task id apart. A UUID by default.' }),
  ),
  type: optional(label('hive.task.type', { limit: 128, doc: 'What kind of work, such as lead_processing.' })),
  project: optional(label('hive.project', { limit: 128, doc: `What it belongs to. Default ${DEFAULT_PROJECT}.` })),
  correlationId: optional(
    label('hive.correlation_id', { limit: 256, doc: 'Links tasks of several agents into one workflow.' }),
  ),
  outcome: optional(oneOf('hive.task.outcome', TASK_OUTCOMES, { doc: 'How it ended; else the span status decides.' })),
  payload: optional(
    json('hive.task.payload', {
      doc: 'What the task has to say at its end.',
      read: readRecord,
      expected: 'an object',
    }),
  ),
} as const;
export type Task = ValueOf<typeof taskFields>;

/** The name of a task's span. */
export const taskSpanName = (agent: string): string => `invoke_agent ${agent}`;
/** The standard operation that a task is. */
export const TASK_OPERATION = { key: 'gen_ai.operation.name', value: 'invoke_agent' } as const;

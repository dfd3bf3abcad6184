import { METRIC_GROUPS, METRICS, TASK_STATUSES } from '@hiveboard/sdk/contract';
import type { HiveQueryType } from '../data/query.js';
import { taskLook } from '../palette.js';

/** The properties of queries that the editor sets. */
export type FieldName =
  'agentId' | 'model' | 'status' | 'taskId' | 'taskRunId' | 'limit' | 'metric' | 'groupBy' | 'format';

/** What a field may be set to. */
export interface Option {
  readonly value: string;
  readonly label?: string;
}

/** How a field is edited. */
export type FieldLook = { readonly label: string } & (
  | {
      /** A name out of a list, or typed: a dashboard variable, for instance. */
      readonly kind: 'name';
      /** The list, or what the data source lists. */
      readonly options: readonly Option[] | 'agents' | 'models';
    }
  | {
      /** One of a few words. Without a value the first is meant. */
      readonly kind: 'choice';
      readonly options: readonly string[];
    }
  | {
      /** Free text, or a whole number of at least 1. */
      readonly kind: 'text' | 'number';
      /** What an empty field means. */
      readonly hint: string;
    }
);

export const FIELDS: Readonly<Record<FieldName, FieldLook>> = {
  agentId: { kind: 'name', label: 'Agent', options: 'agents' },
  model: { kind: 'name', label: 'Model', options: 'models' },
  status: {
    kind: 'name',
    label: 'Status',
    options: TASK_STATUSES.map((value) => ({ value, label: taskLook(value).label })),
  },
  taskId: { kind: 'text', label: 'Task', hint: 'the newest task' },
  taskRunId: { kind: 'text', label: 'Run', hint: 'the newest run' },
  limit: { kind: 'number', label: 'Limit', hint: '50' },
  metric: { kind: 'choice', label: 'Measure', options: METRICS },
  groupBy: { kind: 'choice', label: 'Group by', options: METRIC_GROUPS },
  format: { kind: 'choice', label: 'Format', options: ['table', 'time_series'] },
};

interface TypeLook {
  readonly label: string;
  readonly description: string;
  readonly fields: readonly FieldName[];
}

/** What can be asked, in the order of the list, and which fields each question has. */
export const TYPES: Readonly<Record<HiveQueryType, TypeLook>> = {
  agents: {
    label: 'Agents',
    description: 'Every agent: status, task, queue, issues, cost of the last hour',
    fields: [],
  },
  tasks: {
    label: 'Tasks',
    description: 'Tasks that started in the time range',
    fields: ['agentId', 'status', 'limit'],
  },
  timeline: {
    label: 'Task timeline',
    description: 'What one task did, with its plan and its model calls',
    fields: ['taskId', 'taskRunId', 'agentId'],
  },
  cost: {
    label: 'Cost explorer',
    description: 'Cost by model and by agent, and the newest model calls',
    fields: ['agentId', 'model', 'limit'],
  },
  metrics: {
    label: 'Cost or tokens',
    description: 'Grouped by model or agent, as a table or over time',
    fields: ['metric', 'groupBy', 'format', 'agentId', 'model'],
  },
  llm_calls: {
    label: 'Model calls',
    description: 'Single calls, newest first',
    fields: ['agentId', 'model', 'limit'],
  },
  pipeline: {
    label: 'Pipeline',
    description: 'Queue, to-dos, schedule and issues of one agent',
    fields: ['agentId'],
  },
};

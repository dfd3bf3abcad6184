import { APPROVAL_STATUSES, METRICS, TASK_STATUSES, type Metric, type MetricGroup } from '@hiveboard/sdk/contract';
import { groupsFor } from '../data/metric-groups.js';
import type { HiveQueryType } from '../data/query.js';
import { taskLook } from '../palette.js';

/** The properties of queries that the editor sets. */
export type FieldName =
  | 'agentId'
  | 'model'
  | 'status'
  | 'approvalStatus'
  | 'approver'
  | 'taskId'
  | 'taskRunId'
  | 'limit'
  | 'metric'
  | 'groupBy'
  | 'thenBy'
  | 'compare'
  | 'format';

/** What a field may be set to. */
export interface Option {
  readonly value: string;
  readonly label?: string;
}

/** What a field holds. */
export type FieldValue = string | number | undefined;

/** What the fields of a query hold. */
export type FieldValues = Partial<Readonly<Record<FieldName, FieldValue>>>;

const METRIC_LABELS: Readonly<Record<Metric, string>> = {
  cost: 'cost',
  tokens: 'tokens',
  tokens_in: 'input tokens',
  tokens_out: 'output tokens',
  llm_calls: 'model calls',
  tasks: 'tasks',
  duration: 'duration of tasks',
  events: 'events',
};
const GROUP_LABELS: Readonly<Record<MetricGroup, string>> = {
  model: 'model',
  provider: 'provider',
  agent_id: 'agent',
  task_type: 'type of task',
  project: 'project',
  environment: 'environment',
  group: 'group of agents',
  plan_step: 'step of the plan',
  cost_source: 'source of the cost',
  kind: 'kind of event',
  severity: 'severity',
};
const NOTHING: Option = { value: '', label: 'nothing' };

/** What the metric of a query may be grouped by. */
const groupOptions = ({ metric }: FieldValues): readonly Option[] =>
  groupsFor(String(metric)).map((value) => ({ value, label: GROUP_LABELS[value] }));

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
      readonly options: (query: FieldValues) => readonly Option[];
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
  approvalStatus: {
    kind: 'choice',
    label: 'Requests',
    options: () => [
      ...APPROVAL_STATUSES.map((value) => ({ value })),
      { value: APPROVAL_STATUSES.join(), label: 'all' },
    ],
  },
  approver: { kind: 'text', label: 'Approver', hint: 'anybody' },
  taskId: { kind: 'text', label: 'Task', hint: 'the newest task' },
  taskRunId: { kind: 'text', label: 'Run', hint: 'the newest run' },
  limit: { kind: 'number', label: 'Limit', hint: '50' },
  metric: {
    kind: 'choice',
    label: 'Measure',
    options: () => METRICS.map((value) => ({ value, label: METRIC_LABELS[value] })),
  },
  groupBy: { kind: 'choice', label: 'Group by', options: (query) => [...groupOptions(query), NOTHING] },
  thenBy: {
    kind: 'choice',
    label: 'And by',
    options: (query) => [NOTHING, ...groupOptions(query).filter(({ value }) => value !== query.groupBy)],
  },
  compare: {
    kind: 'choice',
    label: 'Compare with',
    options: () => [NOTHING, { value: 'previous', label: 'the period before' }],
  },
  format: {
    kind: 'choice',
    label: 'Format',
    options: () => [{ value: 'table' }, { value: 'time_series', label: 'time series' }],
  },
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
    label: 'Metrics',
    description: 'Cost, tokens, calls, tasks or events by group, as a table or over time',
    fields: ['metric', 'groupBy', 'thenBy', 'format', 'compare', 'agentId', 'model'],
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
  fleet_pipeline: {
    label: 'Fleet pipeline',
    description: 'How much waits in and for each agent, the worst first',
    fields: ['limit'],
  },
  approvals: {
    label: 'Approvals',
    description: 'Whom agents wait for; in the time range, what was decided or abandoned',
    fields: ['approvalStatus', 'approver', 'agentId', 'limit'],
  },
};

import type { EventRow, LlmCallRow } from '@hiveboard/clickhouse';
import type { Origin } from '../normalise/facts.js';

type OriginColumns = Pick<
  EventRow & LlmCallRow,
  'agent_id' | 'environment' | 'group_name' | 'project' | 'task_id' | 'task_run_id' | 'task_type' | 'trace_id'
>;

/** Who and what a row belongs to: the columns that events and calls share. */
export const originColumns = (origin: Origin): OriginColumns => ({
  agent_id: origin.agentId,
  environment: origin.environment,
  group_name: origin.group,
  project: origin.project,
  task_id: origin.taskId,
  task_run_id: origin.taskRunId,
  task_type: origin.taskType,
  trace_id: origin.traceId,
});

import { NEVER, type TaskRegisterRow } from '@hiveboard/clickhouse';
import type { TaskFact } from '../normalise/facts.js';
import type { Arrival } from './arrival.js';

/** What a span tells of a run, as a row of registers. */
export const taskRegisterRow = (
  { origin, startedAt, ended }: TaskFact,
  { tenant, receivedAt }: Arrival,
): TaskRegisterRow => ({
  tenant,
  task_id: origin.taskId,
  task_run_id: origin.taskRunId,
  agent_id: origin.agentId,
  project: origin.project,
  task_type: origin.taskType,
  environment: origin.environment,
  group_name: origin.group,
  correlation_id: origin.correlationId,
  trace_id: origin.traceId,
  started_at: startedAt,
  ended: ended === null ? [NEVER, '', ''] : [ended.at, ended.outcome, ended.error],
  last_received: receivedAt,
});

import type { EventRow } from '@hiveboard/clickhouse';
import type { EventFact } from '../normalise/facts.js';
import type { Arrival } from './arrival.js';

/** An event as a row. */
export const eventRow = (fact: EventFact, { tenant, receivedAt }: Arrival): EventRow => ({
  tenant,
  ts: fact.at,
  event_id: fact.eventId,
  received_at: receivedAt,
  kind: fact.kind,
  severity: fact.severity,
  status: fact.status,
  agent_id: fact.origin.agentId,
  environment: fact.origin.environment,
  group_name: fact.origin.group,
  project: fact.origin.project,
  task_id: fact.origin.taskId,
  task_run_id: fact.origin.taskRunId,
  task_type: fact.origin.taskType,
  trace_id: fact.origin.traceId,
  correlation_id: fact.origin.correlationId,
  action_id: fact.actionId,
  parent_action_id: fact.parentActionId,
  duration_ms: fact.durationMs,
  summary: fact.summary,
  tags: fact.tags,
  data: JSON.stringify(fact.data),
});

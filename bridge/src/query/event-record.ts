import type { EventRecord, Json } from '@hiveboard/sdk/contract';
import { textOrNull } from './reader.js';

/** The columns of `hive.events` that an {@link EventRow} has. */
export const EVENT_COLUMNS = `event_id, kind, ts, received_at, agent_id, task_id, task_run_id, project, action_id, parent_action_id,
    severity, status, duration_ms, summary, tags, data`;

/** A row of {@link EVENT_COLUMNS}. */
export interface EventRow {
  readonly event_id: string;
  readonly kind: string;
  readonly ts: string;
  readonly received_at: string;
  readonly agent_id: string;
  readonly task_id: string;
  readonly task_run_id: string;
  readonly project: string;
  readonly action_id: string;
  readonly parent_action_id: string;
  readonly severity: string;
  readonly status: string;
  readonly duration_ms: number | null;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly data: string;
}

/** A row as the API tells it. */
export const eventRecord = (row: EventRow): EventRecord => ({
  event_id: row.event_id,
  kind: row.kind,
  timestamp: row.ts,
  received_at: row.received_at,
  agent_id: row.agent_id,
  task_id: textOrNull(row.task_id),
  task_run_id: textOrNull(row.task_run_id),
  project_id: textOrNull(row.project),
  action_id: textOrNull(row.action_id),
  severity: row.severity,
  status: textOrNull(row.status),
  duration_ms: row.duration_ms,
  summary: row.summary,
  tags: row.tags,
  data: JSON.parse(row.data) as Readonly<Record<string, Json>>,
});

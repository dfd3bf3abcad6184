/**
 * The shapes of the v1 API, as JSON carries them: snake_case, null for "not known", ISO 8601 in UTC for moments,
 * US dollars for money, milliseconds for `*_ms`.
 */
import type { AgentStatus } from './agent.js';
import type { Spend } from './api-spend.js';
import type { Severity } from './concept.js';
import type { Json } from './json-field.js';
import type { QueueProcessing } from './queue.js';
import type { TaskStatus } from './task.js';

/** `GET /v1/agents`: one card of the Hive. */
export interface AgentSummary {
  readonly agent_id: string;
  readonly agent_type: string;
  readonly agent_version: string | null;
  readonly framework: string | null;
  readonly runtime: string | null;
  readonly sdk_version: string | null;
  readonly environment: string;
  readonly group: string;
  readonly derived_status: AgentStatus;
  readonly is_stuck: boolean;
  readonly stuck_threshold_seconds: number;
  readonly current_task_id: string | null;
  readonly current_task_run_id: string | null;
  readonly current_project_id: string | null;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly last_heartbeat: string | null;
  readonly heartbeat_age_seconds: number | null;
  readonly heartbeat_summary: string | null;
  /** Null when the agent never reported a queue. */
  readonly queue: {
    readonly depth: number;
    readonly oldest_age_seconds: number | null;
    readonly processing: QueueProcessing | null;
    readonly last_updated: string;
  } | null;
  readonly open_issues: { readonly total: number; readonly critical: number; readonly high: number };
  /** The approval that has waited longest, or null. */
  readonly waiting: {
    readonly task_id: string;
    readonly approver: string;
    readonly reason: string | null;
    readonly since: string;
    readonly count: number;
  } | null;
  readonly stats_1h: {
    readonly tasks_completed: number;
    readonly tasks_failed: number;
    /** 0 to 1; null when no task ended. */
    readonly success_rate: number | null;
    readonly avg_duration_ms: number | null;
  } & Spend;
  /** Heartbeats in twelve five-minute buckets, oldest first. */
  readonly sparkline_1h: readonly number[];
}

/** What `GET /v1/tasks` may be sorted by: `cost` and `duration` begin with the most. */
export const TASK_SORTS = ['newest', 'oldest', 'duration', 'cost'] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

/** `GET /v1/tasks`: one row of the task table. */
export interface TaskSummary extends Spend {
  readonly task_id: string;
  readonly task_run_id: string;
  readonly task_type: string | null;
  readonly agent_id: string;
  readonly project_id: string;
  readonly environment: string;
  readonly correlation_id: string | null;
  readonly trace_id: string;
  readonly derived_status: TaskStatus;
  readonly started_at: string;
  readonly completed_at: string | null;
  /** Until now while the task is open. */
  readonly duration_ms: number;
  /** The part of it in which at least one request for an approval was open. */
  readonly waiting_ms: number;
  /** The rest of it. */
  readonly working_ms: number;
  /** Actions, those under way included. */
  readonly action_count: number;
  /** Actions that failed, and the run itself. */
  readonly error_count: number;
  readonly retry_count: number;
  /** What retries cost: the time of attempts that failed and were tried again, and the waits before the next, as told. */
  readonly retry_ms: number;
  readonly escalation_count: number;
  readonly has_escalation: boolean;
  readonly has_human_intervention: boolean;
  readonly error_message: string | null;
}

/** One event, of any kind. */
export interface EventRecord {
  readonly event_id: string;
  readonly kind: string;
  readonly timestamp: string;
  readonly received_at: string;
  readonly agent_id: string;
  readonly task_id: string | null;
  readonly task_run_id: string | null;
  readonly project_id: string | null;
  readonly action_id: string | null;
  readonly severity: Severity | (string & Record<never, never>);
  readonly status: string | null;
  readonly duration_ms: number | null;
  readonly summary: string;
  readonly tags: readonly string[];
  /** The concept's fields in snake case; for unknown kinds, the attributes as they came. */
  readonly data: Readonly<Record<string, Json>>;
}

/** `GET /v1/events`: newest first. */
export interface EventPage {
  readonly data: readonly EventRecord[];
  readonly pagination: {
    /** Asks for what is older than these; null when the period has nothing older. */
    readonly cursor: string | null;
    /** Whether there is more in the direction that was asked for: older, or with `after` newer. */
    readonly has_more: boolean;
    /** Asks, as `after`, for what is newer than these; null for a page without events. */
    readonly newest: string | null;
  };
}

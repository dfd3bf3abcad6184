/**
 * The shapes of the v1 API, as JSON carries them: snake_case, null for "not known", ISO 8601 in UTC for moments,
 * US dollars for money, milliseconds for `*_ms`.
 */
import type { Spend } from './api-spend.js';
import type { Severity } from './concept.js';
import type { Json } from './json-field.js';
import type { StepState } from './plan.js';
import type { TaskStatus } from './task.js';

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
  readonly action_count: number;
  readonly error_count: number;
  readonly retry_count: number;
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

/** A tracked step and what happened inside it. */
export interface ActionNode {
  readonly action_id: string;
  readonly parent_action_id: string | null;
  readonly name: string;
  readonly started_at: string;
  /** Null while the step runs. */
  readonly duration_ms: number | null;
  readonly status: 'processing' | 'completed' | 'failed';
  readonly error_message: string | null;
  readonly children: readonly ActionNode[];
}

/** The plan in force: the highest revision, with the newest news of each step. */
export interface PlanView {
  readonly goal: string;
  readonly revision: number;
  readonly revisions: number;
  readonly completed: number;
  readonly steps: readonly {
    readonly index: number;
    readonly description: string;
    readonly state: StepState;
    readonly started_at: string | null;
    readonly completed_at: string | null;
    readonly turns: number | null;
    readonly tokens: number | null;
  }[];
}

/** `GET /v1/tasks/{id}/timeline`. Events come oldest first. */
export interface TaskTimeline {
  readonly task: TaskSummary;
  readonly events: readonly EventRecord[];
  readonly action_tree: readonly ActionNode[];
  readonly plan: PlanView | null;
  /** True when the task has more events than one answer holds. */
  readonly truncated: boolean;
}

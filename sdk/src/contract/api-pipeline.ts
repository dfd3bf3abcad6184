/** The shapes of the v1 API that tell what waits, and for whom. As in `api.ts`. */
import type { Page } from './api-page.js';
import type { Json } from './json-field.js';
import type { QueueItem, QueueProcessing } from './queue.js';

/** `GET /v1/agents/{id}/pipeline`. A part is null when the agent never reported it. */
export interface AgentPipeline {
  readonly agent_id: string;
  readonly queue: QueueReport | null;
  readonly todos: {
    readonly last_updated: string;
    readonly active_count: number;
    readonly completed_count: number;
    readonly dismissed_count: number;
    /** Active ones first, most wanted first; then the others, newest first. At most 500. */
    readonly items: readonly TodoItem[];
  } | null;
  readonly scheduled: {
    readonly last_updated: string;
    readonly enabled_count: number;
    /** Of all items. */
    readonly missed_runs: number;
    /** By their next run. At most 500. */
    readonly items: readonly ScheduleEntry[];
  } | null;
  readonly issues: {
    readonly last_updated: string;
    readonly active_count: number;
    readonly resolved_count: number;
    readonly dismissed_count: number;
    /** Worst first. At most 500. */
    readonly active: readonly IssueItem[];
    /** The last hundred that are resolved or dismissed, newest first. */
    readonly closed: readonly IssueItem[];
  } | null;
}

/** What waits for an agent, as it last said. */
export interface QueueReport {
  readonly last_updated: string;
  /** How long ago that was. */
  readonly report_age_seconds: number;
  readonly depth: number;
  /** How long the oldest had waited then, as the agent said it. */
  readonly oldest_age_seconds: number | null;
  /** How long the oldest has waited by now, if it still does; null where nothing waits or nobody said since when. */
  readonly oldest_age_now_seconds: number | null;
  /** At most 500. Null when the agent sent no items: that says nothing about how many wait. */
  readonly items: readonly QueueItem[] | null;
  readonly processing: QueueProcessing | null;
}

/** A to-do as its newest event leaves it. */
export interface TodoItem {
  readonly todo_id: string;
  readonly action: string;
  readonly active: boolean;
  readonly summary: string;
  readonly priority: string | null;
  readonly source: string | null;
  readonly context: string | null;
  readonly due_by: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  /** How many events it has had. */
  readonly event_count: number;
  /** The newest twenty of these, oldest first. */
  readonly history: readonly TodoEvent[];
}

/** Something that happened to a to-do. */
export interface TodoEvent {
  readonly event_id: string;
  readonly timestamp: string;
  readonly action: string;
  readonly summary: string;
}

/** An item of a schedule, as the agent last reported it. */
export interface ScheduleEntry {
  readonly id: string | null;
  readonly name: string | null;
  /** When it is next due, in the agent's own words. */
  readonly next_run: string | null;
  /** Such as 5m, 1h, daily, weekly; null runs once. */
  readonly interval: string | null;
  readonly enabled: boolean;
  readonly last_status: string | null;
  /**
   * Runs that were due more than five minutes ago and that the agent has told nothing of since: an agent that runs an item
   * reports when it is next due. At least 1 where the interval cannot be counted.
   */
  readonly missed_runs: number;
  /** How many of these were missed already when the agent made its report. */
  readonly missed_when_reported: number;
}

/** An issue over all its reports. */
export interface IssueItem {
  readonly issue_key: string;
  readonly issue_id: string | null;
  readonly summary: string;
  readonly severity: string;
  readonly category: string | null;
  readonly context: Json;
  /** What happened to it last. */
  readonly action: string;
  /** Who did that, where somebody said so. */
  readonly by: string | null;
  readonly occurrences: number;
  /** How often it was reported again after it had been closed. */
  readonly recurrences: number;
  /** When it last became open again; null for one that never did. */
  readonly reopened_at: string | null;
  readonly first_seen: string;
  readonly last_seen: string;
  /** Who resolved, dismissed or reopened it, and when: the newest twenty, oldest first. */
  readonly decisions: readonly IssueChange[];
}

/** That an issue was resolved, dismissed or reopened, by the agent or by somebody. */
export interface IssueChange {
  readonly timestamp: string;
  readonly action: string;
  readonly by: string | null;
}

/** What `POST /v1/agents/{id}/issues/{key}` may do. */
export const ISSUE_DECISIONS = ['resolve', 'dismiss', 'reopen'] as const;
export type IssueDecision = (typeof ISSUE_DECISIONS)[number];

/** `POST /v1/agents/{id}/issues/{key}`: what is asked. */
export interface IssueRequest {
  readonly action: IssueDecision;
  /** Who decided, at most 256 characters; default the name of the API key. */
  readonly by?: string;
}

/** `POST /v1/agents/{id}/issues/{key}`: the issue as it is now. */
export interface IssueAnswer {
  readonly data: IssueItem;
}

/** How much waits: of one agent, or of the whole fleet. */
export interface PipelineCounts {
  readonly queue_depth: number;
  /** How long the oldest queued item has waited by now; null where nothing waits or nobody said since when. */
  readonly queue_oldest_age_seconds: number | null;
  readonly active_issues: {
    readonly total: number;
    readonly critical: number;
    readonly high: number;
    readonly medium: number;
  };
  readonly active_todos: { readonly total: number; readonly high: number };
  readonly enabled_schedules: number;
  readonly missed_runs: number;
  readonly pending_approvals: number;
  /** How long the one that waits longest has waited; null where none does. */
  readonly longest_approval_wait_seconds: number | null;
}

/** An agent in which, or for which, something waits. */
export interface AgentPipelineCounts extends PipelineCounts {
  readonly agent_id: string;
  readonly environment: string;
  readonly group: string;
}

/**
 * What `GET /v1/pipeline` may be sorted by. `attention` begins with the most critical issues, then high ones, then who has
 * waited longest for an approval, then missed runs, the oldest in a queue, its depth, to-dos.
 */
export const PIPELINE_SORTS = ['attention', 'name'] as const;
export type PipelineSort = (typeof PIPELINE_SORTS)[number];

/** `GET /v1/pipeline`: a page of agents with anything at all, and totals over all of them, whatever the page. */
export interface FleetPipeline extends Page<AgentPipelineCounts> {
  readonly totals: PipelineCounts & { readonly agents: number };
}

/** How a request for an approval stands. One is abandoned whose run ended before anybody decided. */
export const APPROVAL_STATUSES = ['pending', 'decided', 'abandoned'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** What `GET /v1/approvals` may be sorted by: when they were requested. */
export const APPROVAL_SORTS = ['oldest', 'newest'] as const;
export type ApprovalSort = (typeof APPROVAL_SORTS)[number];

/** `GET /v1/approvals`: a request for an approval. */
export interface ApprovalItem {
  /** Of the event that requested it. */
  readonly request_id: string;
  readonly status: ApprovalStatus;
  readonly agent_id: string;
  /** Null for requests outside any task, as are its run, type and project. */
  readonly task_id: string | null;
  readonly task_run_id: string | null;
  readonly task_type: string | null;
  readonly project_id: string | null;
  readonly environment: string;
  readonly group: string;
  /** Who is to decide. */
  readonly approver: string;
  readonly reason: string | null;
  readonly since: string;
  /** Until now, until somebody decided, or until the run ended. */
  readonly waiting_seconds: number;
  /** When somebody decided or the run ended; null while it is pending. */
  readonly closed_at: string | null;
  /** `approved` or `rejected`; null without a decision. */
  readonly decision: string | null;
  readonly decided_by: string | null;
  /** What they added. */
  readonly comment: string | null;
}

/** `GET /v1/approvals`: a page, with totals over the whole filter. */
export interface ApprovalPage extends Page<ApprovalItem> {
  readonly totals: Readonly<Record<ApprovalStatus, number>>;
}

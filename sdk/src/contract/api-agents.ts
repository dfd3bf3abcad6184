/** The shapes of the v1 API that tell of agents. As in `api.ts`. */
import type { AgentStatus } from './agent.js';
import type { Page } from './api-page.js';
import type { Spend } from './api-spend.js';
import type { Json } from './json-field.js';
import type { QueueProcessing } from './queue.js';

/** What an agent's tasks that ended in a span of time came to, and its calls. */
export interface AgentStats extends Spend {
  readonly tasks_completed: number;
  readonly tasks_failed: number;
  /** Completed of completed and failed, 0 to 1; null when no task ended so. */
  readonly success_rate: number | null;
  /** Of completed tasks; null when there are none. */
  readonly avg_duration_ms: number | null;
}

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
  /** By how severe they are. Issues whose sender says nothing that we know count in the total alone. */
  readonly open_issues: {
    readonly total: number;
    readonly critical: number;
    readonly high: number;
    readonly medium: number;
    readonly low: number;
  };
  /** The approval that has waited longest, or null. */
  readonly waiting: {
    readonly task_id: string;
    readonly approver: string;
    readonly reason: string | null;
    readonly since: string;
    readonly count: number;
  } | null;
  readonly stats_1h: AgentStats;
  /** Heartbeats in twelve buckets of five minutes on the clock, oldest first; the last is under way. */
  readonly sparkline_1h: readonly number[];
  /** Completed tasks in the same buckets. */
  readonly throughput_1h: readonly number[];
}

/** What `GET /v1/agents` may be sorted by: `attention` begins with who needs it, `last_seen` with the newest sign of life. */
export const AGENT_SORTS = ['attention', 'name', 'last_seen'] as const;
export type AgentSort = (typeof AGENT_SORTS)[number];

/** `GET /v1/agents`: a page of the fleet, and how all of it stands. */
export interface AgentPage extends Page<AgentSummary> {
  /** How many agents stand how, whatever the page and the status that is asked for. */
  readonly counts: Readonly<Record<AgentStatus, number>>;
}

/** `GET /v1/agents/{id}`: one agent, and what became of it lately. */
export interface AgentDetail extends AgentSummary {
  readonly stats_24h: AgentStats & {
    readonly tasks_cancelled: number;
    /** Failed actions and failed tasks. */
    readonly errors: number;
    readonly escalations: number;
    readonly retries: number;
  };
  /** Over the period that is asked for. */
  readonly metrics_timeseries: {
    readonly since: string;
    readonly until: string;
    readonly interval_seconds: number;
    /** All of the period, oldest first. */
    readonly buckets: readonly ({
      readonly timestamp: string;
      readonly tasks_completed: number;
      readonly tasks_failed: number;
      readonly errors: number;
    } & Spend)[];
  };
  /** The newest heartbeats of the last 24 hours that said something, 24 at most, newest first. */
  readonly heartbeat_history: readonly HeartbeatRecord[];
}

/** A heartbeat that said something. */
export interface HeartbeatRecord {
  readonly timestamp: string;
  readonly summary: string | null;
  /** What the agent sent with it. */
  readonly data: Readonly<Record<string, Json>> | null;
}

/** The shapes of the v1 API that tell of one run of a task. As in `api.ts`. */
import type { EventRecord, TaskSummary } from './api.js';
import type { Spend } from './api-spend.js';
import type { CostSource } from './llm-call.js';
import type { StepState } from './plan.js';

/** A call to a model, under the action that asked. */
export interface CallNode {
  readonly event_id: string;
  readonly name: string;
  readonly model: string;
  readonly started_at: string;
  readonly duration_ms: number | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  /** US dollars, reported or estimated as `cost_source` says; null when unpriced. */
  readonly cost: number | null;
  readonly cost_source: CostSource;
  readonly error_message: string | null;
}

/** A tracked step and what happened inside it. */
export interface ActionNode {
  readonly action_id: string;
  /** The action that encloses it, even where the tree shows it elsewhere: at the top when nobody told of that one. */
  readonly parent_action_id: string | null;
  readonly name: string;
  readonly started_at: string;
  /** Null while the step runs. */
  readonly duration_ms: number | null;
  readonly status: 'processing' | 'completed' | 'failed';
  readonly error_message: string | null;
  readonly calls: readonly CallNode[];
  readonly children: readonly ActionNode[];
}

/** A step of the plan in force. The spend is that of the calls that served it. */
export interface PlanStepView extends Spend {
  readonly index: number;
  readonly description: string;
  readonly state: StepState;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  /** As the agent told them. */
  readonly turns: number | null;
  readonly tokens: number | null;
}

/** A plan as it was announced. */
export interface PlanRevision {
  readonly revision: number;
  readonly goal: string;
  readonly announced_at: string;
  /** The event that announced it. */
  readonly event_id: string;
  readonly steps: readonly { readonly index: number; readonly description: string }[];
}

/** The plan in force: the highest revision, with the newest news of each step. */
export interface PlanView {
  readonly goal: string;
  readonly revision: number;
  readonly revisions: number;
  readonly completed: number;
  readonly steps: readonly PlanStepView[];
  /** Every revision that was announced, the first one first; empty when only news of steps tells of a plan. */
  readonly history: readonly PlanRevision[];
}

/** One attempt at something. */
export interface RetryAttempt {
  /** 0 for the attempt that failed first, then the number of the retry. */
  readonly attempt: number;
  /** The event that told of the retry; null for the attempt that failed first. */
  readonly event_id: string | null;
  /** When that was; for the attempt that failed first, when it began. */
  readonly timestamp: string;
  /** What had gone wrong before. */
  readonly reason: string | null;
  /** How long the agent waited before it tried again, as it told. */
  readonly backoff_ms: number | null;
  /** What was tried: an action's id, or the event id of a call; null when the agent told of none. */
  readonly action_id: string | null;
  readonly call_id: string | null;
  readonly duration_ms: number | null;
  readonly status: RetryOutcome;
}

/** How an attempt stands, and with the last one its chain. */
export type RetryOutcome = 'processing' | 'completed' | 'failed' | 'cancelled';

/** Attempts at one thing, the first one first. */
export interface RetryChain {
  /** The action, or call, that was tried again; null when no failure was told before the first retry. */
  readonly name: string | null;
  /** The action inside which it was tried again. */
  readonly parent_action_id: string | null;
  /** How the last attempt ended; as the run did, when the agent told of no last attempt. */
  readonly outcome: RetryOutcome;
  /** What was lost: attempts that failed and were tried again, and the waits before the next. */
  readonly cost_ms: number;
  readonly attempts: readonly RetryAttempt[];
}

/** A request for somebody's yes, and the answer. */
export interface ApprovalPair {
  /** The event that asked. */
  readonly event_id: string;
  readonly agent_id: string;
  readonly approver: string;
  readonly reason: string | null;
  readonly requested_at: string;
  /** Null while nobody has decided. */
  readonly decided_at: string | null;
  readonly decision: string | null;
  readonly decided_by: string | null;
  /** Until now while nobody has decided and the run is open; until its end when it ended without a decision. */
  readonly waited_ms: number;
}

/**
 * What the duration of a run went into, in milliseconds. Each moment counts once, for the first that applies: a model at
 * work, somebody waited for, an action under way, anything else. The four add up to the duration.
 */
export interface TimeBreakdown {
  readonly llm_ms: number;
  readonly waiting_ms: number;
  readonly tools_ms: number;
  readonly other_ms: number;
}

/**
 * `GET /v1/tasks/{id}/timeline`. `events` is a page, oldest first; everything else tells of the whole run, on every page.
 */
export interface TaskTimeline {
  readonly task: TaskSummary;
  readonly events: readonly EventRecord[];
  readonly pagination: {
    /** Asks for what happened after these; null at the end, and in answers to `after`. */
    readonly cursor: string | null;
    /** Whether there is more where that was asked for. */
    readonly has_more: boolean;
    /** Asks, as `after`, for what has come since. */
    readonly newest: string;
  };
  /** Actions, oldest first, under the actions that enclose them. Deep nesting is cut: what is deeper stands side by side. */
  readonly action_tree: readonly ActionNode[];
  /** Calls outside any action. */
  readonly calls: readonly CallNode[];
  readonly plan: PlanView | null;
  readonly retry_chains: readonly RetryChain[];
  readonly approvals: readonly ApprovalPair[];
  readonly time_breakdown: TimeBreakdown;
  /** True when the run has more actions, calls, retries, approvals or revisions of its plan than one answer holds. */
  readonly truncated: boolean;
}

import {
  approvalReceived,
  approvalRequested,
  custom,
  escalated,
  heartbeat,
  isRecord,
  issue,
  llmCall,
  planCreated,
  planStep,
  queueSnapshot,
  retry,
  scheduled,
  todo,
  type ApprovalDecision,
  type ApprovalRequest,
  type Escalation,
  type Issue,
  type LlmCall,
  type PlanStep,
  type QueueSnapshot,
  type Retry,
  type Schedule,
  type Todo,
} from './contract/index.js';
import { report, type EventDetails, type Report } from './record.js';
import { attempt, type Warn } from './warnings.js';

/** Text, or a function that makes it: called only when the text is sent. */
export type Preview = string | (() => string);

/**
 * What a call to a language model was. `promptPreview` and `responsePreview` are private data: opt-in.
 *
 * @interface
 */
export type LlmCallOptions = Omit<LlmCall, 'name' | 'promptPreview' | 'responsePreview'> & {
  /** Start of the prompt, or a function that makes it. Sent only if it is given. */
  readonly promptPreview?: Preview | undefined;
  /** Start of the answer, or a function that makes it. Sent only if it is given. */
  readonly responsePreview?: Preview | undefined;
} & EventDetails;

/**
 * What may be said of a plan beyond its goal and its steps.
 *
 * @interface
 */
export type PlanOptions = {
  /** 0 for the first plan, counting up with each that replaces it. Default 0. */
  readonly revision?: number | undefined;
} & EventDetails;
/**
 * News of a step. `summary` is the step in words, or its outcome. It, steps in all and revision are remembered from the
 * plan.
 *
 * @interface
 */
export type PlanStepOptions = Omit<PlanStep, 'description'> & EventDetails;
/**
 * Why work is handed on, and to whom.
 *
 * @interface
 */
export type EscalationOptions = Escalation & EventDetails;
/**
 * Who is to decide, and what.
 *
 * @interface
 */
export type ApprovalRequestOptions = ApprovalRequest & EventDetails;
/**
 * Who decided, and how.
 *
 * @interface
 */
export type ApprovalDecisionOptions = ApprovalDecision & EventDetails;
/**
 * What is tried again, and why.
 *
 * @interface
 */
export type RetryOptions = Retry & EventDetails;
/**
 * What waits, and what is being worked on.
 *
 * @interface
 */
export type QueueSnapshotOptions = QueueSnapshot & EventDetails;
/**
 * What became of a to-do. `summary` is what is to be done.
 *
 * @interface
 */
export type TodoOptions = Omit<Todo, 'title'> & EventDetails;
/**
 * All that is scheduled.
 *
 * @interface
 */
export type ScheduleOptions = Schedule & EventDetails;
/**
 * A problem that outlives tasks.
 *
 * @interface
 */
export type IssueOptions = Omit<Issue, 'title' | 'severity' | 'action'> & {
  /** What is wrong, in one line. Without an `issueId` it is the issue's identity. At most 512 characters. */
  readonly summary: string;
  /** How bad it is. */
  readonly severity: NonNullable<Issue['severity']>;
  /** Words to filter by. Default: `issue` and the category. */
  readonly tags?: readonly string[] | undefined;
};
/** That a problem is gone. */
export interface IssueResolution {
  /** Free text beside an `issueId`; without one it must be the summary that was reported. */
  readonly summary: string;
  /** The id that was reported. */
  readonly issueId?: string | undefined;
}
/** What a heartbeat may say of an agent. Keys other than these count as `data`, unless there is one. */
export interface HeartbeatPayload {
  /** Shows on the agent's card. */
  readonly summary?: string | undefined;
  /** Words to filter by. */
  readonly tags?: readonly string[] | undefined;
  /** State in numbers, at most 1,024 bytes of JSON. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly [key: string]: unknown;
}
/** Whatever helps, at most 2,048 bytes of JSON. */
export type EventPayload = Readonly<Record<string, unknown>>;

/** A plan as the task remembers it: its steps' texts, and the revision they belong to. */
export interface Planned {
  readonly steps: readonly string[];
  readonly revision: number;
}

const NO_DETAILS: EventDetails = {};

const detailsOf = ({ summary, tags, severity }: EventDetails): EventDetails =>
  summary === undefined && tags === undefined && severity === undefined ? NO_DETAILS : { summary, tags, severity };

/** A preview's text. One that fails is left out; the call it belongs to is not. */
const textOf = (preview: Preview | undefined, warn: Warn): string | undefined =>
  typeof preview === 'function' ? attempt(warn, 'preview', preview) : preview;

// Options are copied, once each: they are written later, and their owner may change them the next moment.

export function llmCallReport(name: string, options: Partial<LlmCallOptions>, warn: Warn): Report {
  const { promptPreview, responsePreview } = options;
  const value =
    promptPreview === undefined && responsePreview === undefined
      ? { ...options, name }
      : {
          ...options,
          name,
          promptPreview: textOf(promptPreview, warn),
          responsePreview: textOf(responsePreview, warn),
        };
  return { concept: llmCall, value, details: detailsOf(options) };
}

export const planReport = (goal: string, { steps, revision }: Planned, options: Partial<PlanOptions>): Report =>
  report(
    planCreated,
    { goal, steps: steps.map((description, index) => ({ index, description })), revision },
    detailsOf(options),
  );

/** News of a step; what it does not say is taken from the plan. */
export function planStepReport(options: Partial<PlanStepOptions>, planned: Planned | undefined): Report {
  const summary = options.summary ?? planned?.steps[options.stepIndex ?? -1];
  const value = {
    ...options,
    description: summary,
    totalSteps: options.totalSteps ?? planned?.steps.length,
    planRevision: options.planRevision ?? planned?.revision,
  };
  return { concept: planStep, value, details: { ...detailsOf(options), summary } };
}

export const escalationReport = (options: Partial<EscalationOptions>): Report =>
  report(escalated, { ...options }, detailsOf(options));

export const approvalRequestReport = (options: Partial<ApprovalRequestOptions>): Report =>
  report(approvalRequested, { ...options }, detailsOf(options));

export const approvalReceivedReport = (options: Partial<ApprovalDecisionOptions>): Report =>
  report(approvalReceived, { ...options }, detailsOf(options));

export const retryReport = (options: Partial<RetryOptions>): Report =>
  report(retry, { ...options }, detailsOf(options));

export const queueReport = (options: Partial<QueueSnapshotOptions>): Report =>
  report(queueSnapshot, { ...options }, detailsOf(options));

export const todoReport = (options: Partial<TodoOptions>): Report =>
  report(todo, { ...options, title: options.summary }, detailsOf(options));

export const scheduleReport = (options: Partial<ScheduleOptions>): Report =>
  report(scheduled, { ...options }, detailsOf(options));

/** The severity of an issue is the issue's: how loud its event is follows from it. */
export function issueReport(options: Partial<IssueOptions>, warn: Warn): Report {
  // The field may be absent: a resolution has none.
  if (options.severity === undefined) warn('reportIssue: severity is required, but missing');
  return report(
    issue,
    { ...options, title: options.summary, action: 'reported' },
    { summary: options.summary, tags: options.tags },
  );
}

export const issueResolvedReport = ({ summary, issueId }: Partial<IssueResolution>): Report =>
  report(issue, { title: summary, issueId, action: 'resolved' });

/** `summary` and `tags` inside a payload count as the event's own, unless given beside it. */
export function customReport(name: string, payload: EventPayload | undefined, details: EventDetails): Report {
  const { summary, tags } = isRecord(payload) ? payload : {};
  return report(
    custom,
    { name, payload },
    {
      summary: details.summary ?? (typeof summary === 'string' ? summary : undefined),
      tags: details.tags ?? (Array.isArray(tags) ? tags : undefined),
      severity: details.severity,
    },
  );
}

export function heartbeatReport(payload: Partial<HeartbeatPayload>, stuckThresholdSeconds: number): Report {
  const { summary, tags, data, ...rest } = payload;
  const own = data ?? (Object.keys(rest).length > 0 ? rest : undefined);
  return report(heartbeat, { data: own, stuckThresholdSeconds }, { summary, tags });
}

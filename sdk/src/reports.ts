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

/** What a call to a language model was. `promptPreview` and `responsePreview` are private data: opt-in. */
export type LlmCallOptions = Omit<LlmCall, 'name' | 'promptPreview' | 'responsePreview'> & {
  readonly promptPreview?: Preview | undefined;
  readonly responsePreview?: Preview | undefined;
} & EventDetails;

/** `revision`: 0 for the first plan, counting up with each that replaces it. */
export type PlanOptions = { readonly revision?: number | undefined } & EventDetails;
/** `summary` is the step in words, or its outcome. It, steps in all and revision are remembered from the plan. */
export type PlanStepOptions = Omit<PlanStep, 'description'> & EventDetails;
export type EscalationOptions = Escalation & EventDetails;
export type ApprovalRequestOptions = ApprovalRequest & EventDetails;
export type ApprovalDecisionOptions = ApprovalDecision & EventDetails;
export type RetryOptions = Retry & EventDetails;
export type QueueSnapshotOptions = QueueSnapshot & EventDetails;
/** `summary` is what is to be done. */
export type TodoOptions = Omit<Todo, 'title'> & EventDetails;
export type ScheduleOptions = Schedule & EventDetails;
/** `summary` says what is wrong; `severity` how bad that is. */
export type IssueOptions = Omit<Issue, 'title' | 'severity' | 'action'> & {
  readonly summary: string;
  readonly severity: NonNullable<Issue['severity']>;
  readonly tags?: readonly string[] | undefined;
};
/** With an `issueId` the summary is free text; without one it must be the summary that was reported. */
export interface IssueResolution {
  readonly summary: string;
  readonly issueId?: string | undefined;
}
/** What a heartbeat may say of an agent: `summary` shows on its card; `data`, else all other keys, is kept beside it. */
export interface HeartbeatPayload {
  readonly summary?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly [key: string]: unknown;
}
export type EventPayload = Readonly<Record<string, unknown>>;

const detailsOf = ({ summary, tags, severity }: EventDetails): EventDetails => ({ summary, tags, severity });

/** A preview's text. One that fails is left out; the call it belongs to is not. */
function previewOf(preview: Preview | undefined, warn: Warn): string | undefined {
  return typeof preview === 'function' ? attempt(warn, 'preview', preview) : preview;
}

export function llmCallReport(name: string, options: LlmCallOptions, warn: Warn): Report {
  const value = {
    ...options,
    name,
    promptPreview: previewOf(options.promptPreview, warn),
    responsePreview: previewOf(options.responsePreview, warn),
  };
  return report(llmCall, value, detailsOf(options));
}

export function planReport(goal: string, steps: readonly string[], options: PlanOptions): Report {
  const planned = Array.isArray(steps)
    ? steps.map((description, index) => ({ index, description: String(description) }))
    : [];
  return report(planCreated, { goal, steps: planned, revision: options.revision ?? 0 }, detailsOf(options));
}

export const planStepReport = (options: PlanStepOptions): Report =>
  report(planStep, { ...options, description: options.summary }, detailsOf(options));

export const escalationReport = (options: EscalationOptions): Report => report(escalated, options, detailsOf(options));

export const approvalRequestReport = (options: ApprovalRequestOptions): Report =>
  report(approvalRequested, options, detailsOf(options));

export const approvalReceivedReport = (options: ApprovalDecisionOptions): Report =>
  report(approvalReceived, options, detailsOf(options));

export const retryReport = (options: RetryOptions): Report => report(retry, options, detailsOf(options));

export const queueReport = (options: QueueSnapshotOptions): Report =>
  report(queueSnapshot, options, detailsOf(options));

export const todoReport = (options: TodoOptions): Report =>
  report(todo, { ...options, title: options.summary }, detailsOf(options));

export const scheduleReport = (options: ScheduleOptions): Report => report(scheduled, options, detailsOf(options));

export const issueReport = (options: IssueOptions): Report =>
  report(
    issue,
    { ...options, title: options.summary, action: 'reported' },
    { summary: options.summary, tags: options.tags },
  );

export const issueResolvedReport = ({ summary, issueId }: IssueResolution): Report =>
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

export function heartbeatReport(payload: HeartbeatPayload | undefined, stuckThresholdSeconds: number): Report {
  const { summary, tags, data, ...rest } = isRecord(payload) ? payload : {};
  const own = data ?? (Object.keys(rest).length > 0 ? rest : undefined);
  return report(
    heartbeat,
    { data: isRecord(own) ? own : undefined, stuckThresholdSeconds },
    {
      summary: typeof summary === 'string' ? summary : undefined,
      tags: Array.isArray(tags) ? tags : undefined,
    },
  );
}

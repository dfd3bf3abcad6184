import { trace } from '@opentelemetry/api';
import type { Agent } from './agent.js';
import { extract, inject, type Carrier, type CarrierLike } from './carrier.js';
import { taskFields } from './contract/index.js';
import { afterStep, servedBy, type Course } from './course.js';
import { failureOf } from './failure.js';
import { nameFrom } from './name.js';
import { reportOf, type EventDetails, type Report } from './record.js';
import {
  approvalReceivedReport,
  approvalRequestReport,
  customReport,
  escalationReport,
  llmCallReport,
  planReport,
  planStepReport,
  retryReport,
  type ApprovalDecisionOptions,
  type ApprovalRequestOptions,
  type EscalationOptions,
  type EventPayload,
  type LlmCallOptions,
  type PlanOptions,
  type PlanStepOptions,
  type Planned,
  type RetryOptions,
} from './reports.js';
import { isWork } from './run.js';
import type { Runtime } from './runtime.js';
import { currentScope, currentTask, parentContext, runIn } from './scope.js';
import { openTaskSpan, type Ending, type TaskSpan } from './task-span.js';
import { createSteps, type Steps } from './track.js';
import { attempt, payloadFrom } from './warnings.js';

/** What may be said of a task at its start. */
export interface TaskOptions {
  /** What it belongs to. Default default. */
  readonly project?: string | undefined;
  /** What kind of work, such as lead_processing. */
  readonly type?: string | undefined;
  /** Tells re-executions of one task id apart. Default: a new UUID. */
  readonly runId?: string | undefined;
  /** Links tasks of several agents into one workflow. Default: that of `parent`, else of the task it starts in. */
  readonly correlationId?: string | undefined;
  /** The work that asked for this, by the headers that came with it: the task becomes part of its trace. */
  readonly parent?: CarrierLike | undefined;
  /** Other work that led to this, by its headers. */
  readonly links?: readonly CarrierLike[] | undefined;
}

/** Which run is meant, of a task that another process started. */
export type ResumeOptions = Omit<TaskOptions, 'links'>;

/** One unit of an agent's work. No method throws; after the end events are still recorded, and ends are ignored. */
export interface Task {
  /** As given, cut to 256 characters. */
  readonly id: string;
  /** Tells this execution from others of the same id. */
  readonly runId: string;
  /** The workflow it belongs to; undefined when nobody named one. */
  readonly correlationId: string | undefined;
  /** Reports a request to a language model. It belongs to the step of the plan and the retry that are under way. */
  readonly llmCall: (name: string, options: LlmCallOptions) => void;
  /** Says what the task means to do; a higher `revision` replaces the plan. */
  readonly plan: (goal: string, steps: readonly string[], options?: PlanOptions) => void;
  /** News of one step of the plan. Its text, the number of steps and the revision default to those of the plan. */
  readonly planStep: (options: PlanStepOptions) => void;
  /** Hands the work to somebody else. */
  readonly escalate: (options: EscalationOptions) => void;
  /** The task waits until somebody decides. */
  readonly requestApproval: (options: ApprovalRequestOptions) => void;
  /** Somebody decided. */
  readonly approvalReceived: (options: ApprovalDecisionOptions) => void;
  /** Something failed and is tried again. */
  readonly retry: (options: RetryOptions) => void;
  /** Anything else. */
  readonly event: (name: string, payload?: EventPayload, details?: EventDetails) => void;
  /** Adds to what the task says of itself at its end. */
  readonly setPayload: (payload: EventPayload) => void;
  /** Reports work as a step of this task. */
  readonly track: Steps['track'];
  /** Starts a step of this task that the caller ends with `complete` or `fail`. */
  readonly startAction: Steps['startAction'];
  /**
   * Headers for whatever this task asks of others: W3C `traceparent` and `baggage`. Their task takes them as `parent` and
   * becomes part of this workflow; stored beside an open question, they let another process resume this task.
   */
  readonly inject: () => Carrier;
  /** Runs work inside this task, so that `currentTask()` finds it there. Ends nothing. */
  readonly run: <T>(work: () => T) => T;
  /** The work is done. */
  readonly complete: (payload?: EventPayload) => void;
  /** The work failed. */
  readonly fail: (error: unknown) => void;
  /** The work was given up on purpose. */
  readonly cancel: (reason?: string) => void;
}

/** Which task, and how it came to be. */
interface Spec {
  readonly id: string;
  readonly options: Partial<TaskOptions>;
  readonly isElsewhere: boolean;
}

/** Where a task comes from, by the headers it was given and the task that is around it. */
function originOf({ warn }: Runtime, { parent, links }: Partial<TaskOptions>) {
  const here = parentContext();
  const read = (carrier: CarrierLike) =>
    attempt(warn, 'task: the headers of another task', () => extract(here, carrier));
  const from = parent === undefined ? undefined : read(parent);
  return {
    parent: from?.context ?? here,
    links: (Array.isArray(links) ? links : []).flatMap((carrier: CarrierLike) => {
      const linked = read(carrier);
      const context = linked === undefined ? undefined : trace.getSpanContext(linked.context);
      return context === undefined ? [] : [{ context }];
    }),
    origin: from?.origin ?? {},
  };
}

/** Starts a task of an agent, or takes up one that another process started. */
export function openTask(runtime: Runtime, agent: Agent, { id: anyId, options, isElsewhere }: Spec): Task {
  const { warn, now } = runtime;
  const { parent, links, origin } = originOf(runtime, options);
  const startedAt = (isElsewhere ? origin.startedAt : undefined) ?? now();
  const runId = options.runId ?? (isElsewhere ? origin.runId : undefined) ?? runtime.nextId(startedAt);
  if (isElsewhere && options.runId === undefined && origin.runId === undefined) {
    warn('resumeTask: needs runId, or the parent that inject() gave; without one it is a run of its own');
  }
  const correlationId = options.correlationId ?? origin.correlationId ?? currentTask()?.correlationId;
  const id = nameFrom(warn, taskFields.taskId, anyId);
  const opened = openTaskSpan(
    runtime,
    { agentId: agent.id, taskId: id, runId, type: options.type, project: options.project, correlationId },
    { parent, links, startedAt, isElsewhere },
  );
  let payload: Record<string, unknown> | undefined;
  let planned: Planned | undefined;
  let course: Course = {};
  const span: TaskSpan = { ...opened, served: () => servedBy(course) };

  const here = () => {
    const scope = currentScope();
    return scope?.task === task ? scope : undefined;
  };
  const emit = <O extends object>(what: string, given: O | undefined, make: (options: Partial<O>) => Report): void => {
    attempt(warn, what, () => {
      span.emit(reportOf(warn, what, { given, make }), here()?.action?.id);
    });
  };
  const merge = (what: string, more: EventPayload | undefined): void => {
    if (more !== undefined) payload = { ...payload, ...payloadFrom(warn, what, more) };
  };
  const end = (ending: Omit<Ending, 'payload'>, more?: EventPayload): void => {
    attempt(warn, 'task', () => {
      merge(ending.outcome === 'completed' ? 'complete' : 'cancel', more);
      span.end({ ...ending, payload });
    });
  };

  const task: Task = {
    id,
    runId,
    correlationId,
    llmCall: (name, call) => {
      emit('llmCall', call, (known) => llmCallReport(name, { ...servedBy(course), ...known }, warn));
    },
    plan: (goal, steps, plan) => {
      emit('plan', plan, (known) => {
        if (!Array.isArray(steps)) warn('plan: steps must be a list of texts');
        planned = { steps: Array.isArray(steps) ? steps.map(String) : [], revision: known.revision ?? 0 };
        course = { revision: planned.revision };
        return planReport(goal, planned, known);
      });
    },
    planStep: (step) => {
      emit('planStep', step, (known) => {
        course = afterStep(course, known);
        return planStepReport(known, planned);
      });
    },
    escalate: (escalation) => {
      emit('escalate', escalation, escalationReport);
    },
    requestApproval: (request) => {
      emit('requestApproval', request, approvalRequestReport);
    },
    approvalReceived: (decision) => {
      emit('approvalReceived', decision, approvalReceivedReport);
    },
    retry: (again) => {
      emit('retry', again, (known) => {
        course = { ...course, attempt: known.attempt };
        return retryReport(known);
      });
    },
    event: (name, more, details) => {
      emit('event', details, (known) => customReport(name, more, known));
    },
    setPayload: (more) => {
      attempt(warn, 'setPayload', () => {
        merge('setPayload', more);
      });
    },
    ...createSteps(runtime, () => {
      const scope = here();
      return {
        place: {
          attributes: span.attributes,
          parent: scope === undefined ? span.context : parentContext(),
          parentId: scope?.action?.id,
          task: span,
        },
        scope: { agent, task, taskSpan: span },
      };
    }),
    run: (work) =>
      isWork(warn, 'run', work)
        ? runIn({ agent, task, taskSpan: span, context: span.context }, work)
        : (work as ReturnType<typeof work>),
    inject: () =>
      attempt(warn, 'inject', () =>
        inject(here() === undefined ? span.context : parentContext(), { runId, correlationId, startedAt }),
      ) ?? {},
    complete: (more) => {
      end({ outcome: 'completed' }, more);
    },
    fail: (error) => {
      end({ outcome: 'failed', failure: failureOf(error, runtime.ink('task').redact) });
    },
    cancel: (reason) => {
      end({ outcome: 'cancelled' }, reason === undefined ? undefined : { reason });
    },
  };
  return task;
}

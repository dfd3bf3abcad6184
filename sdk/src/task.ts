import type { Agent } from './agent.js';
import { taskFields } from './contract/index.js';
import { failureOf } from './failure.js';
import { nameFrom } from './name.js';
import type { EventDetails, Report } from './record.js';
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
  type RetryOptions,
} from './reports.js';
import type { Runtime } from './runtime.js';
import { currentScope, parentContext, runIn } from './scope.js';
import { openTaskSpan, type Ending, type TaskSpan } from './task-span.js';
import { createSteps, type Steps } from './track.js';
import { attempt, optionsFrom } from './warnings.js';

/** What may be said of a task at its start. */
export interface TaskOptions {
  /** What it belongs to. Default default. */
  readonly project?: string | undefined;
  /** What kind of work, such as lead_processing. */
  readonly type?: string | undefined;
  /** Tells re-executions of one task id apart. Default: a new UUID. */
  readonly runId?: string | undefined;
  /** Links tasks of several agents into one workflow. */
  readonly correlationId?: string | undefined;
}

/** One unit of an agent's work. No method throws; after the end events are still recorded, and ends are ignored. */
export interface Task {
  readonly id: string;
  readonly runId: string;
  /** Reports a request to a language model. */
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
  /** Runs work inside this task, so that `currentTask()` finds it there. Ends nothing. */
  readonly run: <T>(work: () => T) => T;
  /** The work is done. */
  readonly complete: (payload?: EventPayload) => void;
  /** The work failed. */
  readonly fail: (error: unknown) => void;
  /** The work was given up on purpose. */
  readonly cancel: (reason?: string) => void;
}

/** A task with what only this package may touch. */
export interface OpenTask {
  readonly task: Task;
  readonly span: TaskSpan;
}

/** Starts a task of an agent. */
export function openTask(
  runtime: Runtime,
  agent: Agent,
  spec: { readonly id: string; readonly options: TaskOptions },
): OpenTask {
  const { warn } = runtime;
  const {
    project,
    type,
    correlationId,
    runId = runtime.nextId(runtime.now()),
  } = optionsFrom(warn, 'task', spec.options);
  const id = nameFrom(warn, taskFields.taskId, spec.id);
  const span = openTaskSpan(
    runtime,
    { agentId: agent.id, taskId: id, runId, type, project, correlationId },
    parentContext(),
  );
  let payload: Record<string, unknown> | undefined;
  let planned: { readonly steps: readonly string[]; readonly planRevision: number } | undefined;

  const here = () => {
    const scope = currentScope();
    return scope?.task === task ? scope : undefined;
  };
  const emit = (what: string, make: () => Report): void => {
    attempt(warn, what, () => {
      span.emit(make(), here()?.action?.id);
    });
  };
  const merge = (more: EventPayload | undefined): void => {
    if (more !== undefined) payload = { ...payload, ...more };
  };
  const end = (ending: Omit<Ending, 'payload'>, more?: EventPayload): void => {
    attempt(warn, 'task', () => {
      merge(more);
      span.end({ ...ending, payload });
    });
  };

  const task: Task = {
    id,
    runId,
    llmCall: (name, options) => {
      emit('llmCall', () => llmCallReport(name, options, warn));
    },
    plan: (goal, steps, options = {}) => {
      emit('plan', () => {
        planned = { steps: [...steps], planRevision: options.revision ?? 0 };
        return planReport(goal, steps, options);
      });
    },
    planStep: (options) => {
      emit('planStep', () =>
        planStepReport({
          ...options,
          summary: options.summary ?? planned?.steps[options.stepIndex],
          totalSteps: options.totalSteps ?? planned?.steps.length,
          planRevision: options.planRevision ?? planned?.planRevision,
        }),
      );
    },
    escalate: (options) => {
      emit('escalate', () => escalationReport(options));
    },
    requestApproval: (options) => {
      emit('requestApproval', () => approvalRequestReport(options));
    },
    approvalReceived: (options) => {
      emit('approvalReceived', () => approvalReceivedReport(options));
    },
    retry: (options) => {
      emit('retry', () => retryReport(options));
    },
    event: (name, more, details = {}) => {
      emit('event', () => customReport(name, more, details));
    },
    setPayload: (more) => {
      attempt(warn, 'setPayload', () => {
        merge(more);
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
        scope: { agent, task },
      };
    }),
    run: (work) => runIn({ agent, task, context: span.context }, work),
    complete: (more) => {
      end({ outcome: 'completed' }, more);
    },
    fail: (error) => {
      end({ outcome: 'failed', failure: failureOf(error) });
    },
    cancel: (reason) => {
      end({ outcome: 'cancelled' }, reason === undefined ? undefined : { reason });
    },
  };
  return { task, span };
}

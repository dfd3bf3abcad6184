import {
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from '@opentelemetry/api';
import { TASK_OPERATION, recordFields, taskFields, taskSpanName, write, type TaskOutcome } from './contract/index.js';
import type { Served } from './course.js';
import { exceptionAttributes, type Failure } from './failure.js';
import { createTaskTrail } from './otel/progress.js';
import { addEvent, EventRecord, hrTime, type Report } from './record.js';
import type { Runtime } from './runtime.js';

/** What a task is, before it runs. */
export interface TaskSpec {
  readonly agentId: string;
  readonly taskId: string;
  readonly runId: string;
  readonly type: string | undefined;
  readonly project: string | undefined;
  readonly correlationId: string | undefined;
}

/** Where a task hangs, and since when it runs. */
export interface TaskPlace {
  readonly parent: Context;
  readonly links: Link[];
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** It runs, or waits, elsewhere: what is said here is told at once, and there is a span only if it ends here. */
  readonly isElsewhere: boolean;
}

/** How a task ends. */
export interface Ending {
  readonly outcome: TaskOutcome;
  readonly payload: Readonly<Record<string, unknown>> | undefined;
  readonly failure?: Failure;
}

/** A task as OpenTelemetry sees it: one span, its events, and progress while it runs. */
export interface TaskSpan {
  /** The step of the plan and the retry that what begins now belongs to. */
  readonly served?: () => Served;
  /** Makes spans children of the task. */
  readonly context: Context;
  /** The task's attributes, repeated on every span that belongs to it. */
  readonly attributes: Attributes;
  /** Records an event, even after the end: a model's answer that comes late was paid for all the same. */
  readonly emit: (report: Report, actionId: string | undefined) => void;
  readonly actionOpened: (id: string, event: () => EventRecord) => void;
  readonly actionClosed: (id: string) => void;
  /** Ends the span. Only the first call counts. */
  readonly end: (ending: Ending) => void;
}

const { outcome: outcomeField, payload: payloadField, ...SPEC_FIELDS } = taskFields;
const ENDING_FIELDS = { outcome: outcomeField, payload: payloadField };

/** Starts a task's span, or takes up the task of another process. */
export function openTaskSpan(runtime: Runtime, spec: TaskSpec, place: TaskPlace): TaskSpan {
  const { now, nextId } = runtime;
  const { parent, links, startedAt, isElsewhere } = place;
  const ink = runtime.ink('task');
  const attributes = {};
  write(attributes, { fields: SPEC_FIELDS, value: { ...spec, agentName: spec.agentId } }, ink);
  const startSpan = (): Span =>
    runtime.startSpan(
      taskSpanName(spec.agentId),
      {
        kind: SpanKind.INTERNAL,
        startTime: hrTime(startedAt),
        links,
        attributes: {
          [recordFields.record.key]: 'task',
          [TASK_OPERATION.key]: TASK_OPERATION.value,
          ...attributes,
        },
      },
      parent,
    );
  const running = isElsewhere ? undefined : startSpan();
  const context = running === undefined ? parent : trace.setSpan(parent, running);
  // A span that nobody records (sampled out, or the client is shut down) has no news either.
  const trail =
    running?.isRecording() === false
      ? undefined
      : createTaskTrail(runtime, { attributes, context, startedAt, isElsewhere });
  if (trail !== undefined && running !== undefined) runtime.ticker.add(trail);
  let ended = false;

  return {
    context,
    attributes,
    emit: (report, actionId) => {
      const at = now();
      const record = new EventRecord(report, { id: nextId(at), at, actionId }, runtime.ink(report.concept.kind));
      const isTold = running !== undefined && !ended;
      if (isTold) addEvent(running, record);
      trail?.note(record);
      if (!isTold) trail?.tick(at);
    },
    actionOpened: (id, event) => trail?.actionOpened(id, event),
    actionClosed: (id) => trail?.actionClosed(id),
    end: ({ outcome, payload, failure }) => {
      if (ended) return;
      ended = true;
      if (trail !== undefined) runtime.ticker.remove(trail);
      const span = running ?? startSpan();
      const at = Math.max(startedAt, now());
      const told = {};
      write(told, { fields: ENDING_FIELDS, value: { outcome, payload } }, ink);
      span.setAttributes(told);
      if (failure !== undefined) {
        span.addEvent('exception', exceptionAttributes(failure), hrTime(at));
        span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
      }
      span.end(hrTime(at));
    },
  };
}

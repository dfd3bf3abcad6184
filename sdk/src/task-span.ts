import { SpanKind, SpanStatusCode, trace, type Attributes, type Context } from '@opentelemetry/api';
import { TASK_OPERATION, encode, recordFields, taskFields, taskSpanName, type TaskOutcome } from './contract/index.js';
import { exceptionAttributes, type Failure } from './failure.js';
import { createTaskTrail } from './otel/progress.js';
import { eventRecord, hrTime, toAttributes, type EventRecord, type Report } from './record.js';
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

/** How a task ends. */
export interface Ending {
  readonly outcome: TaskOutcome;
  readonly payload: Readonly<Record<string, unknown>> | undefined;
  readonly failure?: Failure;
}

/** A task as OpenTelemetry sees it: one span, its events, and progress while it runs. */
export interface TaskSpan {
  /** Makes spans children of the task. */
  readonly context: Context;
  /** The task's attributes, repeated on every span that belongs to it. */
  readonly attributes: Attributes;
  /** Records an event, even after the end: a model's answer that comes late was paid for all the same. */
  readonly emit: (report: Report, actionId: string | undefined) => void;
  readonly actionOpened: (id: string, event: EventRecord) => void;
  readonly actionClosed: (id: string) => void;
  /** Ends the span. Only the first call counts. */
  readonly end: (ending: Ending) => void;
}

/** Starts a task's span below `parent`. */
export function openTaskSpan(runtime: Runtime, spec: TaskSpec, parent: Context): TaskSpan {
  const { now, nextId, warn } = runtime;
  const startedAt = now();
  const described = encode(taskFields, { ...spec, agentName: spec.agentId });
  for (const warning of described.warnings) warn(`task: ${warning}`);
  const attributes = toAttributes(described.attributes);
  const span = runtime.startSpan(
    taskSpanName(spec.agentId),
    {
      kind: SpanKind.INTERNAL,
      startTime: hrTime(startedAt),
      attributes: {
        ...toAttributes(encode(recordFields, { record: 'task' }).attributes),
        [TASK_OPERATION.key]: TASK_OPERATION.value,
        ...attributes,
      },
    },
    parent,
  );
  const context = trace.setSpan(parent, span);
  // A span that nobody records (sampled out, or the client is shut down) has no news either.
  const trail = span.isRecording() ? createTaskTrail(runtime, { attributes, context, startedAt }) : undefined;
  if (trail !== undefined) runtime.ticker.add(trail);
  let ended = false;

  return {
    context,
    attributes,
    emit: (report, actionId) => {
      const at = now();
      const { record, warnings } = eventRecord(report, { id: nextId(at), at, actionId });
      for (const warning of warnings) warn(`${report.concept.kind}: ${warning}`);
      if (!ended) span.addEvent(record.name, record.attributes, hrTime(at));
      trail?.note(record);
      if (ended) trail?.tick(at);
    },
    actionOpened: (id, event) => trail?.actionOpened(id, event),
    actionClosed: (id) => trail?.actionClosed(id),
    end: ({ outcome, payload, failure }) => {
      if (ended) return;
      ended = true;
      if (trail !== undefined) runtime.ticker.remove(trail);
      const at = Math.max(startedAt, now());
      const { outcome: outcomeField, payload: payloadField } = taskFields;
      const told = encode({ outcome: outcomeField, payload: payloadField }, { outcome, payload });
      for (const warning of told.warnings) warn(`task: ${warning}`);
      span.setAttributes(toAttributes(told.attributes));
      if (failure !== undefined) {
        span.addEvent('exception', exceptionAttributes(failure), hrTime(at));
        span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
      }
      span.end(hrTime(at));
    },
  };
}

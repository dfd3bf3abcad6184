import { SpanKind, SpanStatusCode, trace, type Attributes, type Context } from '@opentelemetry/api';
import { actionFields, actionStarted, recordFields, write, type WireAttributes } from './contract/index.js';
import { exceptionAttributes, failureOf } from './failure.js';
import { EventRecord, hrTime, report } from './record.js';
import type { Thrown } from './run.js';
import type { Runtime } from './runtime.js';
import type { TaskSpan } from './task-span.js';
import { attempt, payloadFrom } from './warnings.js';

/** A tracked step while it runs. */
export interface Action {
  /** Span id; on events that happen during the step it is `hive.action.id`. */
  readonly id: string;
  /** What the step does. */
  readonly name: string;
  /** Adds to what the step says of itself at its end: arguments, results, whatever helps. */
  readonly setPayload: (payload: Readonly<Record<string, unknown>>) => void;
}

/** A step that its caller ends: for frameworks that tell of a start and of an end in different callbacks. */
export interface StartedAction extends Action {
  /** Runs work inside the step: what it reports, tracks and starts belongs to the step. Ends nothing. */
  readonly run: <T>(work: () => T) => T;
  /** The step is done. Only the first end counts. */
  readonly complete: (payload?: Readonly<Record<string, unknown>>) => void;
  /** The step failed. Only the first end counts. */
  readonly fail: (error: unknown) => void;
}

/** Where a step takes place. */
export interface Place {
  /** The attributes of the task, or of the agent when there is no task. */
  readonly attributes: Attributes;
  readonly parent: Context;
  /** Span id of the enclosing step. */
  readonly parentId: string | undefined;
  readonly task: TaskSpan | undefined;
}

/** A step's span. */
export interface OpenAction {
  readonly action: Action;
  readonly context: Context;
  /** Ends the span. Only the first call counts. */
  readonly end: (thrown: Thrown) => void;
}

const OWN = { ...recordFields, name: actionFields.name, parentId: actionFields.parentId };
const AT_END = { payload: actionFields.payload };

/** Starts a step. */
export function openAction(runtime: Runtime, name: string, { attributes, parent, parentId, task }: Place): OpenAction {
  const { now, nextId, warn } = runtime;
  const ink = runtime.ink('track');
  const startedAt = now();
  const own: WireAttributes = {};
  write(own, { fields: OWN, value: { record: 'action', name, parentId } }, ink);
  const span = runtime.startSpan(
    String(own[actionFields.name.key] ?? 'action'),
    { kind: SpanKind.INTERNAL, startTime: hrTime(startedAt), attributes: { ...attributes, ...own } },
    parent,
  );
  const id = span.spanContext().spanId;
  // Made only if the step is still open when news leaves: most are not.
  task?.actionOpened(
    id,
    () =>
      new EventRecord(
        report(actionStarted, { name, ...(parentId === undefined ? {} : { parentId }) }),
        { id: nextId(startedAt), at: startedAt, actionId: id },
        ink,
      ),
  );
  let payload: Record<string, unknown> | undefined;
  let ended = false;

  return {
    action: {
      id,
      name,
      setPayload: (more) => {
        attempt(warn, 'setPayload', () => {
          payload = { ...payload, ...payloadFrom(warn, 'setPayload', more) };
        });
      },
    },
    context: trace.setSpan(parent, span),
    end: (thrown) => {
      if (ended) return;
      ended = true;
      const at = Math.max(startedAt, now());
      task?.actionClosed(id);
      if (payload !== undefined) {
        const told: WireAttributes = {};
        write(told, { fields: AT_END, value: { payload } }, ink);
        span.setAttributes(told);
      }
      if (thrown !== undefined) {
        const failure = failureOf(thrown.error, ink.redact);
        span.addEvent('exception', exceptionAttributes(failure), hrTime(at));
        span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
      }
      span.end(hrTime(at));
    },
  };
}

import type { Span } from '../decode/span.js';
import { derivedId } from './event-id.js';
import type { EventFact, Origin, TaskFact } from './facts.js';
import { foreignFailure } from './foreign-failure.js';
import type { Recognised } from './foreign-span.js';
import { actionEnded } from './action-span.js';
import { endOf, milliseconds } from './moment.js';
import { firstText } from './place.js';
import { taskEnded, taskStarted } from './task-span.js';

/** What a foreign span that asks no model itself says. */
interface Work {
  readonly tasks: readonly TaskFact[];
  readonly events: readonly EventFact[];
}

const nameOf = (span: Span, { reading }: Recognised): string =>
  firstText(span.attributes, reading.places.entity) ?? span.name.slice(0, 256);

/** A tool, a step, or an agent inside a run, as a finished action. */
export function readStep(span: Span, recognised: Recognised, { origin, now }: Setting): EventFact {
  const startedAt = milliseconds(span.startTimeUnixNano);
  const toolCallId = firstText(span.attributes, recognised.reading.places.toolCallId);
  return actionEnded({
    eventId: derivedId('action_ended', span.traceId, span.spanId),
    at: startedAt,
    origin,
    name: nameOf(span, recognised),
    failure: foreignFailure(span, recognised.reading),
    durationMs: endOf(span, now) - startedAt,
    actionId: span.spanId,
    parentActionId: span.parentSpanId,
    data: toolCallId === undefined ? {} : { tool_call_id: toolCallId },
  });
}

interface Setting {
  readonly origin: Origin;
  readonly now: number;
}

/**
 * An agent's span, and the outermost step of a trace, tell a run, named after the trace. Where agents call agents, the
 * one that ends last is the outermost: the register of the run keeps its end. What is not outermost is also a step.
 */
export function readWork(span: Span, recognised: Recognised, setting: Setting): Work {
  const { origin, now } = setting;
  const isOutermost = span.parentSpanId === '';
  const isOurs = origin.taskId !== span.traceId;
  if (isOurs || (!isOutermost && recognised.role !== 'agent')) {
    return { tasks: [], events: [readStep(span, recognised, setting)] };
  }
  const startedAt = milliseconds(span.startTimeUnixNano);
  const at = endOf(span, now);
  const failure = foreignFailure(span, recognised.reading);
  const outcome = failure === undefined ? 'completed' : 'failed';
  const run = isOutermost ? { ...origin, taskType: nameOf(span, recognised).slice(0, 128) } : origin;
  const ended = taskEnded({ origin: run, startedAt, at, outcome, failure: failure ?? { type: '', message: '' } });
  return {
    tasks: [ended.task],
    events: isOutermost ? [taskStarted(run, startedAt), ended.event] : [readStep(span, recognised, setting)],
  };
}

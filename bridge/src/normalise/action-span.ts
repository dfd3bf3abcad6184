import { actionFields, decode } from '@hiveboard/sdk/contract';
import type { Span } from '../decode/span.js';
import { derivedId } from './event-id.js';
import type { EventFact, Origin } from './facts.js';
import { failureOf, hasFailed, type Failure } from './failure.js';
import { endOf, milliseconds } from './moment.js';

/** A step of work that is over, whoever told it. */
interface EndedAction extends Pick<
  EventFact,
  'eventId' | 'at' | 'origin' | 'durationMs' | 'actionId' | 'parentActionId' | 'data'
> {
  readonly name: string;
  readonly failure: Failure | undefined;
}

/** A finished action as one event, at the time of its start, with its duration. */
export function actionEnded(action: EndedAction): EventFact {
  const { name, failure } = action;
  const failed = failure !== undefined;
  return {
    eventId: action.eventId,
    at: action.at,
    origin: action.origin,
    kind: failed ? 'action_failed' : 'action_completed',
    severity: failed ? 'error' : 'info',
    status: failed ? 'failure' : 'success',
    summary: !failed || failure.message === '' ? name : `${name}: ${failure.message}`.slice(0, 512),
    tags: ['action'],
    durationMs: action.durationMs,
    actionId: action.actionId,
    parentActionId: action.parentActionId,
    data: {
      name,
      ...(failed ? { exception_type: failure.type, exception_message: failure.message } : {}),
      ...action.data,
    },
  };
}

/** Reads the span of one of our own actions. */
export function readActionSpan(
  span: Span,
  { origin, now }: { readonly origin: Origin; readonly now: number },
): { readonly event: EventFact; readonly warnings: readonly string[] } {
  const { value: action, warnings } = decode(actionFields, span.attributes);
  const startedAt = milliseconds(span.startTimeUnixNano);
  return {
    warnings,
    event: actionEnded({
      eventId: derivedId('action_ended', span.traceId, span.spanId),
      at: startedAt,
      origin,
      name: action.name ?? span.name,
      failure: hasFailed(span) ? failureOf(span) : undefined,
      durationMs: endOf(span, now) - startedAt,
      actionId: span.spanId,
      parentActionId: action.parentId ?? '',
      data: action.payload === undefined ? {} : { payload: action.payload },
    }),
  };
}

import { actionFields, decode } from '@hiveboard/sdk/contract';
import type { Span } from '../decode/span.js';
import { derivedId } from './event-id.js';
import type { EventFact, Origin } from './facts.js';
import { failureOf, hasFailed } from './failure.js';
import { endOf, milliseconds } from './moment.js';

/** A finished action as one event, at the time of its start, with its duration. */
export function readActionSpan(
  span: Span,
  { origin, now }: { readonly origin: Origin; readonly now: number },
): { readonly event: EventFact; readonly warnings: readonly string[] } {
  const { value: action, warnings } = decode(actionFields, span.attributes);
  const name = action.name ?? span.name;
  const startedAt = milliseconds(span.startTimeUnixNano);
  const failed = hasFailed(span);
  const failure = failed ? failureOf(span) : undefined;
  return {
    warnings,
    event: {
      eventId: derivedId('action_ended', span.traceId, span.spanId),
      at: startedAt,
      origin,
      kind: failed ? 'action_failed' : 'action_completed',
      severity: failed ? 'error' : 'info',
      status: failed ? 'failure' : 'success',
      summary: failure === undefined || failure.message === '' ? name : `${name}: ${failure.message}`.slice(0, 512),
      tags: ['action'],
      durationMs: endOf(span, now) - startedAt,
      actionId: span.spanId,
      parentActionId: action.parentId ?? '',
      data: {
        name,
        ...(failure === undefined ? {} : { exception_type: failure.type, exception_message: failure.message }),
        ...(action.payload === undefined ? {} : { payload: action.payload }),
      },
    },
  };
}

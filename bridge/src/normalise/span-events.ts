import { conceptOf, decode, eventFields, llmCall, snakeKeys } from '@hiveboard/sdk/contract';
import type { Attributes, Span, SpanEvent } from '../decode/span.js';
import { withoutContent } from './call-content.js';
import { eventId } from './event-id.js';
import type { CallFact, EventFact, Origin } from './facts.js';
import { milliseconds, refusal } from './moment.js';

const PREFIX = 'hive.';

/** What a span event says. Calls to models are told twice: as an event, and as a row that money is counted from. */
export interface EventReading {
  readonly event: EventFact;
  readonly call: CallFact | undefined;
  readonly warnings: readonly string[];
}

/** The attributes of an event that no concept knows, without the envelope. */
function looseData(attributes: Attributes): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [key, value] of attributes) if (!key.startsWith('hive.event.')) data[key] = value;
  return data;
}

/** True for span events of ours, known kind or not. */
export const isHiveEvent = (event: SpanEvent): boolean =>
  event.name.startsWith(PREFIX) || event.attributes.has('hive.event.kind');

/** Reads one `hive.*` span event. Nothing in it can make it fail: what does not fit is dropped and warned about. */
export function readSpanEvent(
  { span, origin, now }: { readonly span: Span; readonly origin: Origin; readonly now: number },
  event: SpanEvent,
): EventReading {
  const { value: envelope, warnings: envelopeWarnings } = decode(eventFields, event.attributes);
  const kind = envelope.kind ?? event.name.slice(PREFIX.length);
  const concept = conceptOf(kind);
  const callBody = kind === llmCall.kind ? decode(llmCall.fields, event.attributes) : undefined;
  const body = callBody ?? (concept === undefined ? undefined : decode(concept.fields, event.attributes));
  let warnings = envelopeWarnings;
  if (body !== undefined && body.warnings.length > 0) warnings = [...warnings, ...body.warnings];
  let at = milliseconds(event.timeUnixNano);
  const refused = refusal(at, now);
  if (refused !== undefined) {
    at = milliseconds(span.startTimeUnixNano);
    warnings = [...warnings, `event time: ${refused}; the span's start is used`];
  }
  const id = eventId(envelope.id, span.traceId, span.spanId, event.name, event.timeUnixNano.toString());
  const actionId = envelope.actionId ?? '';
  const value = body?.value ?? {};
  const call = callBody?.value;
  return {
    event: {
      eventId: id,
      at,
      origin,
      kind,
      severity: envelope.severity ?? concept?.severity(value) ?? 'info',
      status: '',
      summary: envelope.summary ?? concept?.summary(value) ?? kind,
      tags: envelope.tags ?? concept?.tags(value) ?? [],
      durationMs: call?.durationMs ?? null,
      actionId,
      parentActionId: '',
      data:
        body === undefined ? looseData(event.attributes) : snakeKeys(call === undefined ? value : withoutContent(call)),
    },
    call:
      call === undefined ? undefined : { eventId: id, at, origin, actionId, dialect: 'hive', call, errorMessage: '' },
    warnings,
  };
}

import { decode, llmCall, snakeKeys } from '@hiveboard/sdk/contract';
import type { AttributeValue, Span } from '../decode/span.js';
import { withoutContent } from './call-content.js';
import type { Places } from './dialect.js';
import { derivedId } from './event-id.js';
import type { CallFact, EventFact, Origin } from './facts.js';
import { foreignFailure } from './foreign-failure.js';
import type { Reading } from './foreign-span.js';
import { inclusive } from './inclusive.js';
import { endOf, milliseconds } from './moment.js';
import { firstOf, firstText } from './place.js';
import { isFramework, providerName } from './provider-name.js';

const { fields } = llmCall;

/** Which places fill which field of a call. */
const FILLED: readonly (readonly [field: { readonly key: string }, name: keyof Places])[] = [
  [fields.model, 'model'],
  [fields.tokensIn, 'tokensIn'],
  [fields.tokensOut, 'tokensOut'],
  [fields.cacheReadTokens, 'cacheRead'],
  [fields.cacheWriteTokens, 'cacheWrite'],
  [fields.reasoningTokens, 'reasoning'],
  [fields.serviceTier, 'serviceTier'],
  [fields.cost, 'cost'],
  [fields.promptPreview, 'prompt'],
  [fields.responsePreview, 'response'],
  [fields.sessionId, 'session'],
  [fields.userId, 'user'],
];

/** What our SDK writes onto spans that others start inside its tasks. */
const SERVED = [fields.planStep, fields.planRevision, fields.attempt] as const;

/** Structured content (messages) as text; anything else stays as it is. */
const flat = (value: AttributeValue): AttributeValue =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/** A count, also one sent as text. */
const countOf = (value: AttributeValue | undefined): number | undefined => fields.tokensIn.decode(value ?? null).value;

/** The span's attributes under the keys of our own contract, which then decodes and checks them. */
function canonical(span: Span, reading: Reading, durationMs: number): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>([
    [fields.name.key, span.name],
    [fields.durationMs.key, durationMs],
  ]);
  for (const [field, name] of FILLED) {
    const value = firstOf(span.attributes, reading.places[name]);
    if (value !== undefined) attributes.set(field.key, flat(value));
  }
  for (const { key } of SERVED) {
    const value = span.attributes.get(key);
    if (value !== undefined) attributes.set(key, value);
  }
  const provider = firstText(span.attributes, reading.places.provider) ?? reading.provider;
  if (provider !== undefined && !isFramework(provider)) attributes.set(fields.provider.key, providerName(provider));
  return attributes;
}

/** A foreign span as a call to a model, under the name of the span. */
export function readModelCall(
  span: Span,
  { origin, reading, now }: { readonly origin: Origin; readonly reading: Reading; readonly now: number },
): { readonly call: CallFact; readonly event: EventFact; readonly warnings: readonly string[] } {
  // As with our own SDK, a call is told when its answer is there.
  const at = endOf(span, now);
  const durationMs = at - milliseconds(span.startTimeUnixNano);
  const { value, warnings } = decode(fields, canonical(span, reading, durationMs));
  const call = inclusive(value, reading, countOf(firstOf(span.attributes, reading.places.tokensTotal)));
  const failure = foreignFailure(span, reading);
  const eventId = derivedId('llm_call', span.traceId, span.spanId);
  const actionId = origin.taskId === '' ? '' : span.parentSpanId;
  return {
    warnings,
    call: {
      eventId,
      at,
      origin,
      actionId,
      dialect: reading.name,
      call,
      errorMessage: failure === undefined ? '' : failure.message || 'failed',
    },
    event: {
      eventId,
      at,
      origin,
      kind: llmCall.kind,
      severity: failure === undefined ? 'info' : 'error',
      status: failure === undefined ? 'success' : 'failure',
      summary: llmCall.summary(call),
      tags: llmCall.tags(call),
      durationMs,
      actionId,
      parentActionId: '',
      data: snakeKeys(withoutContent(call)),
    },
  };
}

import { decode, llmCall, snakeKeys, type DecodedOf } from '@hiveboard/sdk/contract';
import type { Attributes, AttributeValue, Span } from '../decode/span.js';
import { withoutContent } from './call-content.js';
import { derivedId } from './event-id.js';
import type { CallFact, EventFact, Origin } from './facts.js';
import { failureOf, hasFailed } from './failure.js';
import { endOf, milliseconds } from './moment.js';

type Call = DecodedOf<typeof llmCall.fields>;

/** Operations that ask a model. Aggregates such as invoke_agent repeat what their children spent: they never count. */
const MODEL_OPERATIONS: ReadonlySet<unknown> = new Set([
  'chat',
  'text_completion',
  'completion',
  'generate_content',
  'generate',
  'embeddings',
]);

const { fields } = llmCall;

/** Where each field of a call stands, best first: what the conventions say today, then what they said before. */
const KEYS: readonly (readonly [field: { readonly key: string }, keys: readonly string[]])[] = [
  [fields.model, ['gen_ai.response.model', 'gen_ai.request.model']],
  [fields.provider, ['gen_ai.provider.name', 'gen_ai.system']],
  [fields.tokensIn, ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens']],
  [fields.tokensOut, ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens']],
  [fields.cacheReadTokens, ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens']],
  [
    fields.cacheWriteTokens,
    [
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
    ],
  ],
  [fields.reasoningTokens, ['gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens']],
  [fields.cost, ['hive.cost.usd', 'gen_ai.usage.cost.amount', 'gen_ai.usage.cost']],
  [fields.promptPreview, ['gen_ai.input.messages', 'gen_ai.prompt']],
  [fields.responsePreview, ['gen_ai.output.messages', 'gen_ai.completion']],
];
const MODEL_KEYS = ['gen_ai.response.model', 'gen_ai.request.model'] as const;
const TOKEN_KEYS = ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'gen_ai.usage.prompt_tokens'] as const;

const found = (attributes: Attributes, keys: readonly string[]): AttributeValue | undefined => {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
};

/** True for spans that stand for one request to a model. */
export function isModelCall({ attributes }: Span): boolean {
  const operation = attributes.get('gen_ai.operation.name');
  if (operation !== undefined) return MODEL_OPERATIONS.has(operation);
  return found(attributes, MODEL_KEYS) !== undefined && found(attributes, TOKEN_KEYS) !== undefined;
}

/** Structured content (messages) as text; anything else stays as it is. */
const flat = (value: AttributeValue): AttributeValue =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/** The span's attributes under the keys of our own contract, which then decodes and checks them. */
function canonical(span: Span, durationMs: number): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>([
    [fields.name.key, span.name],
    [fields.durationMs.key, durationMs],
  ]);
  for (const [field, keys] of KEYS) {
    const value = found(span.attributes, keys);
    if (value !== undefined) attributes.set(field.key, flat(value));
  }
  return attributes;
}

/**
 * Some senders count cached tokens outside the input tokens. More cached than input tokens proves it; the bridge keeps
 * input tokens inclusive.
 */
function inclusive(call: Call): Call {
  const cached = (call.cacheReadTokens ?? 0) + (call.cacheWriteTokens ?? 0);
  return call.tokensIn !== undefined && cached > call.tokensIn ? { ...call, tokensIn: call.tokensIn + cached } : call;
}

/** A span of the GenAI conventions as a call to a model, under the name of the span. */
export function readModelCall(
  span: Span,
  { origin, now }: { readonly origin: Origin; readonly now: number },
): { readonly call: CallFact; readonly event: EventFact; readonly warnings: readonly string[] } {
  // As with our own SDK, a call is told when its answer is there.
  const at = endOf(span, now);
  const durationMs = at - milliseconds(span.startTimeUnixNano);
  const { value, warnings } = decode(fields, canonical(span, durationMs));
  const call = inclusive(value);
  const failed = hasFailed(span);
  const eventId = derivedId('llm_call', span.traceId, span.spanId);
  return {
    warnings,
    call: {
      eventId,
      at,
      origin,
      actionId: '',
      dialect: 'gen_ai',
      call,
      errorMessage: failed ? failureOf(span).message || 'failed' : '',
    },
    event: {
      eventId,
      at,
      origin,
      kind: llmCall.kind,
      severity: failed ? 'error' : 'info',
      status: failed ? 'failure' : 'success',
      summary: llmCall.summary(call),
      tags: llmCall.tags(call),
      durationMs,
      actionId: '',
      parentActionId: '',
      data: snakeKeys(withoutContent(call)),
    },
  };
}

import { defineEvent } from './concept.js';
import { amount, count, label, money, optional, text, type ValueOf } from './field.js';
import { readRecord, json } from './json-field.js';

/** Where a call's cost comes from. */
export const COST_SOURCES = ['reported', 'override', 'list', 'unpriced'] as const;
export type CostSource = (typeof COST_SOURCES)[number];

/** How much of a prompt or response a preview may hold. */
export const PREVIEW_LIMIT = 8192;

const tokens = (value: number | undefined): string => (value === undefined ? '?' : String(value));

/** One request to a language model. */
export const llmCall = defineEvent({
  kind: 'llm_call',
  scope: 'any',
  doc: 'One request to a language model, reported when its answer is there.',
  fields: {
    name: label('hive.llm_call.name', { limit: 256, doc: 'What the call is for; labels the timeline node.' }),
    model: label('gen_ai.request.model', { limit: 256, doc: 'The model; the Cost Explorer groups by it.' }),
    provider: optional(label('gen_ai.provider.name', { limit: 64, doc: 'Such as openai, anthropic or aws.bedrock.' })),
    tokensIn: optional(count('gen_ai.usage.input_tokens', { doc: 'Prompt tokens, cached ones included.' })),
    tokensOut: optional(count('gen_ai.usage.output_tokens', { doc: 'Answer tokens, reasoning included.' })),
    cacheReadTokens: optional(
      count('gen_ai.usage.cache_read.input_tokens', { doc: 'Those of tokens in that a cache supplied.' }),
    ),
    cacheWriteTokens: optional(
      count('gen_ai.usage.cache_creation.input_tokens', { doc: 'Those of tokens in that were written to a cache.' }),
    ),
    reasoningTokens: optional(
      count('gen_ai.usage.reasoning.output_tokens', { doc: 'Those of tokens out spent on reasoning.' }),
    ),
    serviceTier: optional(
      label('hive.llm_call.service_tier', {
        limit: 64,
        doc: 'How the provider ran it, such as flex, priority or batch: some prices depend on it.',
      }),
    ),
    cost: optional(
      money('hive.cost.usd', {
        doc: 'What it cost in US dollars; kept as it is, for ever. Priced by the bridge when absent.',
      }),
    ),
    durationMs: optional(amount('hive.llm_call.duration_ms', { doc: 'How long it took.' })),
    planStep: optional(count('hive.plan.step.index', { doc: 'The step of the plan that it served, from 0.' })),
    planRevision: optional(count('hive.plan.revision', { doc: 'The plan in force.' })),
    attempt: optional(count('hive.retry.attempt', { from: 1, doc: 'The retry that it was part of, from 1.' })),
    sessionId: optional(label('gen_ai.conversation.id', { limit: 256, doc: 'The conversation that it was part of.' })),
    userId: optional(label('user.id', { limit: 256, doc: 'Whom it was done for.' })),
    promptPreview: optional(
      text('hive.llm_call.prompt_preview', { limit: PREVIEW_LIMIT, doc: 'Start of the prompt. Private: opt-in.' }),
    ),
    responsePreview: optional(
      text('hive.llm_call.response_preview', { limit: PREVIEW_LIMIT, doc: 'Start of the answer. Private: opt-in.' }),
    ),
    metadata: optional(
      json('hive.llm_call.metadata', { doc: 'Anything else.', read: readRecord, expected: 'an object' }),
    ),
  },
  summary: ({ name, model, tokensIn, tokensOut }) =>
    tokensIn === undefined && tokensOut === undefined
      ? `${name ?? 'llm call'}: ${model ?? 'unknown model'}`
      : `${name ?? 'llm call'}: ${model ?? 'unknown model'} (${tokens(tokensIn)}→${tokens(tokensOut)})`,
  tags: () => ['llm'],
});
export type LlmCall = ValueOf<typeof llmCall.fields>;

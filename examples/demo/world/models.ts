import type { LlmCallOptions } from '@hiveboard/sdk';
import type { Random } from './random.js';

/** A language model as a price list shows it; prices in US dollars for a million tokens. */
export interface Model {
  readonly id: string;
  readonly provider: string;
  readonly price?: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead: number;
    readonly cacheWrite: number;
  };
  /** How fast it answers. */
  readonly tokensPerSecond: number;
  /** Share of its answer that is reasoning nobody sees. */
  readonly reasoning?: number;
}

export const OPUS: Model = {
  id: 'claude-opus-4-5',
  provider: 'anthropic',
  price: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 },
  tokensPerSecond: 60,
};
export const SONNET: Model = {
  id: 'claude-sonnet-4-5',
  provider: 'anthropic',
  price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  tokensPerSecond: 80,
};
export const HAIKU: Model = {
  id: 'claude-haiku-4-5',
  provider: 'anthropic',
  price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
  tokensPerSecond: 150,
};
export const GPT_5: Model = {
  id: 'gpt-5',
  provider: 'openai',
  price: { input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: 1.25 },
  tokensPerSecond: 90,
  reasoning: 0.4,
};
export const GPT_5_MINI: Model = {
  id: 'gpt-5-mini',
  provider: 'openai',
  price: { input: 0.25, output: 2, cacheRead: 0.025, cacheWrite: 0.25 },
  tokensPerSecond: 140,
};
export const GEMINI_PRO: Model = {
  id: 'gemini-2.5-pro',
  provider: 'gcp.gemini',
  price: { input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: 1.25 },
  tokensPerSecond: 100,
  reasoning: 0.3,
};
export const GEMINI_FLASH: Model = {
  id: 'gemini-2.5-flash',
  provider: 'gcp.gemini',
  price: { input: 0.3, output: 2.5, cacheRead: 0.03, cacheWrite: 0.3 },
  tokensPerSecond: 200,
};
/** Agents that use these tell no cost: the bridge prices the calls from its own list. */
export const GPT_41_MINI: Model = { id: 'gpt-4.1-mini', provider: 'openai', tokensPerSecond: 130 };
export const MISTRAL_SMALL: Model = { id: 'mistral-small-latest', provider: 'mistral_ai', tokensPerSecond: 160 };
/** Runs on the company's own machines; no price list knows it. */
export const IN_HOUSE: Model = { id: 'acme-summarizer-13b', provider: 'acme', tokensPerSecond: 45 };

/** What an agent asks a model. */
export interface Question {
  /** Fewest and most tokens of the prompt. */
  readonly tokensIn: readonly [number, number];
  /** Fewest and most tokens of the answer. */
  readonly tokensOut: readonly [number, number];
  /** Share of the prompt that the provider's cache supplies, 0 to 1. Default 0. */
  readonly cached?: number;
  /** Share of the prompt that is written to the cache, 0 to 1. Default 0. */
  readonly written?: number;
  readonly prompt?: string;
  readonly response?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** US dollars at six decimals, as bills have them. */
const dollars = (millionths: number): number => Math.round(millionths) / 1e6;

/** Makes up one answer of a model: how long it took and what it cost. */
export function answerOf(
  model: Model,
  question: Question,
  random: Random,
): LlmCallOptions & { readonly durationMs: number } {
  const tokensIn = random.whole(...question.tokensIn);
  const tokensOut = random.whole(...question.tokensOut);
  const cacheReadTokens = Math.floor(tokensIn * (question.cached ?? 0));
  const cacheWriteTokens = Math.floor(tokensIn * (question.written ?? 0));
  const { price: list, reasoning } = model;
  const fresh = tokensIn - cacheReadTokens - cacheWriteTokens;
  return {
    model: model.id,
    provider: model.provider,
    tokensIn,
    tokensOut,
    durationMs: Math.round(random.between(250, 900) + (tokensOut / model.tokensPerSecond) * 1000),
    ...(cacheReadTokens > 0 && { cacheReadTokens }),
    ...(cacheWriteTokens > 0 && { cacheWriteTokens }),
    ...(reasoning !== undefined && { reasoningTokens: Math.floor(tokensOut * reasoning) }),
    ...(list && {
      cost: dollars(
        fresh * list.input +
          cacheReadTokens * list.cacheRead +
          cacheWriteTokens * list.cacheWrite +
          tokensOut * list.output,
      ),
    }),
    ...(question.prompt !== undefined && { promptPreview: question.prompt }),
    ...(question.response !== undefined && { responsePreview: question.response }),
    ...(question.metadata && { metadata: question.metadata }),
  };
}

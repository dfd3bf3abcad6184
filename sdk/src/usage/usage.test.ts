import { AIMessage } from '@langchain/core/messages';
import { usage, type Usage } from './usage.js';

/** Each row: a response or stream as its provider documents it, cut to what matters, and what it tells. */
test.each<readonly [string, unknown, Usage]>([
  [
    'an OpenAI chat completion, its cached and reasoning tokens inside the counts',
    {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'gpt-5-2025-08-07',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 1486,
        completion_tokens: 651,
        total_tokens: 2137,
        prompt_tokens_details: { cached_tokens: 1408, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 512, audio_tokens: 0 },
      },
    },
    { model: 'gpt-5-2025-08-07', tokensIn: 1486, tokensOut: 651, cacheReadTokens: 1408, reasoningTokens: 512 },
  ],
  [
    'the final chunk of an OpenAI chat stream',
    {
      object: 'chat.completion.chunk',
      model: 'gpt-4o-2024-08-06',
      choices: [],
      usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
    },
    { model: 'gpt-4o-2024-08-06', tokensIn: 9, tokensOut: 12 },
  ],
  [
    'all chunks of an Azure OpenAI stream, whose first names no model',
    [
      { model: '', choices: [], prompt_filter_results: [] },
      { model: 'gpt-4o-2024-08-06', choices: [{ delta: { content: 'Hi' } }], usage: null },
      { model: 'gpt-4o-2024-08-06', choices: [], usage: { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 } },
    ],
    { model: 'gpt-4o-2024-08-06', tokensIn: 9, tokensOut: 1 },
  ],
  [
    'OpenAI embeddings, which have no output',
    { object: 'list', model: 'text-embedding-3-small', data: [], usage: { prompt_tokens: 8, total_tokens: 8 } },
    { model: 'text-embedding-3-small', tokensIn: 8, tokensOut: 0 },
  ],
  [
    'an OpenAI response',
    {
      object: 'response',
      model: 'gpt-4.1-2025-04-14',
      metadata: { model: 'the user says so' },
      usage: {
        input_tokens: 328,
        input_tokens_details: { cached_tokens: 128, cache_write_tokens: 64 },
        output_tokens: 52,
        output_tokens_details: { reasoning_tokens: 20 },
        total_tokens: 380,
      },
    },
    {
      model: 'gpt-4.1-2025-04-14',
      tokensIn: 328,
      tokensOut: 52,
      cacheReadTokens: 128,
      cacheWriteTokens: 64,
      reasoningTokens: 20,
    },
  ],
  [
    'the last event of an OpenAI response stream',
    {
      type: 'response.completed',
      response: {
        model: 'gpt-4.1-2025-04-14',
        usage: {
          input_tokens: 37,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 11,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 48,
        },
      },
    },
    { model: 'gpt-4.1-2025-04-14', tokensIn: 37, tokensOut: 11, cacheReadTokens: 0, reasoningTokens: 0 },
  ],
  [
    'an Anthropic message, whose cached tokens are apart and whose thinking is inside',
    {
      type: 'message',
      model: 'claude-sonnet-4-5-20250929',
      usage: {
        input_tokens: 50,
        cache_creation_input_tokens: 248,
        cache_read_input_tokens: 100_000,
        output_tokens: 503,
        output_tokens_details: { thinking_tokens: 300 },
      },
    },
    {
      model: 'claude-sonnet-4-5-20250929',
      tokensIn: 100_298,
      tokensOut: 503,
      cacheReadTokens: 100_000,
      cacheWriteTokens: 248,
      reasoningTokens: 300,
    },
  ],
  [
    'the events of an Anthropic stream, whose last repeats only what changed',
    [
      {
        type: 'message_start',
        message: {
          model: 'claude-sonnet-4-5-20250929',
          usage: {
            input_tokens: 25,
            cache_creation_input_tokens: 0,
            cache_read_input_tokens: 1000,
            output_tokens: 1,
          },
        },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { input_tokens: 25, output_tokens: 15 },
      },
      { type: 'message_stop' },
    ],
    { model: 'claude-sonnet-4-5-20250929', tokensIn: 1025, tokensOut: 15, cacheReadTokens: 1000, cacheWriteTokens: 0 },
  ],
  [
    'the last event of an Anthropic stream alone',
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 15 } },
    { tokensOut: 15 },
  ],
  [
    'a Google GenAI response, whose thoughts and tool results are apart',
    {
      modelVersion: 'gemini-2.5-pro',
      candidates: [],
      usageMetadata: {
        promptTokenCount: 264,
        cachedContentTokenCount: 200,
        toolUsePromptTokenCount: 36,
        candidatesTokenCount: 8,
        thoughtsTokenCount: 112,
        totalTokenCount: 420,
      },
    },
    { model: 'gemini-2.5-pro', tokensIn: 300, tokensOut: 120, cacheReadTokens: 200, reasoningTokens: 112 },
  ],
  [
    'a Google GenAI response that was all thoughts, since zeros are left out',
    { usageMetadata: { promptTokenCount: 10, thoughtsTokenCount: 90, totalTokenCount: 100 } },
    { tokensIn: 10, tokensOut: 90, reasoningTokens: 90 },
  ],
  [
    'the chunks of a Google GenAI stream, each of which counts all before it',
    [
      { modelVersion: 'gemini-2.5-flash', usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 } },
      { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 20, totalTokenCount: 25 } },
    ],
    { model: 'gemini-2.5-flash', tokensIn: 5, tokensOut: 20 },
  ],
  [
    'a result of the older Google client',
    { response: { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 20, totalTokenCount: 25 } } },
    { tokensIn: 5, tokensOut: 20 },
  ],
  [
    'a Bedrock Converse response, whose cached tokens are apart',
    {
      output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } },
      stopReason: 'end_turn',
      usage: {
        inputTokens: 30,
        outputTokens: 628,
        totalTokens: 2706,
        cacheReadInputTokens: 2000,
        cacheWriteInputTokens: 48,
      },
      metrics: { latencyMs: 1275 },
    },
    { tokensIn: 2078, tokensOut: 628, cacheReadTokens: 2000, cacheWriteTokens: 48 },
  ],
  [
    'the metadata event of a Bedrock stream',
    { metadata: { usage: { inputTokens: 12, outputTokens: 40, totalTokens: 52 }, metrics: { latencyMs: 1 } } },
    { tokensIn: 12, tokensOut: 40 },
  ],
  [
    'a Mistral response over REST',
    {
      object: 'chat.completion',
      model: 'mistral-small-latest',
      usage: { prompt_tokens: 16, completion_tokens: 34, total_tokens: 50 },
    },
    { model: 'mistral-small-latest', tokensIn: 16, tokensOut: 34 },
  ],
  [
    'a response of the Mistral client',
    { model: 'mistral-small-latest', usage: { promptTokens: 16, completionTokens: 34, totalTokens: 50 } },
    { model: 'mistral-small-latest', tokensIn: 16, tokensOut: 34 },
  ],
  [
    'a Cohere v2 response over REST, by what is billed',
    {
      id: 'c14c80c3',
      finish_reason: 'COMPLETE',
      usage: {
        billed_units: { input_tokens: 5, output_tokens: 418 },
        tokens: { input_tokens: 71, output_tokens: 418 },
        cached_tokens: 64,
      },
    },
    { tokensIn: 5, tokensOut: 418 },
  ],
  [
    'a response of the Cohere client that tells only tokens',
    { usage: { tokens: { inputTokens: 71, outputTokens: 418 } } },
    { tokensIn: 71, tokensOut: 418 },
  ],
  [
    'the last event of a Cohere v2 stream',
    {
      type: 'message-end',
      delta: {
        finish_reason: 'COMPLETE',
        usage: { billed_units: { input_tokens: 5, output_tokens: 7 }, tokens: { input_tokens: 71, output_tokens: 7 } },
      },
    },
    { tokensIn: 5, tokensOut: 7 },
  ],
  [
    'a Cohere v1 response',
    { text: 'Hi', meta: { api_version: { version: '1' }, billed_units: { input_tokens: 6, output_tokens: 9 } } },
    { tokensIn: 6, tokensOut: 9 },
  ],
  [
    'the last chunk of Ollama',
    {
      model: 'llama3.2',
      response: '',
      done: true,
      prompt_eval_count: 26,
      eval_count: 290,
      eval_duration: 4_709_213_000,
    },
    { model: 'llama3.2', tokensIn: 26, tokensOut: 290 },
  ],
  [
    'a LiteLLM response from Anthropic, whose counts include the cache',
    {
      model: 'claude-3-5-sonnet-20240620',
      usage: {
        prompt_tokens: 2006,
        completion_tokens: 300,
        total_tokens: 2306,
        prompt_tokens_details: { cached_tokens: 1920 },
        cache_creation_input_tokens: 50,
        cache_read_input_tokens: 1920,
      },
    },
    {
      model: 'claude-3-5-sonnet-20240620',
      tokensIn: 2006,
      tokensOut: 300,
      cacheReadTokens: 1920,
      cacheWriteTokens: 50,
    },
  ],
  [
    'a relay whose prompt tokens cannot include the cached ones',
    {
      usage: { prompt_tokens: 6, completion_tokens: 3, total_tokens: 9, prompt_tokens_details: { cached_tokens: 900 } },
    },
    { tokensIn: 906, tokensOut: 3, cacheReadTokens: 900 },
  ],
  [
    'a compatible provider whose total says that reasoning is apart',
    {
      model: 'grok-4',
      usage: {
        prompt_tokens: 32,
        completion_tokens: 9,
        total_tokens: 135,
        completion_tokens_details: { reasoning_tokens: 94 },
      },
    },
    { model: 'grok-4', tokensIn: 32, tokensOut: 103, reasoningTokens: 94 },
  ],
  [
    'a result of the Vercel AI SDK with several steps, by their total',
    {
      response: { id: 'r', modelId: 'gpt-4o-2024-08-06' },
      usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
      totalUsage: {
        inputTokens: 110,
        inputTokenDetails: { noCacheTokens: 30, cacheReadTokens: 60, cacheWriteTokens: 20 },
        outputTokens: 25,
        outputTokenDetails: { textTokens: 20, reasoningTokens: 5 },
        totalTokens: 135,
      },
    },
    {
      model: 'gpt-4o-2024-08-06',
      tokensIn: 110,
      tokensOut: 25,
      cacheReadTokens: 60,
      cacheWriteTokens: 20,
      reasoningTokens: 5,
    },
  ],
  [
    'a result of the Vercel AI SDK 5',
    {
      usage: { inputTokens: 110, outputTokens: 25, totalTokens: 135, cachedInputTokens: 60, reasoningTokens: 5 },
      response: { modelId: 'o4-mini' },
    },
    { model: 'o4-mini', tokensIn: 110, tokensOut: 25, cacheReadTokens: 60, reasoningTokens: 5 },
  ],
  [
    'a result of a model of the Vercel AI SDK 6',
    {
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: {
        inputTokens: { total: 110, noCache: 30, cacheRead: 60, cacheWrite: 20 },
        outputTokens: { total: 25, text: 20, reasoning: 5 },
      },
      response: { modelId: 'm' },
    },
    { model: 'm', tokensIn: 110, tokensOut: 25, cacheReadTokens: 60, cacheWriteTokens: 20, reasoningTokens: 5 },
  ],
  ['embeddings of the Vercel AI SDK', { embedding: [0.1], usage: { tokens: 4 } }, { tokensIn: 4 }],
  [
    'a LangChain message',
    Object.assign(new AIMessage('Hi'), {
      usage_metadata: {
        input_tokens: 328,
        output_tokens: 52,
        total_tokens: 380,
        input_token_details: { cache_read: 128, cache_creation: 64 },
        output_token_details: { reasoning: 20 },
      },
      response_metadata: {
        model_name: 'gpt-4.1',
        model_provider: 'openai',
        tokenUsage: { promptTokens: 1, completionTokens: 1, totalTokens: 2 },
      },
    }),
    {
      model: 'gpt-4.1',
      provider: 'openai',
      tokensIn: 328,
      tokensOut: 52,
      cacheReadTokens: 128,
      cacheWriteTokens: 64,
      reasoningTokens: 20,
    },
  ],
  [
    'a LangChain message of an older integration',
    { content: 'Hi', response_metadata: { tokenUsage: { promptTokens: 11, completionTokens: 7, totalTokens: 18 } } },
    { tokensIn: 11, tokensOut: 7 },
  ],
  ['a usage object alone', { input_tokens: 3, output_tokens: 4 }, { tokensIn: 3, tokensOut: 4 }],
  ['a response with one wrong count', { usage: { prompt_tokens: '9', completion_tokens: 12 } }, { tokensOut: 12 }],
  [
    'a response whose getters throw, by the rest',
    {
      get model(): string {
        throw new Error('not now');
      },
      usage: { input_tokens: 3, output_tokens: 4 },
    },
    { tokensIn: 3, tokensOut: 4 },
  ],
])('reads %s', (_what, response, expected) => {
  expect(usage(response)).toEqual(expected);
});

const cyclic: Record<string, unknown> = {};
cyclic['usage'] = cyclic;
cyclic['response'] = cyclic;
const revoked = Proxy.revocable({}, {});
revoked.revoke();

test.each<readonly [string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'usage: 5'],
  ['a number', 5],
  ['an empty object', {}],
  ['an empty list', []],
  ['a request', { model: 'gpt-4o', messages: [], max_tokens: 100 }],
  ['a chunk without counts', { model: 'gpt-4o', choices: [{ delta: { content: 'Hi' } }], usage: null }],
  ['counts that are no numbers', { usage: { prompt_tokens: '1', completion_tokens: null } }],
  ['negative counts', { usage: { prompt_tokens: -1, completion_tokens: -2 } }],
  ['counts that are no whole numbers', { usage: { prompt_tokens: Number.NaN, completion_tokens: 1.5 } }],
  ['counts past what numbers can hold', { usage: { input_tokens: 1e300, output_tokens: Infinity } }],
  ['counts that are promises', { usage: Promise.resolve({ inputTokens: 1 }), totalUsage: Promise.resolve({}) }],
  [
    'getters that throw',
    {
      get usage(): never {
        throw new Error('private');
      },
    },
  ],
  [
    'a proxy that throws',
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    ),
  ],
  ['a revoked proxy', revoked.proxy],
  ['a cycle', cyclic],
  ['a function', () => ({ usage: { prompt_tokens: 1 } })],
])('tells nothing of %s', (_what, response) => {
  expect(usage(response)).toBeUndefined();
});

test('completes the options of a model call without overwriting what it does not know', () => {
  const options = { model: 'gpt-4o', provider: 'openai', ...usage({ usage: { input_tokens: 3, output_tokens: 4 } }) };

  expect(options).toEqual({ model: 'gpt-4o', provider: 'openai', tokensIn: 3, tokensOut: 4 });
});

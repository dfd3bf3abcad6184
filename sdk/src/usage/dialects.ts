/**
 * How providers write down what a call used. A new provider is a row here, or a word in a row.
 *
 * Counts are inclusive where the provider's are: cached tokens are part of the input, reasoning of the output. What a
 * provider counts apart has a field of its own (`…Apart`), and is added to the whole.
 */
export interface Dialect {
  /** Paths below the place of the counts; the first that leads to a count is taken. */
  readonly tokensIn: readonly string[];
  readonly tokensOut: readonly string[];
  readonly cacheRead?: readonly string[];
  readonly cacheReadApart?: readonly string[];
  readonly cacheWrite?: readonly string[];
  readonly cacheWriteApart?: readonly string[];
  /** Further input that is neither part of `tokensIn` nor cached. */
  readonly moreInApart?: readonly string[];
  readonly reasoning?: readonly string[];
  readonly reasoningApart?: readonly string[];
  /** Input and output together: tells a missing output, and whether a detail is counted apart. */
  readonly total?: readonly string[];
}

/** A dialect is spoken where a path of its `tokensIn` or `tokensOut` leads to a count. */
export const DIALECTS: readonly Dialect[] = [
  // OpenAI, Azure and compatible chat completions: types of openai 6 (`CompletionUsage`), cached and reasoning inside.
  // Mistral: https://docs.mistral.ai/api. DeepSeek (`prompt_cache_hit_tokens`): https://api-docs.deepseek.com/guides/kv_cache.
  // LiteLLM: its `prompt_tokens` include cache hits, https://docs.litellm.ai/docs/completion/prompt_caching.
  {
    tokensIn: ['prompt_tokens'],
    tokensOut: ['completion_tokens'],
    cacheRead: ['prompt_tokens_details.cached_tokens', 'cache_read_input_tokens', 'prompt_cache_hit_tokens'],
    cacheWrite: [
      'prompt_tokens_details.cache_write_tokens',
      'prompt_tokens_details.cache_creation_tokens',
      'cache_creation_input_tokens',
    ],
    reasoning: ['completion_tokens_details.reasoning_tokens'],
    total: ['total_tokens'],
  },
  // Mistral's TypeScript client (`UsageInfo`), LangChain's `tokenUsage`, Vercel AI SDK 4.
  { tokensIn: ['promptTokens'], tokensOut: ['completionTokens'], total: ['totalTokens'] },
  // OpenAI Responses: types of openai 6 (`ResponseUsage`), details inside.
  // LangChain: types of @langchain/core 1 (`UsageMetadata`), "sum of all input token types".
  // Anthropic: "total input tokens … is the summation of input_tokens, cache_creation_input_tokens and
  // cache_read_input_tokens", thinking inside output: https://docs.anthropic.com/en/api/messages.
  // Cohere over REST: https://docs.cohere.com/reference/chat.
  {
    tokensIn: ['input_tokens'],
    tokensOut: ['output_tokens'],
    cacheRead: ['input_tokens_details.cached_tokens', 'input_token_details.cache_read'],
    cacheReadApart: ['cache_read_input_tokens'],
    cacheWrite: ['input_tokens_details.cache_write_tokens', 'input_token_details.cache_creation'],
    cacheWriteApart: ['cache_creation_input_tokens'],
    reasoning: [
      'output_tokens_details.reasoning_tokens',
      'output_tokens_details.thinking_tokens',
      'output_token_details.reasoning',
    ],
    total: ['total_tokens'],
  },
  // Vercel AI SDK: types of ai 6 (`LanguageModelUsage`) and of @ai-sdk/provider 3 (`LanguageModelV3Usage`), all inside.
  // Bedrock Converse: `inputTokens` leave out what a cache read or wrote,
  // https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html. Cohere's TypeScript client.
  {
    tokensIn: ['inputTokens', 'inputTokens.total'],
    tokensOut: ['outputTokens', 'outputTokens.total'],
    cacheRead: ['inputTokenDetails.cacheReadTokens', 'cachedInputTokens', 'inputTokens.cacheRead'],
    cacheReadApart: ['cacheReadInputTokens'],
    cacheWrite: ['inputTokenDetails.cacheWriteTokens', 'inputTokens.cacheWrite'],
    cacheWriteApart: ['cacheWriteInputTokens'],
    reasoning: ['outputTokenDetails.reasoningTokens', 'reasoningTokens', 'outputTokens.reasoning'],
    total: ['totalTokens'],
  },
  // Google GenAI: the prompt's count includes the cached content's; thoughts and tool results are counted apart, and the
  // total is the sum of all four: https://ai.google.dev/api/generate-content#UsageMetadata. Zeros are left out.
  {
    tokensIn: ['promptTokenCount'],
    tokensOut: ['candidatesTokenCount', 'responseTokenCount'],
    cacheRead: ['cachedContentTokenCount'],
    moreInApart: ['toolUsePromptTokenCount'],
    reasoningApart: ['thoughtsTokenCount'],
    total: ['totalTokenCount'],
  },
  // Ollama: https://docs.ollama.com/api/usage.
  { tokensIn: ['prompt_eval_count'], tokensOut: ['eval_count'] },
  // Embeddings of the Vercel AI SDK: types of ai 6 (`EmbeddingModelUsage`).
  { tokensIn: ['usage.tokens'], tokensOut: [] },
];

/** Where a response, or an event of a stream, may be wrapped up: Anthropic's and OpenAI's first and last events, and the like. */
export const ENVELOPES: readonly string[] = ['', 'message', 'response', 'delta', 'metadata'];

/**
 * Where the counts are inside it. The whole of several steps goes before the last step's. Of Cohere's two sets the
 * billed one goes first, as https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/ asks for.
 */
export const PLACES: readonly string[] = [
  'totalUsage',
  'usage.billed_units',
  'usage.billedUnits',
  'usage.tokens',
  'usage',
  'usageMetadata',
  'usage_metadata',
  'meta.billed_units',
  'meta.billedUnits',
  'meta.tokens',
  'response_metadata.tokenUsage',
  'response_metadata.usage',
  'llmOutput.tokenUsage',
  'x_groq.usage',
  '',
];

/** Where the response names the model that answered. */
export const MODEL_PATHS: readonly string[] = [
  'model',
  'modelVersion',
  'response_metadata.model_name',
  'response_metadata.model',
  'model.modelId',
  'modelId',
];

/** Where the response names its provider: only frameworks do. */
export const PROVIDER_PATHS: readonly string[] = ['response_metadata.model_provider'];

import { NOON, span } from '../../test/spans.js';
import type { AttributeValue } from '../decode/span.js';
import { DIALECTS } from './dialects.js';
import { recogniser } from './foreign-span.js';
import { normalise } from './normalise.js';

type Attributes = Readonly<Record<string, AttributeValue>>;

// Attributes as our mapping table has them for each dialect; only what test/dialects.test.ts sends was recorded from real
// libraries.
const CALLS: readonly (readonly [dialect: string, attributes: Attributes, call: object])[] = [
  [
    'langfuse',
    {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'gpt-4o',
      'langfuse.observation.usage_details':
        '{"input":40,"output":15,"input_cached_tokens":60,"output_reasoning_tokens":5}',
      'langfuse.observation.cost_details': '{"input":0.001,"output":0.002,"total":0.003}',
      'langfuse.observation.input': 'hi',
      'langfuse.observation.output': 'hello',
      'langfuse.session.id': 's',
      'langfuse.user.id': 'u',
    },
    {
      model: 'gpt-4o',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      reasoningTokens: 5,
      cost: 0.003,
      promptPreview: 'hi',
      responsePreview: 'hello',
      sessionId: 's',
      userId: 'u',
    },
  ],
  [
    'openinference',
    {
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'claude-sonnet-4-5',
      'llm.provider': 'anthropic',
      'llm.token_count.prompt': 100,
      'llm.token_count.completion': 20,
      'llm.token_count.prompt_details.cache_read': 60,
      'llm.token_count.prompt_details.cache_write': 10,
      'llm.token_count.completion_details.reasoning': 5,
      'llm.cost.total': 0.004,
      'input.value': 'hi',
      'output.value': 'hello',
      'session.id': 's',
    },
    {
      model: 'claude-sonnet-4-5',
      provider: 'anthropic',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
      reasoningTokens: 5,
      cost: 0.004,
      promptPreview: 'hi',
      responsePreview: 'hello',
      sessionId: 's',
    },
  ],
  [
    'vercel_ai',
    {
      'ai.operationId': 'ai.streamText.doStream',
      'ai.model.id': 'claude-sonnet-4-5',
      'ai.model.provider': 'anthropic.messages',
      'gen_ai.system': 'anthropic.messages',
      'ai.usage.promptTokens': 100,
      'ai.usage.completionTokens': 20,
      'ai.response.providerMetadata':
        '{"anthropic":{"usage":{"cache_read_input_tokens":60,"cache_creation_input_tokens":10}}}',
      'ai.prompt.messages': 'hi',
      'ai.response.text': 'hello',
    },
    {
      model: 'claude-sonnet-4-5',
      provider: 'anthropic',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
      promptPreview: 'hi',
      responsePreview: 'hello',
    },
  ],
  [
    'claude_code',
    {
      'span.type': 'claude_code.llm_request',
      model: 'claude-opus-4-5',
      input_tokens: '100',
      output_tokens: '20',
      cache_read_tokens: '60',
      cache_creation_tokens: '10',
      'session.id': 's',
      'user.id': 'u',
    },
    {
      model: 'claude-opus-4-5',
      provider: 'anthropic',
      tokensIn: 170,
      tokensOut: 20,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
      sessionId: 's',
      userId: 'u',
    },
  ],
  [
    'mlflow',
    {
      'mlflow.spanType': '"CHAT_MODEL"',
      'mlflow.llm.model': '"gpt-4o"',
      'mlflow.llm.provider': '"openai"',
      'mlflow.chat.tokenUsage': '{"input_tokens":100,"output_tokens":20,"total_tokens":120}',
      'mlflow.llm.cost': '{"input_cost":0.001,"output_cost":0.002,"total_cost":0.003}',
      'mlflow.spanInputs': 'hi',
      'mlflow.spanOutputs': 'hello',
    },
    {
      model: 'gpt-4o',
      provider: 'openai',
      tokensIn: 100,
      tokensOut: 20,
      cost: 0.003,
      promptPreview: 'hi',
      responsePreview: 'hello',
    },
  ],
  [
    'langsmith',
    {
      'langsmith.span.kind': 'llm',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.input_token_details': '{"cache_read":60}',
      'gen_ai.usage.output_token_details': '{"reasoning":5}',
      'gen_ai.prompt': 'hi',
      'gen_ai.completion': 'hello',
      'langsmith.trace.session_id': 'project',
      'langsmith.metadata.thread_id': 's',
    },
    {
      model: 'gpt-4o',
      provider: 'openai',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      reasoningTokens: 5,
      promptPreview: 'hi',
      responsePreview: 'hello',
      sessionId: 's',
    },
  ],
  [
    'openllmetry',
    {
      'llm.request.type': 'chat',
      'gen_ai.system': 'OpenAI',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.prompt_tokens': 100,
      'gen_ai.usage.completion_tokens': 20,
      'gen_ai.usage.cache_read_input_tokens': 60,
      'gen_ai.usage.reasoning_tokens': 5,
      'gen_ai.prompt.0.content': 'hi',
      'gen_ai.completion.0.content': 'hello',
      'traceloop.association.properties.session_id': 's',
    },
    {
      model: 'gpt-4o-2024-08-06',
      provider: 'openai',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      reasoningTokens: 5,
      promptPreview: 'hi',
      responsePreview: 'hello',
      sessionId: 's',
    },
  ],
  [
    'adk',
    {
      'gen_ai.system': 'gcp.vertex.agent',
      'gen_ai.request.model': 'gemini-2.5-pro',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gcp.vertex.agent.llm_request': 'hi',
      'gcp.vertex.agent.llm_response': 'hello',
      'gcp.vertex.agent.session_id': 's',
    },
    {
      model: 'gemini-2.5-pro',
      tokensIn: 100,
      tokensOut: 20,
      promptPreview: 'hi',
      responsePreview: 'hello',
      sessionId: 's',
    },
  ],
  [
    'genkit',
    {
      'genkit:type': 'action',
      'genkit:metadata:subtype': 'model',
      'genkit:name': 'googleai/gemini-2.5-flash',
      'genkit:input': 'hi',
      'genkit:output':
        '{"usage":{"inputTokens":100,"outputTokens":15,"totalTokens":120,"thoughtsTokens":5,"cachedContentTokens":60}}',
    },
    {
      model: 'googleai/gemini-2.5-flash',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      reasoningTokens: 5,
      promptPreview: 'hi',
      responsePreview:
        '{"usage":{"inputTokens":100,"outputTokens":15,"totalTokens":120,"thoughtsTokens":5,"cachedContentTokens":60}}',
    },
  ],
  [
    'logfire',
    {
      'logfire.msg': 'chat gpt-4o',
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.response.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.details.cache_read_tokens': 60,
      'gen_ai.usage.details.reasoning_tokens': 5,
      'operation.cost': 0.003,
    },
    {
      model: 'gpt-4o',
      provider: 'openai',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      reasoningTokens: 5,
      cost: 0.003,
    },
  ],
  [
    'strands',
    {
      'gen_ai.event.start_time': '2026-11-21T12:00:00Z',
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'anthropic.claude-sonnet-4-5',
      'gen_ai.usage.prompt_tokens': 100,
      'gen_ai.usage.completion_tokens': 20,
      'gen_ai.usage.cache_read_input_tokens': 60,
      'gen_ai.usage.cache_write_input_tokens': 10,
    },
    {
      model: 'anthropic.claude-sonnet-4-5',
      tokensIn: 170,
      tokensOut: 20,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
    },
  ],
  [
    'openlit',
    {
      'gen_ai.sdk.version': '1.36.0',
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.prompt_tokens_details.cache_read': 60,
      'gen_ai.usage.completion_tokens_details.reasoning': 5,
      'gen_ai.usage.cost': 0.003,
    },
    {
      model: 'gpt-4o',
      provider: 'openai',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      reasoningTokens: 5,
      cost: 0.003,
    },
  ],
  [
    'gen_ai',
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'aws.bedrock',
      'gen_ai.request.model': 'claude',
      'gen_ai.response.model': 'claude-sonnet-4-5',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.cache_read.input_tokens': 60,
      'gen_ai.usage.cache_write.input_tokens': 10,
      'gen_ai.usage.reasoning.output_tokens': 5,
      'gen_ai.conversation.id': 's',
    },
    {
      model: 'claude-sonnet-4-5',
      provider: 'aws.bedrock',
      tokensIn: 100,
      tokensOut: 20,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
      reasoningTokens: 5,
      sessionId: 's',
    },
  ],
];

test('the table below has a call of every dialect', () => {
  expect(CALLS.map(([dialect]) => dialect)).toEqual(DIALECTS.map(({ name }) => name));
});

test.each(CALLS)('a call as %s writes it is read whole', (dialect, attributes, call) => {
  const { calls, tasks, warnings } = normalise([span({ name: 'ask', attributes })], NOON);
  expect(calls.map((fact) => ({ dialect: fact.dialect, call: fact.call }))).toEqual([
    { dialect, call: { name: 'ask', durationMs: 1000, ...call } },
  ]);
  expect([tasks, warnings]).toEqual([[], []]);
});

test.each<[string, Attributes, string]>([
  [
    'langfuse',
    {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': 'rate limited',
    },
    'rate limited',
  ],
  ['claude_code', { 'span.type': 'llm_request', success: false, error: 'overloaded' }, 'overloaded'],
  ['claude_code', { 'span.type': 'llm_request', success: 'false' }, 'failed'],
  ['claude_code', { 'span.type': 'llm_request', success: true, error: 'none' }, ''],
])('a call of %s fails in its own words: %j', (_dialect, attributes, message) => {
  expect(normalise([span({ attributes })], NOON).calls[0]?.errorMessage).toBe(message);
});

test.each(['{', '[]', 'null', '7', '{"input":{"input":1}}', '{"__proto__":{"input":1}}', 'x'.repeat(70_000)])(
  'counts in JSON that holds none are left out: %.30s',
  (json) => {
    const attributes = { 'langfuse.observation.type': 'generation', 'langfuse.observation.usage_details': json };
    expect(normalise([span({ attributes })], NOON).calls[0]?.call.tokensIn).toBeUndefined();
  },
);

test('an own row of the name of one of ours takes its place', () => {
  const recognise = recogniser([
    { name: 'openlit', gates: [{ key: 'lit', role: 'call' }], places: { model: ['lit'] } },
  ]);
  const spans = [{ lit: 'm1' }, { 'gen_ai.sdk.version': '1', 'gen_ai.operation.name': 'chat' }].map((attributes) =>
    span({ attributes }),
  );
  const { calls } = normalise(spans, NOON, recognise);
  expect(calls.map(({ dialect, call }) => [dialect, call.model])).toEqual([
    ['openlit', 'm1'],
    ['gen_ai', undefined],
  ]);
});

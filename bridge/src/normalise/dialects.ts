import type { Dialect } from './dialect.js';
import { gemini, genkit, langfuse, metadata, mlflow, openInference, usage, vercel } from './dialect-places.js';
import { inside } from './place.js';
import { OPERATION, roles } from './roles.js';
import { STANDARD_DIALECT } from './standard-dialect.js';

/**
 * How libraries write down what their agents do: a row a dialect, the first that recognises a span reads it. Dialects
 * with words of their own stand before those that only add to the standard, and the standard stands last.
 */
export const DIALECTS: readonly Dialect[] = [
  // https://langfuse.com/integrations/native/opentelemetry
  {
    name: 'langfuse',
    gates: [
      {
        key: 'langfuse.observation.type',
        roles: roles({
          call: 'generation embedding',
          agent: 'agent',
          tool: 'tool',
          step: 'span chain retriever evaluator guardrail',
        }),
      },
    ],
    places: {
      model: ['langfuse.observation.model.name'],
      tokensIn: [langfuse('input')],
      tokensOut: [langfuse('output')],
      cacheRead: [langfuse('input_cached_tokens'), langfuse('cache_read_input_tokens'), langfuse('input_cache_read')],
      cacheWrite: [langfuse('cache_creation_input_tokens'), langfuse('input_cache_creation')],
      reasoning: [langfuse('output_reasoning_tokens'), langfuse('output_reasoning')],
      tokensTotal: [langfuse('total')],
      cost: [inside('langfuse.observation.cost_details', 'total')],
      prompt: ['langfuse.observation.input'],
      response: ['langfuse.observation.output'],
      session: ['langfuse.session.id'],
      user: ['langfuse.user.id'],
    },
    // Every kind of token has a price of its own there, so none is part of another.
    cachedApart: true,
    reasoningApart: true,
    failure: { key: 'langfuse.observation.level', values: ['ERROR'], message: ['langfuse.observation.status_message'] },
  },
  // https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md; also OpenAI Agents and LangGraph
  {
    name: 'openinference',
    gates: [
      {
        key: 'openinference.span.kind',
        roles: roles({
          call: 'LLM EMBEDDING',
          agent: 'AGENT',
          tool: 'TOOL',
          step: 'CHAIN RETRIEVER RERANKER GUARDRAIL EVALUATOR PROMPT',
        }),
      },
    ],
    places: {
      model: ['llm.response.model_name', 'llm.model_name', 'llm.request.model_name', 'embedding.model_name'],
      provider: ['llm.provider', 'llm.system'],
      tokensIn: [openInference('prompt')],
      tokensOut: [openInference('completion')],
      cacheRead: [openInference('prompt_details.cache_read')],
      cacheWrite: [openInference('prompt_details.cache_write')],
      reasoning: [openInference('completion_details.reasoning')],
      cost: ['llm.cost.total'],
      prompt: ['input.value'],
      response: ['output.value'],
      agent: ['agent.name'],
      entity: ['tool.name', 'agent.name', 'graph.node.id'],
      toolCallId: ['tool.id', 'tool_call.id'],
    },
  },
  // https://ai-sdk.dev/docs/ai-sdk-core/telemetry, version 6 and before; version 7 writes the standard
  {
    name: 'vercel_ai',
    gates: [
      {
        key: 'ai.operationId',
        roles: roles({
          call: 'ai.generateText.doGenerate ai.streamText.doStream ai.generateObject.doGenerate ai.streamObject.doStream ai.embed.doEmbed ai.embedMany.doEmbed',
          agent: 'ai.generateText ai.streamText ai.generateObject ai.streamObject',
          tool: 'ai.toolCall',
          step: 'ai.embed ai.embedMany ai.rerank',
        }),
      },
    ],
    places: {
      model: ['ai.response.model', 'gen_ai.response.model', 'ai.model.id'],
      provider: ['ai.model.provider'],
      tokensIn: [vercel('inputTokens'), vercel('promptTokens'), vercel('tokens')],
      tokensOut: [vercel('outputTokens'), vercel('completionTokens')],
      cacheRead: [
        vercel('inputTokenDetails.cacheReadTokens'),
        vercel('cachedInputTokens'),
        metadata('openai.cachedPromptTokens'),
        metadata('anthropic.usage.cache_read_input_tokens'),
        metadata('bedrock.usage.cacheReadInputTokens'),
      ],
      cacheWrite: [
        vercel('inputTokenDetails.cacheWriteTokens'),
        metadata('anthropic.usage.cache_creation_input_tokens'),
        metadata('bedrock.usage.cacheWriteInputTokens'),
      ],
      reasoning: [vercel('outputTokenDetails.reasoningTokens'), vercel('reasoningTokens')],
      serviceTier: [metadata('openai.serviceTier')],
      prompt: ['ai.prompt.messages', 'ai.prompt'],
      response: ['ai.response.text', 'ai.response.object', 'ai.response.toolCalls'],
      agent: ['ai.telemetry.functionId'],
      entity: ['ai.toolCall.name'],
      toolCallId: ['ai.toolCall.id'],
      session: ['ai.telemetry.metadata.sessionId', 'ai.telemetry.metadata.conversationId'],
      user: ['ai.telemetry.metadata.userId'],
    },
  },
  // https://code.claude.com/docs/en/monitoring-usage: traces, with and without the prefix of span types
  {
    name: 'claude_code',
    gates: [
      {
        key: 'span.type',
        roles: roles({
          call: 'llm_request claude_code.llm_request',
          agent: 'interaction claude_code.interaction',
          tool: 'tool claude_code.tool',
          // Only this span inside the tool's says that it failed.
          step: 'tool.execution claude_code.tool.execution hook claude_code.hook',
        }),
      },
    ],
    places: {
      model: ['model'],
      tokensIn: ['input_tokens'],
      tokensOut: ['output_tokens'],
      cacheRead: ['cache_read_tokens'],
      cacheWrite: ['cache_creation_tokens'],
      cost: ['cost_usd'],
      prompt: ['user_prompt', 'new_context'],
      response: ['response.model_output'],
      agent: ['agent_id'],
      entity: ['tool_name'],
      toolCallId: ['tool_use_id'],
    },
    cachedApart: true,
    provider: 'anthropic',
    failure: { key: 'success', values: [false, 'false'], message: ['error'] },
  },
  // https://mlflow.org/docs/latest/genai/tracing/opentelemetry/export
  {
    name: 'mlflow',
    gates: [
      {
        key: 'mlflow.spanType',
        roles: roles({
          call: 'LLM CHAT_MODEL EMBEDDING',
          agent: 'AGENT WORKFLOW',
          tool: 'TOOL',
          step: 'CHAIN RETRIEVER RERANKER PARSER TASK GUARDRAIL EVALUATOR MEMORY',
        }),
      },
    ],
    places: {
      // Every value is JSON, a name too.
      model: [inside('mlflow.llm.model'), 'mlflow.llm.model'],
      provider: [inside('mlflow.llm.provider'), 'mlflow.llm.provider'],
      tokensIn: [mlflow('input_tokens')],
      tokensOut: [mlflow('output_tokens')],
      cacheRead: [mlflow('cache_read_input_tokens')],
      cacheWrite: [mlflow('cache_creation_input_tokens')],
      cost: [inside('mlflow.llm.cost', 'total_cost')],
      prompt: ['mlflow.spanInputs'],
      response: ['mlflow.spanOutputs'],
      session: [inside('mlflow.trace.session'), 'mlflow.trace.session'],
      user: [inside('mlflow.trace.user'), 'mlflow.trace.user'],
    },
  },
  // https://docs.langchain.com/langsmith/trace-with-opentelemetry
  {
    name: 'langsmith',
    gates: [
      {
        key: 'langsmith.span.kind',
        roles: roles({ call: 'llm embedding', tool: 'tool', step: 'chain retriever prompt parser' }),
      },
    ],
    places: {
      cacheRead: [inside('gen_ai.usage.input_token_details', 'cache_read')],
      cacheWrite: [inside('gen_ai.usage.input_token_details', 'cache_creation')],
      reasoning: [inside('gen_ai.usage.output_token_details', 'reasoning')],
      entity: ['langsmith.trace.name'],
      // What LangSmith calls the session of a trace is its project.
      session: ['langsmith.metadata.session_id', 'langsmith.metadata.thread_id', 'langsmith.metadata.conversation_id'],
      user: ['langsmith.metadata.user_id'],
    },
  },
  // https://www.traceloop.com/docs/openllmetry/contributing/semantic-conventions
  {
    name: 'openllmetry',
    gates: [
      { key: 'traceloop.span.kind', roles: roles({ agent: 'agent workflow', tool: 'tool', step: 'task' }) },
      { key: 'llm.request.type', roles: roles({ call: 'chat completion embedding', step: 'rerank' }) },
    ],
    places: {
      model: ['gen_ai.response.model', 'llm.response.model'],
      prompt: ['gen_ai.prompt.0.content'],
      response: ['gen_ai.completion.0.content'],
      agent: ['gen_ai.agent.name', 'traceloop.workflow.name'],
      entity: ['traceloop.entity.name'],
      session: ['traceloop.association.properties.session_id'],
      user: ['traceloop.association.properties.user_id'],
    },
  },
  // https://google.github.io/adk-docs/observability: spans of old versions name no operation
  {
    name: 'adk',
    marks: ['gcp.vertex.agent.llm_request', 'gcp.vertex.agent.tool_call_args', 'gcp.vertex.agent.invocation_id'],
    gates: [
      OPERATION,
      { key: 'gcp.vertex.agent.llm_request', role: 'call' },
      { key: 'gcp.vertex.agent.tool_call_args', role: 'tool' },
    ],
    places: {
      prompt: ['gcp.vertex.agent.llm_request'],
      response: ['gcp.vertex.agent.llm_response'],
      cacheRead: gemini('cachedContentTokenCount', 'cached_content_token_count'),
      reasoning: gemini('thoughtsTokenCount', 'thoughts_token_count'),
      tokensTotal: gemini('totalTokenCount', 'total_token_count'),
      session: ['gcp.vertex.agent.session_id'],
    },
  },
  // https://genkit.dev/docs/observability: all in the input and the output of a step, as JSON
  {
    name: 'genkit',
    gates: [
      {
        key: 'genkit:metadata:subtype',
        roles: roles({
          call: 'model',
          agent: 'agent',
          tool: 'tool tool.v2',
          step: 'flow prompt executable-prompt retriever reranker embedder indexer evaluator resource',
        }),
      },
      { key: 'genkit:type', roles: roles({ step: 'util flowStep' }) },
    ],
    places: {
      model: [inside('genkit:output', 'raw', 'model'), 'genkit:name'],
      tokensIn: genkit('inputTokens'),
      tokensOut: genkit('outputTokens'),
      cacheRead: genkit('cachedContentTokens', 'prompt_tokens_details', 'cached_tokens'),
      reasoning: genkit('thoughtsTokens', 'completion_tokens_details', 'reasoning_tokens'),
      tokensTotal: genkit('totalTokens'),
      prompt: ['genkit:input'],
      response: ['genkit:output'],
      entity: ['genkit:name'],
    },
  },
  // https://logfire.pydantic.dev/docs/reference/sql and https://ai.pydantic.dev/logfire
  {
    name: 'logfire',
    marks: ['logfire.msg', 'logfire.json_schema'],
    gates: [OPERATION, { key: 'gen_ai.tool.name', role: 'tool' }, { key: 'agent_name', role: 'agent' }],
    places: {
      cacheRead: [usage('details.cache_read_tokens')],
      cacheWrite: [usage('details.cache_write_tokens')],
      reasoning: [usage('details.reasoning_tokens')],
      cost: ['operation.cost'],
      agent: ['agent_name'],
      entity: ['gen_ai.tool.name', 'agent_name'],
    },
  },
  // https://strandsagents.com/latest/documentation/docs/user-guide/observability-evaluation/traces
  {
    name: 'strands',
    marks: ['gen_ai.event.start_time'],
    gates: [OPERATION],
    // Each model's own way of counting: only the total tells which.
    places: { tokensTotal: [usage('total_tokens')] },
    cachedApart: true,
    failure: { key: 'gen_ai.tool.status', values: ['error'], message: ['gen_ai.tool.error'] },
  },
  // https://docs.openlit.io/latest/sdk/overview
  {
    name: 'openlit',
    marks: ['gen_ai.application_name', 'gen_ai.sdk.version'],
    gates: [OPERATION],
    places: {
      cacheRead: [usage('prompt_tokens_details.cache_read')],
      cacheWrite: [usage('prompt_tokens_details.cache_write')],
      reasoning: [usage('completion_tokens_details.reasoning')],
    },
    // As these count themselves.
    cachedApart: ['anthropic', 'aws.bedrock'],
  },
  STANDARD_DIALECT,
];

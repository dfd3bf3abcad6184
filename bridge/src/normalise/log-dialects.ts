import type { LogDialect } from './log-dialect.js';

/** How coding agents and libraries write down in logs what they do: a row a dialect, the first that fits reads a record. */
export const LOG_DIALECTS: readonly LogDialect[] = [
  // https://code.claude.com/docs/en/monitoring-usage: events; the prefix is in the body, and in old versions in the name
  {
    name: 'claude_code',
    marks: ['session.id'],
    events: [
      { event: 'claude_code.api_request', role: 'call' },
      { event: 'api_request', has: 'cost_usd', role: 'call' },
      { event: 'claude_code.api_error', role: 'call', failed: true },
      { event: 'api_error', has: 'status_code', role: 'call', failed: true },
      { event: 'claude_code.tool_result', role: 'tool' },
      { event: 'tool_result', has: 'tool_name', role: 'tool' },
      { event: 'claude_code.user_prompt', role: 'agent' },
      { event: 'user_prompt', has: 'prompt_length', role: 'agent' },
    ],
    task: ['prompt.id', 'session.id'],
    identity: ['request_id', 'tool_use_id', 'event.sequence'],
    duration: ['duration_ms'],
    places: {
      model: ['model'],
      tokensIn: ['input_tokens'],
      tokensOut: ['output_tokens'],
      cacheRead: ['cache_read_tokens'],
      cacheWrite: ['cache_creation_tokens'],
      cost: ['cost_usd'],
      entity: ['tool_name', 'query_source'],
      toolCallId: ['tool_use_id'],
    },
    cachedApart: true,
    provider: 'anthropic',
    failure: { key: 'success', values: [false, 'false'], message: ['error', 'error_type'] },
  },
  // https://developers.openai.com/codex/config-advanced: a response is completed twice, once with its tokens. Codex's
  // spans name no model, and are no calls
  {
    name: 'codex',
    marks: ['conversation.id'],
    events: [
      { event: 'codex.sse_event', has: 'error.message', role: 'call', failed: true },
      { event: 'codex.sse_event', has: 'input_token_count', role: 'call' },
      { event: 'codex.api_request', has: 'error.message', role: 'call', failed: true },
      { event: 'codex.tool_result', role: 'tool' },
      { event: 'codex.conversation_starts', role: 'agent' },
      { event: 'codex.user_prompt', role: 'sign' },
      { event: 'codex.tool_decision', role: 'sign' },
    ],
    task: ['conversation.id'],
    duration: ['duration_ms'],
    places: {
      model: ['model'],
      tokensIn: ['input_token_count'],
      tokensOut: ['output_token_count'],
      cacheRead: ['cached_token_count'],
      cacheWrite: ['cache_write_token_count'],
      reasoning: ['reasoning_token_count'],
      entity: ['tool_name', 'event.kind', 'endpoint'],
      toolCallId: ['call_id'],
      session: ['conversation.id'],
    },
    provider: 'openai',
    failure: { key: 'success', values: [false, 'false'], message: ['error.message'] },
    evenInSpans: true,
  },
  // https://github.com/open-telemetry/semantic-conventions-genai: the event that carries what a span may not. The events
  // of single messages, which it replaced, name no call and are not read
  {
    name: 'gen_ai',
    events: [{ event: 'gen_ai.client.inference.operation.details', role: 'call' }],
    identity: ['gen_ai.response.id'],
    places: { entity: ['gen_ai.operation.name'] },
  },
];

import type { ProviderReply } from './provider.js';

/** Replies of OpenAI's chat completions. */

const USAGE = {
  prompt_tokens: 20,
  completion_tokens: 7,
  total_tokens: 27,
  prompt_tokens_details: { cached_tokens: 12 },
  completion_tokens_details: { reasoning_tokens: 3 },
};
const MODEL = 'gpt-4.1-mini-2025-04-14';

interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: object;
}
const toolCallOf = ({ id, name, args }: ToolCall): object => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});

/** A chat completion that says something, or asks for tools. */
export const completion = (content: string | null, toolCalls: readonly ToolCall[] = []): ProviderReply => ({
  json: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_770_000_000,
    model: MODEL,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content,
          refusal: null,
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls.map(toolCallOf) } : {}),
        },
        finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage: USAGE,
  },
});

const chunk = (choices: readonly object[], usage: typeof USAGE | null): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_770_000_000,
  model: MODEL,
  choices,
  usage,
});
const piece = (content: string): object => chunk([{ index: 0, delta: { content }, finish_reason: null }], null);

/** The same as a stream, in pieces; the last event holds the usage, as `stream_options.include_usage` asks for. */
export const streamed = (pieces: readonly string[]): ProviderReply => ({
  events: [
    chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }], null),
    ...pieces.map(piece),
    chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], null),
    chunk([], USAGE),
    '[DONE]',
  ],
});

/** A stream that begins and then says no more. */
export const stalled = (pieces: readonly string[]): ProviderReply => ({ events: pieces.map(piece), then: 'hang' });

/** An error as OpenAI words it; clients that try again do so at once. */
export const refusal = (status: number, message: string): ProviderReply => ({
  status,
  headers: { 'retry-after-ms': '1' },
  json: { error: { message, type: 'invalid_request_error', param: null, code: null } },
});

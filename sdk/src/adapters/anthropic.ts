import type { ModelClientOptions } from './model-call.js';
import { CLIENT, HELPER, call, part, table } from './watched-client.js';
import { wrapClient } from './wrap-client.js';

export type { ModelClientOptions } from './model-call.js';

/** What is needed of a client: any of package @anthropic-ai/sdk, and of those for Bedrock and Vertex. */
export interface AnthropicClient {
  readonly baseURL: string;
  readonly messages: object;
}

const CHAT = call('chat');
const PARTS = table({
  messages: part({ create: CHAT, parse: HELPER, stream: HELPER }),
  beta: part({
    messages: part({
      create: CHAT,
      parse: HELPER,
      stream: HELPER,
      toolRunner: HELPER,
      thread: HELPER,
      // Through which `toolRunner` starts.
      _toolRunnerThread: HELPER,
    }),
  }),
  completions: part({ create: call('text_completion') }),
  withOptions: CLIENT,
});

/**
 * A client that reports each message as one `llmCall` when its answer is there: to the current task, else to the agent
 * of the options, else to the current agent, else to nobody. Also through `parse`, `stream`, `toolRunner` and `thread`,
 * and below `beta`. Retries of the client belong to their call. Results, streams and errors are the client's own. Never
 * throws.
 *
 * @example const anthropic = wrapAnthropic(new Anthropic());
 */
export const wrapAnthropic = <T extends AnthropicClient>(client: T, options: ModelClientOptions = {}): T =>
  wrapClient(client, { parts: PARTS }, options);

import { isRecord } from '../contract/index.js';
import type { ModelClientOptions } from './model-call.js';
import { CLIENT, HELPER, call, part, table } from './watched-client.js';
import { wrapClient } from './wrap-client.js';

export type { ModelClientOptions } from './model-call.js';

/** Options of {@link wrapOpenAI}. */
export interface WrapOpenAIOptions extends ModelClientOptions {
  /**
   * True asks for the tokens of streamed chat completions, which OpenAI tells only then: requests get
   * `stream_options: { include_usage: true }`, and streams a last chunk whose `choices` are empty. Default false.
   */
  readonly includeUsage?: boolean | undefined;
}

/** What is needed of a client: any of package openai 4 to 6, `AzureOpenAI` too. */
export interface OpenAIClient {
  readonly baseURL: string;
  readonly chat: { readonly completions: object };
}

const CHAT = call('chat');
const PARTS = table({
  chat: part({ completions: part({ create: CHAT, parse: HELPER, stream: HELPER, runTools: HELPER }) }),
  responses: part({ create: CHAT, parse: HELPER, stream: HELPER }),
  embeddings: part({ create: call('embeddings') }),
  completions: part({ create: call('text_completion') }),
  // Where openai 4 has them.
  beta: part({ chat: part({ completions: part({ parse: HELPER, stream: HELPER, runTools: HELPER }) }) }),
  withOptions: CLIENT,
});

/**
 * A client that reports each call as one `llmCall` when its answer is there: to the current task, else to the agent of
 * the options, else to the current agent, else to nobody. Chat completions, responses, embeddings and completions, also
 * through `parse`, `stream` and `runTools`. Retries of the client belong to their call. Results, streams and errors are
 * the client's own. Never throws.
 *
 * @example const openai = wrapOpenAI(new OpenAI());
 */
export const wrapOpenAI = <T extends OpenAIClient>(client: T, options: WrapOpenAIOptions = {}): T =>
  wrapClient(
    client,
    { parts: PARTS, prepare: (_operation, args) => (options.includeUsage === true ? withUsage(args) : args) },
    options,
  );

/** Asks for usage where a stream of a chat completion does not already say whether it wants it. */
function withUsage([params, ...rest]: readonly unknown[]): readonly unknown[] {
  if (!isRecord(params) || params['stream'] !== true || params['messages'] === undefined) return [params, ...rest];
  const asked = isRecord(params['stream_options']) ? params['stream_options'] : {};
  return [{ ...params, stream_options: { include_usage: true, ...asked } }, ...rest];
}

import { createServer, type ServerResponse } from 'node:http';

/** What the provider answers: a body, or the events of a stream; `open` leaves the stream without an end. */
type Answer =
  | { readonly status?: number; readonly body: unknown }
  | { readonly events: readonly unknown[]; readonly open?: boolean };

/** A local stand-in for OpenAI's HTTP API. */
export interface ModelServer {
  /** What clients take as their base URL. */
  readonly baseUrl: string;
  /** The bodies of all requests, in order of arrival. */
  readonly requests: readonly Readonly<Record<string, unknown>>[];
  /** What to answer from now on. */
  answer: (request: Readonly<Record<string, unknown>>) => Answer;
  /** Resolves once a client has hung up on an open stream. */
  readonly hungUp: Promise<void>;
  close(): Promise<void>;
}

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
export const completion = (content: string | null, toolCalls: readonly ToolCall[] = []): Answer => ({
  body: {
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
export const streamed = (pieces: readonly string[]): Answer => ({
  events: [
    chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }], null),
    ...pieces.map(piece),
    chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], null),
    chunk([], USAGE),
  ],
});

/** A stream that begins and then says no more. */
export const stalled = (pieces: readonly string[]): Answer => ({ events: pieces.map(piece), open: true });

/** An error as OpenAI words it. */
export const refusal = (status: number, message: string): Answer => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param: null, code: null } },
});

function send(response: ServerResponse, answer: Answer): void {
  if ('body' in answer) {
    // Clients that try again do so at once.
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', 'retry-after-ms': '1' });
    response.end(JSON.stringify(answer.body));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of answer.events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  if (answer.open !== true) response.end('data: [DONE]\n\n');
}

const isBody = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Starts it on a free port. */
export async function startModelServer(): Promise<ModelServer> {
  const requests: Readonly<Record<string, unknown>>[] = [];
  let hangUp: () => void = () => undefined;
  const hungUp = new Promise<void>((resolve) => {
    hangUp = resolve;
  });
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (data: Buffer) => chunks.push(data));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      if (!isBody(body)) throw new Error('a request without a body');
      requests.push(body);
      response.on('close', () => {
        if (!response.writableEnded) hangUp();
      });
      send(response, server.answer(body));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const server: ModelServer = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    answer: () => completion('Hello.'),
    hungUp,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve();
        });
        http.closeAllConnections();
      }),
  };
  return server;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a provider answers to one request. */
export type ProviderReply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly json: unknown }
  /** A stream of events: named ones where the provider names them, and `[DONE]` where it says so. */
  | { readonly events: readonly (object | '[DONE]')[]; readonly then?: 'hang' | 'break' };

/** A request as the provider got it. */
interface ProviderRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A model provider's HTTP API that replays documented responses. */
export interface Provider {
  readonly url: string;
  readonly requests: readonly ProviderRequest[];
  /** What to answer next, in this order; the last reply stands. Or a function that finds the reply to a request's body. */
  replies: readonly ProviderReply[] | ((body: ProviderRequest['body']) => ProviderReply);
  /** Resolves once a client has hung up before its answer was complete. */
  readonly hungUp: Promise<void>;
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const eventText = (event: object | '[DONE]'): string =>
  event === '[DONE]'
    ? 'data: [DONE]\n\n'
    : `${'type' in event && typeof event.type === 'string' ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`;

export async function startProvider(): Promise<Provider> {
  const requests: ProviderRequest[] = [];
  let hangUp = (): void => undefined;
  const hungUp = new Promise<void>((resolve) => {
    hangUp = resolve;
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    // Clients of the real packages send JSON objects.
    const body = JSON.parse(text || '{}') as ProviderRequest['body'];
    requests.push({ path: request.url ?? '', body });
    response.on('close', () => {
      if (!response.writableEnded) hangUp();
    });
    const { replies } = provider;
    const reply =
      typeof replies === 'function' ? replies(body) : replies[Math.min(requests.length, replies.length) - 1];
    if (reply === undefined) throw new Error('no reply was prepared');
    if ('json' in reply) {
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(JSON.stringify(reply.json));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const events = reply.events.map(eventText).join('');
    // A connection that breaks does so once what was written has left.
    response.write(events, () => reply.then === 'break' && response.destroy());
    if (reply.then === undefined) response.end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const provider: Provider = {
    url: `http://127.0.0.1:${port}`,
    requests,
    replies: [],
    hungUp,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return provider;
}

/** Gives each test of a file its own provider and clears up after it. */
export function useProvider(): Provider {
  let provider: Provider | undefined;
  const running = (): Provider => {
    if (provider === undefined) throw new Error('the provider runs only inside a test');
    return provider;
  };
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(() => running().close());
  return {
    get url() {
      return running().url;
    },
    get requests() {
      return running().requests;
    },
    get replies() {
      return running().replies;
    },
    set replies(replies) {
      running().replies = replies;
    },
    get hungUp() {
      return running().hungUp;
    },
    close: () => running().close(),
  };
}

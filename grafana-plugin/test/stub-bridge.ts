import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a stub answers at a path: a body, or a function of the request's parameters. */
export type StubRoutes = Readonly<Record<string, unknown>>;

/** A bridge that gives fixed answers. */
export interface StubBridge {
  readonly url: string;
  /** The requests that came, path and parameters, oldest first. */
  readonly requests: readonly URL[];
  /** From now on answers everything with this error, or normally again with undefined. */
  fail(error: StubError | undefined): void;
  /** From now on keeps every request waiting, until what it gives back is called. */
  hold(): () => void;
  stop(): Promise<void>;
}

/** An error as the bridge words it. */
export interface StubError {
  readonly status: number;
  readonly error: string;
  readonly message: string;
}

/** Listens on a free port of this machine. A route's key is a path. */
export async function startStubBridge(routes: StubRoutes): Promise<StubBridge> {
  const requests: URL[] = [];
  let failing: StubError | undefined;
  let released: Promise<void> = Promise.resolve();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://stub');
    requests.push(url);
    void released.then(() => {
      reply(url, response);
    });
  });
  const reply = (url: URL, response: ServerResponse): void => {
    if (failing !== undefined) {
      answer(response, failing.status, { ...failing, details: null });
    } else if (Object.hasOwn(routes, url.pathname)) {
      const route = routes[url.pathname];
      answer(
        response,
        200,
        typeof route === 'function' ? (route as (params: URLSearchParams) => unknown)(url.searchParams) : route,
      );
    } else {
      answer(response, 404, { error: 'not_found', message: `Nothing at ${url.pathname}`, status: 404, details: null });
    }
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    fail: (error) => {
      failing = error;
    },
    hold: () => {
      let release = (): void => undefined;
      released = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

import type { AnswerPath, Answers } from '@hiveboard/sdk/contract';
import { addressOf, filled } from './address.js';
import { ApiFailure } from './api-failure.js';
import {
  apiRequest,
  nextPage,
  type ApiRequest,
  type AskedOptionally,
  type Commands,
  type PagedPath,
  type PartsOf,
} from './api-request.js';

/** Where a bridge is, and how to reach it. */
export interface ClientOptions {
  /** Its address, such as `http://localhost:4318`, or a proxy's with a path. */
  readonly url: string;
  /** An API key. Default none, for bridges without keys and for proxies that add their own. */
  readonly key?: string;
  /** What sends requests. Default the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** What may be said with every question. */
export interface Patience {
  /** Gives the question up, in ClickHouse too. */
  readonly signal?: AbortSignal;
}

/** What `fetch` is told of a request, beside the key. */
type Sent = Pick<RequestInit, 'method' | 'body' | 'signal'> & { readonly headers?: Readonly<Record<string, string>> };

/** A bridge that can be asked. What may be asked and what is answered follow from the path. */
export interface Client {
  /**
   * Asks once.
   *
   * @throws {ApiFailure} when the answer is an error; a network's failure is thrown as `fetch` throws it
   */
  readonly get: <Path extends AnswerPath>(
    path: Path,
    ...asked: AskedOptionally<Path, Patience>
  ) => Promise<Answers[Path]>;
  /**
   * Asks for page after page, until the last. Leave the loop to ask for no more.
   *
   * @throws {ApiFailure} as `get` does
   */
  readonly pages: <Path extends PagedPath>(
    path: Path,
    ...asked: AskedOptionally<Path, Patience>
  ) => AsyncGenerator<Answers[Path], void, undefined>;
  /**
   * Tells it to do something.
   *
   * @throws {ApiFailure} as `get` does
   */
  readonly post: <Path extends keyof Commands>(
    path: Path,
    told: { readonly path: PartsOf<Path>; readonly body: Commands[Path]['body'] } & Patience,
  ) => Promise<Commands[Path]['answer']>;
}

/** A client of the bridge at an address. It keeps nothing and opens nothing until it is asked. */
export function createClient({ url, key, fetch: send = globalThis.fetch }: ClientOptions): Client {
  const base = url.replace(/\/+$/, '');
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };

  const answerTo = async <Answer>(address: string, { headers, ...rest }: Sent): Promise<Answer> => {
    const response = await send(`${base}${address}`, { ...rest, headers: { ...authorization, ...headers } });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok || body === undefined) throw ApiFailure.of(response, body);
    // A bridge answers in the shapes that the contract declares; this is the one place that takes its word for it.
    return body as Answer;
  };
  const ask = <Path extends AnswerPath>(request: ApiRequest<Path>, sent: Sent): Promise<Answers[Path]> =>
    answerTo(addressOf(request), sent);
  const patience = (asked: Patience | undefined): Sent => (asked?.signal === undefined ? {} : { signal: asked.signal });

  return {
    get: (path, ...asked) => ask(apiRequest(path, ...asked), patience(asked[0])),
    pages: async function* (path, ...asked) {
      const first = apiRequest(path, ...asked);
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page: Answers[typeof path] = await ask(
          cursor === undefined ? first : nextPage(first, cursor),
          patience(asked[0]),
        );
        yield page;
        ({ cursor } = page.pagination);
      }
    },
    post: (path, { path: parts, body, signal }) =>
      answerTo(filled(path, parts), {
        ...patience(signal === undefined ? undefined : { signal }),
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

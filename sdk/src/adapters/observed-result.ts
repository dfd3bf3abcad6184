import { readKey } from '../usage/read.js';

/** Hears how a call goes on. Neither throws. */
export interface Listener {
  /** The whole answer, or one event of a stream. */
  readonly see: (event: unknown) => void;
  /** The call is over. Only the first end counts. */
  readonly end: (ending: Ending) => void;
}

export type Ending =
  | { readonly outcome: 'answered' }
  /** Somebody stopped reading. */
  | { readonly outcome: 'aborted' }
  | { readonly outcome: 'failed'; readonly error: unknown };

const ANSWERED: Ending = { outcome: 'answered' };
const ABORTED: Ending = { outcome: 'aborted' };

/** What both packages' `APIPromise` keeps: the response, and how to read its body, which it does when first asked. */
interface ApiPromise {
  readonly responsePromise: PromiseLike<unknown>;
  parseResponse: (...args: readonly unknown[]) => unknown;
  readonly asResponse: () => PromiseLike<unknown>;
}

/** What both packages' `Stream` keeps: whoever reads it, in whatever way, opens this iterator. */
interface ApiStream {
  iterator: () => AsyncIterator<unknown>;
  readonly controller: AbortController;
}

const isApiPromise = (value: unknown): value is ApiPromise =>
  typeof readKey(readKey(value, 'responsePromise'), 'then') === 'function' &&
  typeof readKey(value, 'parseResponse') === 'function' &&
  typeof readKey(value, 'asResponse') === 'function';

const isApiStream = (value: unknown): value is ApiStream =>
  typeof readKey(value, 'iterator') === 'function' && readKey(value, 'controller') instanceof AbortController;

/**
 * Listens to the result of a call without asking for anything that the application does not ask for: the very same
 * object stays in the application's hands, bodies are read when it reads them, rejections stay its own.
 *
 * @returns false for results of an unknown kind, of which nothing will be heard.
 */
export function listen(result: unknown, listener: Listener): boolean {
  if (!isApiPromise(result)) return false;
  const { see, end } = listener;
  const fail = (error: unknown): never => {
    end({ outcome: 'failed', error });
    throw error;
  };
  const { responsePromise, parseResponse, asResponse } = result;
  let parsing = false;
  // Made when first asked for: a rejection that nobody asked for would be nobody's to handle.
  let observed: PromiseLike<unknown> | undefined;
  Object.defineProperty(result, 'responsePromise', {
    configurable: true,
    get: () => (observed ??= responsePromise.then((response) => response, fail)),
  });
  result.parseResponse = (...args) => {
    parsing = true;
    return Promise.resolve(Reflect.apply(parseResponse, result, args)).then((answer) => {
      if (isApiStream(answer)) listenToStream(answer, listener);
      else {
        see(answer);
        end(ANSWERED);
      }
      return answer;
    }, fail);
  };
  Object.defineProperty(result, 'asResponse', {
    configurable: true,
    writable: true,
    value: () =>
      Reflect.apply(asResponse, result, []).then((response) => {
        // The application reads the body itself: what the call used stays its own secret.
        if (!parsing) end(ANSWERED);
        return response;
      }),
  });
  // Helpers unwrap the result into another. Usually that reads through this one; since openai 7 it does not.
  const unwrap: unknown = Reflect.getOwnPropertyDescriptor(result, '_thenUnwrap')?.value;
  if (typeof unwrap === 'function') {
    Object.defineProperty(result, '_thenUnwrap', {
      configurable: true,
      writable: true,
      value: (...args: readonly unknown[]): unknown => {
        const unwrapped: unknown = Reflect.apply(unwrap, result, args);
        listen(unwrapped, listener);

        return unwrapped;
      },
    });
  }
  return true;
}

function listenToStream(stream: ApiStream, { see, end }: Listener): void {
  const { signal } = stream.controller;
  const open = stream.iterator;
  const close = (): void => {
    end(signal.aborted ? ABORTED : ANSWERED);
  };
  // Some stop asking once they have aborted. The package aborts on failures too: those are heard first.
  signal.addEventListener('abort', () => setImmediate(close), { once: true });
  stream.iterator = () => {
    const events = Reflect.apply(open, stream, []);
    const observed: AsyncIterableIterator<unknown> = {
      next: (...args) =>
        events.next(...args).then(
          (event) => {
            if (event.done === true) close();
            else see(event.value);
            return event;
          },
          (error: unknown) => {
            end({ outcome: 'failed', error });
            throw error;
          },
        ),
      return: (value: unknown) => {
        end(ABORTED);
        return events.return?.(value) ?? Promise.resolve({ done: true, value });
      },
      throw: async (error: unknown) => {
        end(ABORTED);
        if (events.throw === undefined) throw error;
        return events.throw(error);
      },
      [Symbol.asyncIterator]: () => observed,
    };
    return observed;
  };
}

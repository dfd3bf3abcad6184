import { attempt, createWarn } from '../warnings.js';
import { openModelCall, type ModelClientOptions } from './model-call.js';
import { listen } from './observed-result.js';
import { providerOf } from './provider-of.js';
import { isWatched, watchClient, type WatchTable } from './watched-client.js';

/** How one package's clients are wrapped. */
export interface ClientKind {
  readonly parts: WatchTable;
  /** Changes the arguments of a call, where an option asks for it. */
  readonly prepare?: (operation: string, args: readonly unknown[]) => readonly unknown[];
}

/** A client that reports its calls, and otherwise behaves as the given one. Wrapping twice changes nothing. */
export function wrapClient<T extends object>(client: T, kind: ClientKind, options: ModelClientOptions): T {
  const warn = createWarn();
  const wrapped = attempt(warn, 'wrap', () => {
    if (isWatched(client)) return client;
    const provider = options.provider ?? providerOf(client);
    return watchClient(client, kind.parts, (operation, args, run) => {
      const listener = attempt(warn, operation, () =>
        openModelCall({ operation, params: args[0], provider, options, warn }),
      );
      const given = attempt(warn, operation, () => kind.prepare?.(operation, args)) ?? args;
      if (listener === undefined) return run(given);
      let result: unknown;
      try {
        result = run(given);
      } catch (error) {
        listener.end({ outcome: 'failed', error });
        throw error;
      }
      const heard = attempt(warn, operation, () => listen(result, listener));
      if (heard === false)
        warn(`${operation}: this version of the client answers in an unknown way; nothing is recorded`);
      return result;
    });
  });
  return wrapped ?? client;
}

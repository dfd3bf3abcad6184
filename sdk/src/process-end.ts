import { isMainThread } from 'node:worker_threads';

/** Signals that end a program that does not listen for them. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** What is left to do when the program ends. */
export interface LastWords {
  /** Starts sending what waits; sending keeps the process alive until it is done, or until the receiver fails. */
  readonly kick: () => void;
  /** Sends what waits, within a short time. */
  readonly flush: () => Promise<void>;
  /** The same, after the agents have said that they stop, and why. */
  readonly goodbye: (reason: string) => Promise<void>;
}

/**
 * Lets what waits leave when the program ends by itself or by a signal, and changes nothing else: a program that listens
 * for a signal decides as before what becomes of it, and one that does not ends by that signal, a moment later.
 *
 * @returns a function that undoes it
 */
export function beforeEnd({ kick, flush, goodbye }: LastWords): () => void {
  // Once, since sending keeps the process alive until it is done.
  process.once('beforeExit', kick);
  if (!isMainThread) return () => process.off('beforeExit', kick);

  const disarm = new Map<NodeJS.Signals, () => void>();
  const arm = (signal: NodeJS.Signals): void => {
    const onSignal = (): void => {
      // We are first and no longer on the list: whoever looks at it to learn whether the program listens sees the truth.
      const isOurs = process.listenerCount(signal) === 0;
      void (isOurs ? goodbye(signal) : flush()).finally(() => {
        if (isOurs) process.kill(process.pid, signal);
        else if (disarm.has(signal)) arm(signal);
      });
    };
    process.prependOnceListener(signal, onSignal);
    disarm.set(signal, () => process.off(signal, onSignal));
  };
  for (const signal of SIGNALS) arm(signal);
  return () => {
    process.off('beforeExit', kick);
    for (const off of disarm.values()) off();
    disarm.clear();
  };
}

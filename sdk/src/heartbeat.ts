import type { HeartbeatPayload, QueueSnapshotOptions } from './reports.js';
import { isThenable } from './run.js';
import { runOutside } from './scope.js';
import { messageOf, type Warn } from './warnings.js';

/** What an application is asked before each beat. Null or undefined means: nothing to say. */
export type Provider<T> = () => T | null | undefined | Promise<T | null | undefined>;

/** The parts a heartbeat is made of. */
export interface HeartbeatParts {
  /** 0 means that there are no beats of their own accord. */
  readonly intervalMs: number;
  /** How long a beat waits for a slow provider, in milliseconds. */
  readonly patienceMs: number;
  readonly payload: Provider<HeartbeatPayload>;
  readonly queue: Provider<QueueSnapshotOptions>;
  readonly now: () => number;
  readonly warn: Warn;
  readonly sendBeat: (payload: HeartbeatPayload | undefined, at: number) => void;
  readonly sendQueue: (snapshot: QueueSnapshotOptions, at: number) => void;
}

/** An agent's sign of life. */
export interface Heartbeat {
  /** Beats now, with this payload instead of the provider's if there is one. */
  readonly beat: (payload?: HeartbeatPayload) => void;
  readonly stop: () => void;
}

/**
 * Asks a provider and always answers, within `patienceMs`: with nothing if the provider throws, says nothing, is too
 * slow, or has not yet answered the last question. A sign of life must not depend on the application's callbacks.
 */
function asker<T>(provider: Provider<T>, what: string, { patienceMs, warn }: HeartbeatParts) {
  let asking = false;
  return (answer: (value: T | undefined) => void): void => {
    // One that is asked within its own answer, because it beats itself, would never come to an end.
    if (asking) {
      answer(undefined);
      return;
    }
    let waiting = true;
    const once = (value: T | null | undefined): void => {
      if (!waiting) return;
      waiting = false;
      clearTimeout(timer);
      answer(value ?? undefined);
    };
    const failed = (error: unknown): void => {
      warn(`${what} failed: ${messageOf(error)}`);
      once(undefined);
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      asking = true;
      const given = provider();
      if (!isThenable(given)) {
        asking = false;
        once(given);
        return;
      }
      timer = setTimeout(() => {
        warn(`${what} is too slow; the heartbeat goes out without it`);
        once(undefined);
      }, patienceMs).unref();
      const settle =
        <V>(tell: (value: V) => void) =>
        (value: V): void => {
          asking = false;
          tell(value);
        };
      given.then(settle(once), settle(failed));
    } catch (error) {
      asking = false;
      failed(error);
    }
  };
}

/** Beats at once and then at each interval, on a timer that never holds a process open. */
export function startHeartbeat(parts: HeartbeatParts): Heartbeat {
  const { intervalMs, now, sendBeat, sendQueue } = parts;
  const askPayload = asker(parts.payload, 'heartbeatPayload', parts);
  const askQueue = asker(parts.queue, 'queueProvider', parts);
  let stopped = false;

  const beatAt = (at: number, given?: HeartbeatPayload): void => {
    if (given !== undefined) sendBeat(given, at);
    else {
      askPayload((payload) => {
        if (!stopped) sendBeat(payload, at);
      });
    }
    askQueue((snapshot) => {
      if (!stopped && snapshot !== undefined) sendQueue(snapshot, at);
    });
  };

  let timer: NodeJS.Timeout | undefined;
  if (intervalMs > 0) {
    const startedAt = now();
    runOutside(() => {
      // Not within the call that makes the agent: providers often close over variables that are set right after it.
      queueMicrotask(() => {
        if (!stopped) beatAt(startedAt);
      });
      timer = setInterval(() => {
        beatAt(now());
      }, intervalMs).unref();
    });
  }
  return {
    beat: (payload) => {
      if (!stopped) beatAt(now(), payload);
    },
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddedUsers } from './credentials.js';
import type { ExitInfo } from './engine.js';
import { startEmbeddedServer, type EmbeddedServer, type EmbeddedServerOptions } from './server.js';

/** An embedded server that is started again, at the same address and with the same passwords, if its process dies. */
export interface SupervisedServer {
  readonly url: string;
  readonly users: EmbeddedUsers;
  /** The process that runs now, or ran last. */
  pid(): number;
  /** Resolves when the server has ended for good, with the end of its last process; never rejects. */
  readonly exited: Promise<ExitInfo>;
  /** Ends the server for good. May be called again. */
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 30_000;

/**
 * Starts an embedded server and keeps it running. Clients of it see failed requests for about a second, then none.
 *
 * @throws {EmbeddedServerError} when the first start fails; later ones are logged and tried again
 */
export async function startSupervisedServer(options: EmbeddedServerOptions): Promise<SupervisedServer> {
  const { onLog = () => undefined } = options;
  let server = await startEmbeddedServer(options);
  const { url, users } = server;
  const again = { ...options, httpPort: Number(new URL(url).port), users };
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;

  const restart = async (): Promise<EmbeddedServer | undefined> => {
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, LAST_DELAY_MS)) {
      await pause(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (isStopping()) return undefined;
      try {
        return await startEmbeddedServer(again);
      } catch (error) {
        onLog(
          `The embedded ClickHouse does not start again: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  };

  const supervise = async (): Promise<ExitInfo> => {
    for (;;) {
      const exit = await server.exited;
      const { code, signal, expected } = exit;
      if (expected || isStopping()) return exit;
      onLog(`The embedded ClickHouse ended with ${signal ?? `exit code ${String(code)}`}; it is started again.`);
      const successor = await restart();
      if (successor === undefined) return exit;
      server = successor;
      // A stop that came meanwhile has asked the dead one.
      if (isStopping()) await server.stop();
    }
  };
  const exited = supervise();

  return {
    url,
    users,
    exited,
    pid: () => server.pid,
    stop: async () => {
      stopping.abort();
      await server.stop();
      await exited;
    },
  };
}

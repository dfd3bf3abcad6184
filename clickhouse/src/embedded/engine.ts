import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import type { EngineOrder } from './engine-protocol.js';

/** How a server ended. */
export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when it was asked to end. */
  readonly expected: boolean;
  /** Its last words, oldest first. */
  readonly lastLines: readonly string[];
}

/** A running engine process. */
export interface Engine {
  readonly pid: number;
  /** Resolves once the process and its output have ended; never rejects. */
  readonly exited: Promise<ExitInfo>;
  /** Asks for a clean end; `exited` tells when. */
  release(): void;
  kill(): void;
}

const ENGINE_FILE = fileURLToPath(new URL('./engine-process.mjs', import.meta.url));
const KEPT_LINES = 20;
/** Stack frames and the rest of a message of several lines. */
const CONTINUATION = /^\d+\. |^\s/;

/**
 * Starts the engine's process, in a process group of its own so that Ctrl-C reaches only its parent.
 *
 * @param onLog called with each line the engine prints, stack frames and the words of a wanted end left out
 */
export async function launchEngine(order: EngineOrder, onLog: (line: string) => void): Promise<Engine> {
  const child = fork(ENGINE_FILE, [], {
    execArgv: [],
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // The engine takes its time zone from here alone; days must begin at the same instant on every machine.
    env: { ...process.env, TZ: 'UTC' },
  });
  let expected = false;
  let lastLines: readonly string[] = [];

  const keepLine = (line: string): void => {
    if (line === '' || CONTINUATION.test(line)) return;
    lastLines = [...lastLines, line].slice(-KEPT_LINES);
    // An engine that was asked to end complains about each query it had to cancel.
    if (!expected) onLog(line);
  };
  const output = [child.stdout, child.stderr].map((stream) =>
    stream === null ? undefined : readLines(stream, keepLine),
  );

  // Not the event `close`: it never comes once this side has closed the channel.
  const ended = new Promise<Pick<ExitInfo, 'code' | 'signal'>>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const exited = Promise.all([ended, ...output]).then(([end]) => ({ ...end, expected, lastLines }));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  // A later error can only be a failed message to a process that is gone, which `exited` reports.
  child.on('error', () => undefined);
  child.send(order, () => undefined);

  const end = (action: () => void): void => {
    expected = true;
    action();
  };
  return {
    pid: child.pid ?? 0,
    exited,
    release: () => {
      end(() => {
        if (child.connected) child.disconnect();
      });
    },
    kill: () => {
      end(() => child.kill('SIGKILL'));
    },
  };
}

/** Resolves at the end of the stream. */
function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', onLine).once('close', resolve);
  });
}

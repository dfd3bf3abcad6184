import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** How a bridge runs. */
export interface ProcessOptions {
  /** Set to a full one, no file grows beyond 64 KiB, and a write behind that fails. Default a sound one. */
  readonly disk?: 'sound' | 'full';
  /** Modules that are loaded before it. Default none. */
  readonly preload?: readonly string[];
}

/** What a bridge logs once it listens. */
export interface Listening {
  readonly url: string;
  readonly clickhouse: string;
  readonly embedded: boolean;
}

/** A bridge as `npm start` runs it. */
export interface BridgeProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Everything on standard error. */
  readonly said: () => string;
  /** Everything on standard output. */
  readonly logged: () => string;
  /** Fulfils when it listens. Rejects when it ends before. */
  readonly listening: () => Promise<Listening>;
  /** Exit code and signal. */
  readonly exited: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
}

function commandOf({ disk = 'sound', preload = [] }: ProcessOptions): readonly [string, ...string[]] {
  const modules = ['tsx', ...preload].flatMap((module) => ['--import', module]);
  const program = ['--conditions=@hiveboard/source', ...modules, MAIN];
  return disk === 'full'
    ? ['bash', '-c', 'ulimit -f 64 && exec "$0" "$@"', process.execPath, ...program]
    : [process.execPath, ...program];
}

/** Starts one on a free port, with these variables and no others. Who starts it ends it. */
export function startBridgeProcess(
  environment: Readonly<Record<string, string>>,
  options: ProcessOptions = {},
): BridgeProcess {
  const [program, ...rest] = commandOf(options);
  const child = spawn(program, rest, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HIVE_PORT: '0',
      // What is compiled once is cached on the disk, which may be full.
      ...(options.disk === 'full' ? { TSX_DISABLE_CACHE: '1' } : {}),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let logged = '';
  child.stdout.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const listening = async (): Promise<Listening> => {
    try {
      for await (const line of createInterface(child.stdout)) {
        const entry = JSON.parse(line) as Partial<Listening>;
        if (entry.url !== undefined) return entry as Listening;
      }
    } finally {
      // Whoever reads lines stops the stream when they leave: an unread pipe would keep the bridge waiting.
      child.stdout.resume();
    }
    throw new Error(`The bridge ended without listening. ${said}`);
  };
  return { child, said: () => said, logged: () => logged, listening, exited };
}

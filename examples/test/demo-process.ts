import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The demo in a process of its own, as `npm run demo` starts it. */
export interface DemoProcess {
  readonly child: ChildProcess;
  /** All it has printed so far. */
  readonly output: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Resolves with what `find` gives, asked again and again. */
  readonly until: <T>(what: string, find: () => T | undefined | Promise<T | undefined>) => Promise<T>;
  readonly enginePid: () => Promise<number>;
}

/** The repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A plugin that was never built is built first, and the machine may have other things to do. */
const PATIENCE_MS = 240_000;

/** Whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Starts it on free ports. */
export function startDemoProcess(
  dataDir: string,
  variables: Readonly<Record<string, string>> = {},
  program = 'examples/demo/main.ts',
): DemoProcess {
  const child = spawn(process.execPath, ['--conditions=@hiveboard/source', '--import', 'tsx', program], {
    cwd: ROOT,
    env: { ...process.env, HIVE_PORT: '0', HIVE_PREVIEW_PORT: '0', HIVE_DATA_DIR: dataDir, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      hasEnded = true;
      resolve(code ?? signal ?? -1);
    });
  });
  return {
    child,
    output: () => output,
    ended,
    until: async (what, find) => {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const found = await find();
        if (found !== undefined) return found;
        if (hasEnded) throw new Error(`The demo ended before ${what}:\n${output}`);
        if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}:\n${output}`);
        await pause(50);
      }
    },
    enginePid: async () => {
      const holder: unknown = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'));
      if (typeof holder === 'object' && holder !== null && 'enginePid' in holder) return Number(holder.enginePid);
      throw new Error('server.json names no engine');
    },
  };
}

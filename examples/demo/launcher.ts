import { readFileSync } from 'node:fs';

const CHECK_MS = 1_000;

/** The parent of a process, as Linux tells it; undefined elsewhere. */
function parentOf(pid: number): number | undefined {
  try {
    // The name of the program, in brackets, may hold spaces and brackets of its own.
    const [, parent] = /\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ')')) ?? [];
    return parent === undefined ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/**
 * Calls `onGone` when npm, which started this process, has ended without a word to it, as by `kill -9`: nobody is left
 * then to stop it. Started by anything else, it may outlive it (`nohup`).
 */
export function watchLauncher(onGone: () => void, env: NodeJS.ProcessEnv = process.env): void {
  if (env['npm_lifecycle_event'] !== 'demo') return;
  const parent = process.ppid;
  // npm runs scripts in a shell, which may stand between.
  const grandparent = parentOf(parent);
  setInterval(() => {
    if (process.ppid !== parent || parentOf(parent) !== grandparent) onGone();
  }, CHECK_MS).unref();
}

import { readdir, readFile } from 'node:fs/promises';

/** A process as Linux lists it under `/proc`. */
interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The living children of this process whose command line holds `text`. Reads `/proc`: Linux only. */
export async function childrenRunning(text: string): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(ids.map((pid) => describe(pid)));
  return found
    .filter((one) => one !== undefined)
    .filter(({ parent, command }) => parent === process.pid && command.includes(text))
    .map(({ pid }) => pid);
}

/** Whether a process runs. One that ended and that nobody has collected yet does not. Linux only. */
export const isRunning = async (pid: number): Promise<boolean> => (await describe(pid)) !== undefined;

async function describe(pid: number): Promise<ListedProcess | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold blanks and parentheses.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, parent: Number(parent), command: await readFile(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}

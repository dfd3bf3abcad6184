import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition; fails after a generous limit, naming what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await pause(25);
  }
}

import { setTimeout as pause } from 'node:timers/promises';

/** Less than a test may take: whoever waits in vain says for what. */
const LIMIT_MS = 120_000;

/** Waits for a condition; fails after a generous limit, naming what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await pause(25);
  }
}

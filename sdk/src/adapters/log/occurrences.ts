import { runOutside } from '../../scope.js';

/** The most problems that are told apart at a time. */
const MOST_KEYS = 100;

/** Counts what happens again and again, and tells of it at most once per interval. */
export interface Occurrences {
  /**
   * Counts one occurrence. `tell` hears the count so far: at once if the last news of this key is older than the
   * interval, else when the interval ends. False if there are too many keys to count one more.
   */
  readonly count: (key: string, tell: (count: number) => void) => boolean;
}

interface Entry {
  occurred: number;
  told: number;
  tell: (count: number) => void;
  /** While an interval runs nothing is told. */
  timer: NodeJS.Timeout | undefined;
}

/** Counts per key; `intervalMs` from one telling to the next. */
export function createOccurrences(intervalMs: number): Occurrences {
  const entries = new Map<string, Entry>();

  const tell = (entry: Entry): void => {
    entry.told = entry.occurred;
    entry.tell(entry.occurred);
    entry.timer = runOutside(() =>
      setTimeout(() => {
        entry.timer = undefined;
        if (entry.occurred > entry.told) tell(entry);
      }, intervalMs),
    ).unref();
  };
  const makeRoom = (): boolean => {
    if (entries.size < MOST_KEYS) return true;
    for (const [key, { timer }] of entries) {
      if (timer === undefined) return entries.delete(key);
    }
    return false;
  };

  return {
    count: (key, how) => {
      let entry = entries.get(key);
      if (entry === undefined) {
        if (!makeRoom()) return false;
        entry = { occurred: 0, told: 0, tell: how, timer: undefined };
        entries.set(key, entry);
      }
      entry.occurred += 1;
      entry.tell = how;
      if (entry.timer === undefined) tell(entry);
      return true;
    },
  };
}

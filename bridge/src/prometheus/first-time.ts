/**
 * Tells what comes for the first time from what comes again, as far back as it remembers: at least the last `size` ids,
 * at most twice as many.
 */
export function createFirstTime(size: number): (id: string) => boolean {
  let younger = new Set<string>();
  let older: ReadonlySet<string> = new Set();
  return (id) => {
    if (younger.has(id)) return false;
    const isFirst = !older.has(id);
    // Also when it is known: what comes again now is likely to come once more.
    younger.add(id);
    if (younger.size >= size) {
      older = younger;
      younger = new Set();
    }
    return isFirst;
  };
}

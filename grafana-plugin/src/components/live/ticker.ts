/** One clock for all texts that age: a thousand cards share one timer, which stops when nobody listens. */
type Listener = () => void;

const TICK_MS = 1000;
const listeners = new Set<Listener>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

/** The moment of the last tick. */
export const tickedNow = (): number => now;

/** Calls `listener` at every tick until the answer is called. */
export function onTick(listener: Listener): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  // The clock may have stood still while nobody listened.
  if (Date.now() - now > TICK_MS) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of [...listeners]) listener();
}

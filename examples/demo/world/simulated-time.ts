import { currentTask, type Task } from '@hiveboard/sdk';

interface Sleeper {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly wake: () => void;
  /** The task that waits, so that it can be told when the story is cut short. */
  readonly task: Task | undefined;
}

/** Lets all that a sleeper does after it wakes happen, up to its next sleep. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * The time the fleet lives in. At first it is simulated: whoever sleeps wakes in order, without any waiting, so that a
 * day passes in seconds. Then it goes live, and the same code sleeps for real. Works as long as everybody who lives in
 * it waits for nothing but `sleep`.
 */
export class SimulatedTime {
  /** Latest first, so that the next to wake is at the end. */
  readonly #sleepers: Sleeper[] = [];
  #now: number;
  #live = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param start epoch milliseconds */
  constructor(start: number) {
    this.#now = start;
  }

  /** Epoch milliseconds. */
  readonly now = (): number => (this.#live ? Date.now() : this.#now);

  get isLive(): boolean {
    return this.#live;
  }

  /** Waits, in simulated time or for real. Never resolves once the time has been stopped. */
  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      if (this.#stopped) return;
      const at = this.now() + Math.max(0, ms);
      // Among equals, who came first is nearer to the end and wakes first.
      const place = this.#sleepers.findIndex((sleeper) => sleeper.at <= at);
      this.#sleepers.splice(place === -1 ? this.#sleepers.length : place, 0, { at, wake, task: currentTask() });
      if (this.#live) this.#arm();
    });

  /**
   * Lets simulated time pass.
   * @param until how far, epoch milliseconds; asked again each time, since the real time moves on meanwhile
   * @param pause called now and then; simulated time stands still while its promise is pending
   */
  async play(until: () => number, pause: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await settled();
    for (let steps = 1; !this.#stopped; steps += 1) {
      const next = this.#sleepers.at(-1);
      if (next === undefined || next.at > until()) break;
      this.#sleepers.pop();
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settled();
      if (steps % 100 === 0) await pause();
    }
    this.#now = Math.max(this.#now, until());
  }

  /** From now on time is real. */
  goLive(): void {
    this.#live = true;
    this.#arm();
  }

  /** Nobody wakes any more; tasks that sleep are cancelled. */
  stop(reason: string): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const { task } of this.#sleepers) task?.cancel(reason);
    this.#sleepers.length = 0;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#sleepers.at(-1);
    if (next === undefined || this.#stopped) return;
    this.#timer = setTimeout(
      () => {
        this.#wakeDue();
      },
      Math.max(0, next.at - Date.now()),
    );
  }

  #wakeDue(): void {
    const now = Date.now();
    for (let next = this.#sleepers.at(-1); next !== undefined && next.at <= now; next = this.#sleepers.at(-1)) {
      this.#sleepers.pop();
      next.wake();
    }
    this.#arm();
  }
}

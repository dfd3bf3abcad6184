import type { Rejection } from './span.js';

/** Gathers what a request holds while it is read. */
export class Collector<T extends object> {
  readonly #kept: T[] = [];
  readonly #rejected = new Map<string, number>();

  /** Keeps a record, or counts the reason why it is left out. */
  add(record: T | string): void {
    if (typeof record === 'string') this.#rejected.set(record, (this.#rejected.get(record) ?? 0) + 1);
    else this.#kept.push(record);
  }

  result(): { readonly kept: readonly T[]; readonly rejected: readonly Rejection[] } {
    return { kept: this.#kept, rejected: Array.from(this.#rejected, ([reason, count]) => ({ reason, count })) };
  }
}

import type { DecodedTraces, Span } from './span.js';

/** Gathers what a request holds while it is read. */
export class SpanCollector {
  readonly #spans: Span[] = [];
  readonly #rejected = new Map<string, number>();

  keep(span: Span): void {
    this.#spans.push(span);
  }

  reject(reason: string): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + 1);
  }

  result(): DecodedTraces {
    return { spans: this.#spans, rejected: Array.from(this.#rejected, ([reason, count]) => ({ reason, count })) };
  }
}

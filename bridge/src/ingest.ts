import type { Recognise } from './normalise/foreign-span.js';
import { normalise } from './normalise/normalise.js';
import type { Pricing } from './prices/pricing.js';
import type { Metrics } from './prometheus/metrics.js';
import { rowsOf } from './rows/rows.js';
import { StoreUnavailable, type Writer } from './store/writer.js';
import type { OtlpDependencies } from './wire/otlp.js';
import { Unavailable } from './wire/unavailable.js';

export interface IngestDependencies {
  readonly recognise: Recognise;
  readonly pricing: Pricing;
  readonly writer: Writer;
  readonly metrics: Pick<Metrics, 'rejected' | 'stored'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly log: { error(details: object, message: string): void };
}

/** What becomes of spans once they are decoded: facts, priced rows, and an answer when these are safe. */
export function createIngest(dependencies: IngestDependencies): OtlpDependencies['accept'] {
  const { recognise, pricing, writer, metrics, clock, log } = dependencies;
  return async ({ spans, rejected: unsound }, { tenant }) => {
    const receivedAt = clock();
    const facts = normalise(spans, receivedAt, recognise);
    const arrival = { tenant, receivedAt };
    const rows = rowsOf(facts, arrival, pricing);
    try {
      await writer.write(rows, arrival);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      log.error({ err: error.cause }, error.message);
      throw new Unavailable(error.message, error.retryAfterSeconds);
    }
    const rejected = [...facts.rejected.entries()];
    const rejectedSpans = rejected.reduce((sum, [, count]) => sum + count, 0);
    metrics.rejected([...unsound.map(({ reason, count }) => [reason, count] as const), ...rejected]);
    metrics.stored(spans.length - rejectedSpans, rows, clock());
    return {
      rejected: rejectedSpans,
      warnings: [...rejected.map(([reason, count]) => `${count} rejected: ${reason}`), ...facts.warnings],
    };
  };
}

import type { ErrorLog } from './error-log.js';
import type { Rejection } from './decode/span.js';
import type { Facts } from './normalise/facts.js';
import { recogniser } from './normalise/foreign-span.js';
import { recordRecogniser } from './normalise/log-recogniser.js';
import { normalise } from './normalise/normalise.js';
import { normaliseLogs } from './normalise/normalise-logs.js';
import { isLogDialect, isSpanDialect, type OwnDialect } from './normalise/own-dialects.js';
import { rawSpans } from './normalise/raw-spans.js';
import type { Pricing } from './prices/pricing.js';
import type { Metrics } from './prometheus/metrics.js';
import type { Arrival } from './rows/arrival.js';
import { otelTraceRow } from './rows/otel-trace.js';
import { rowsOf, type Rows } from './rows/rows.js';
import { StoreUnavailable, type Writer } from './store/writer.js';
import { inChildSpan, recordDone } from './tracing/own-spans.js';
import type { Accepted } from './wire/accepted.js';
import type { OtlpDependencies } from './wire/otlp.js';
import { Unavailable } from './wire/unavailable.js';

export interface IngestDependencies {
  /** Rows before those of the tables of dialects. */
  readonly dialects: readonly OwnDialect[];
  /** Whether spans are also kept as they came. */
  readonly keepsRawSpans: boolean;
  readonly pricing: Pricing;
  readonly writer: Writer;
  readonly metrics: Pick<Metrics, 'rejected' | 'stored' | 'rejectedLogs' | 'storedLogs'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly log: ErrorLog;
}

/** What the sender is told of facts that are kept. */
function acceptedOf({ rejected, warnings }: Facts): Accepted {
  const reasons = [...rejected].map(([reason, count]) => `${count} rejected: ${reason}`);
  return {
    rejected: [...rejected.values()].reduce((sum, count) => sum + count, 0),
    warnings: [...reasons, ...warnings],
  };
}

/** How much was left out for each reason, be it unsound or not to be kept. */
const reasonsOf = (unsound: readonly Rejection[], { rejected }: Facts): readonly (readonly [string, number])[] => [
  ...unsound.map(({ reason, count }) => [reason, count] as const),
  ...rejected,
];

/** What becomes of spans and log records once they are decoded: facts, priced rows, and an answer when these are safe. */
export function createIngest(dependencies: IngestDependencies): Pick<OtlpDependencies, 'accept' | 'acceptLogs'> {
  const { dialects, keepsRawSpans, pricing, writer, metrics, clock, log } = dependencies;
  const recognise = recogniser(dialects.filter(isSpanDialect));
  const recogniseRecord = recordRecogniser(dialects.filter(isLogDialect));
  const keep = async (rows: Rows, arrival: Arrival): Promise<void> => {
    try {
      await inChildSpan({ name: 'write', kind: 'internal' }, () => writer.write(rows, arrival));
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      log.error({ err: error.cause }, error.message);
      throw new Unavailable(error.message, error.retryAfterSeconds);
    }
  };
  return {
    accept: async ({ spans, rejected: unsound }, { tenant }) => {
      const receivedAt = clock();
      const startedAt = performance.now();
      const facts = normalise(spans, receivedAt, recognise);
      const arrival = { tenant, receivedAt };
      const raw = keepsRawSpans ? rawSpans(spans, receivedAt) : [];
      const otel_traces = raw.map((span) => otelTraceRow(span, arrival));
      const rows = { ...rowsOf(facts, arrival, pricing), otel_traces };
      recordDone('normalise', startedAt, performance.now());
      await keep(rows, arrival);
      const accepted = acceptedOf(facts);
      metrics.rejected(reasonsOf(unsound, facts));
      metrics.stored(spans.length - accepted.rejected, rows, clock());
      return accepted;
    },
    acceptLogs: async ({ records, rejected: unsound }, { tenant }) => {
      const receivedAt = clock();
      const startedAt = performance.now();
      const facts = normaliseLogs(records, receivedAt, recogniseRecord);
      const arrival = { tenant, receivedAt };
      const rows = rowsOf(facts, arrival, pricing);
      recordDone('normalise', startedAt, performance.now());
      await keep(rows, arrival);
      const accepted = acceptedOf(facts);
      metrics.rejectedLogs(reasonsOf(unsound, facts));
      metrics.storedLogs({ records: records.length - accepted.rejected, ignored: facts.ignored }, rows, clock());
      return accepted;
    },
  };
}

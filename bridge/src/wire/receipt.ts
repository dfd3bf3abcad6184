import { inSpan, recordDone } from '../tracing/own-spans.js';
import type { Outcome } from './answer.js';
import type { Encoding } from './encoding.js';

/** A request that has just been decoded. */
export interface Receipt {
  readonly signal: 'traces' | 'logs';
  readonly encoding: Encoding;
  /** Of the inflated body. */
  readonly bytes: number;
  /** Spans or records that are sound. */
  readonly items: number;
  /** When decoding began, by `performance.now()`. */
  readonly startedAt: number;
}

/** Receives a request as a span of the bridge's own, which begins where decoding did. */
export function traceReceipt(receipt: Receipt, receive: () => Promise<Outcome>): Promise<Outcome> {
  const { signal, encoding, bytes, items, startedAt } = receipt;
  const decodedAt = performance.now();
  const attributes = { 'hive.encoding': encoding, 'hive.bytes': bytes, 'hive.items': items };
  return inSpan({ name: `receive ${signal}`, kind: 'server', attributes, startedAt }, async (span) => {
    recordDone('decode', startedAt, decodedAt);
    const outcome = await receive();
    span.setAttribute('hive.rejected', outcome.rejected);
    return outcome;
  });
}

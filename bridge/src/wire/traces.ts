import { decodeJson } from '../decode/json.js';
import { decodeProtobuf } from '../decode/protobuf.js';
import type { DecodedTraces } from '../decode/span.js';
import { OWN_SCOPE } from '../tracing/own-spans.js';
import { outcomeOf, type Accepted } from './accepted.js';
import type { Outcome } from './answer.js';
import type { Encoding } from './encoding.js';
import { traceReceipt } from './receipt.js';

/** Makes spans durable. */
export type Accept = (traces: DecodedTraces) => Promise<Accepted>;

/**
 * Decodes a trace request and hands it on; its promise settles when the spans are durable.
 *
 * @throws DecodeError when the body is no such request, and whatever `accept` throws.
 */
export async function receiveTraces(body: Buffer, encoding: Encoding, accept: Accept): Promise<Outcome> {
  const startedAt = performance.now();
  const traces = encoding === 'protobuf' ? decodeProtobuf(body) : decodeJson(body);
  if (traces.spans.length === 0 && traces.rejected.length === 0) return { rejected: 0, messages: [] };
  const receive = async (): Promise<Outcome> => outcomeOf(traces.rejected, await accept(traces));
  const isOwn = traces.spans.every(({ scope }) => scope.name === OWN_SCOPE);
  const receipt = { signal: 'traces', encoding, bytes: body.length, items: traces.spans.length, startedAt } as const;
  return isOwn ? receive() : traceReceipt(receipt, receive);
}

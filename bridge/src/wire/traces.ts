import { decodeJson } from '../decode/json.js';
import { decodeProtobuf } from '../decode/protobuf.js';
import type { DecodedTraces } from '../decode/span.js';
import { outcomeOf, type Accepted } from './accepted.js';
import type { Outcome } from './answer.js';
import type { Encoding } from './encoding.js';

/** Makes spans durable. */
export type Accept = (traces: DecodedTraces) => Promise<Accepted>;

/**
 * Decodes a trace request and hands it on; its promise settles when the spans are durable.
 *
 * @throws DecodeError when the body is no such request, and whatever `accept` throws.
 */
export async function receiveTraces(body: Buffer, encoding: Encoding, accept: Accept): Promise<Outcome> {
  const traces = encoding === 'protobuf' ? decodeProtobuf(body) : decodeJson(body);
  if (traces.spans.length === 0 && traces.rejected.length === 0) return { rejected: 0, messages: [] };
  return outcomeOf(traces.rejected, await accept(traces));
}

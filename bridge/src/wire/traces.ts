import { decodeJson } from '../decode/json.js';
import { decodeProtobuf } from '../decode/protobuf.js';
import type { DecodedTraces } from '../decode/span.js';
import type { Outcome } from './answer.js';
import type { Encoding } from './encoding.js';

/** What became of spans that were decoded. */
export interface Accepted {
  /** Spans that were sound OTLP but could not be kept. */
  readonly rejected: number;
  /** What the sender should know, shown to it as is. */
  readonly warnings: readonly string[];
}

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
  const accepted = await accept(traces);
  const malformed = traces.rejected.reduce((sum, { count }) => sum + count, 0);
  const reasons = traces.rejected.map(({ reason, count }) => `${count} rejected: ${reason}`);
  return { rejected: malformed + accepted.rejected, messages: [...reasons, ...accepted.warnings] };
}

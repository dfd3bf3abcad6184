import { countJson, type FieldPath } from '../decode/json-count.js';
import { countMessages, type MessagePath } from '../decode/protobuf-messages.js';
import type { Outcome } from './answer.js';
import type { Encoding } from './encoding.js';

/** A signal that is read only to say how much of it is not stored. */
export interface DiscardedSignal {
  readonly message: string;
  /** Where its items are in protobuf. */
  readonly fields: MessagePath;
  /** Where its items are in JSON. */
  readonly names: FieldPath;
}

export const METRICS: DiscardedSignal = {
  message: 'metrics are not stored: HiveBoard reads traces and logs',
  fields: [[1], [2], [2], [5, 7, 9, 10, 11], [1]],
  names: [
    ['resourceMetrics'],
    ['scopeMetrics'],
    ['metrics'],
    ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'],
    ['dataPoints'],
  ],
};

/**
 * Counts what a request holds and says that none of it is stored. An error would make an SDK that exports all signals
 * to one endpoint complain every minute, or retry.
 *
 * @throws DecodeError when the body is no such request.
 */
export function discard(signal: DiscardedSignal, body: Buffer, encoding: Encoding): Outcome {
  const rejected = encoding === 'protobuf' ? countMessages(body, signal.fields) : countJson(body, signal.names);
  return { rejected, messages: rejected === 0 ? [] : [signal.message] };
}

import { decodeJsonLogs } from '../decode/json-logs.js';
import type { DecodedLogs } from '../decode/log-record.js';
import { decodeProtobufLogs } from '../decode/protobuf-logs.js';
import { outcomeOf, type Accepted } from './accepted.js';
import type { Outcome } from './answer.js';
import type { Encoding } from './encoding.js';
import { traceReceipt } from './receipt.js';

/**
 * Decodes a log request and hands it on; its promise settles when what it tells is durable. Records that tell us
 * nothing are a success without a word: an application that exports all its logs would else complain without end.
 *
 * @throws DecodeError when the body is no such request, and whatever `accept` throws.
 */
export async function receiveLogs(
  body: Buffer,
  encoding: Encoding,
  accept: (logs: DecodedLogs) => Promise<Accepted>,
): Promise<Outcome> {
  const startedAt = performance.now();
  const logs = encoding === 'protobuf' ? decodeProtobufLogs(body) : decodeJsonLogs(body);
  if (logs.records.length === 0 && logs.rejected.length === 0) return { rejected: 0, messages: [] };
  const receipt = { signal: 'logs', encoding, bytes: body.length, items: logs.records.length, startedAt } as const;
  return traceReceipt(receipt, async () => outcomeOf(logs.rejected, await accept(logs)));
}

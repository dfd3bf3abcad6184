import type { LogRecord } from '../src/decode/log-record.js';
import type { AttributeValue } from '../src/decode/span.js';
import { NOON } from './spans.js';

interface RecordParts {
  readonly at?: number;
  readonly eventName?: string;
  readonly body?: AttributeValue;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly resource?: Readonly<Record<string, AttributeValue>>;
  readonly inSpan?: { readonly sampled: boolean };
}

/** A decoded log record; every part has a usual value. */
export const logRecord = ({ at = NOON, ...parts }: RecordParts = {}): LogRecord => ({
  resource: { attributes: new Map(Object.entries(parts.resource ?? { 'service.name': 'claude-code' })) },
  scope: { name: 'test', version: '1' },
  timeUnixNano: BigInt(at) * 1_000_000n,
  observedTimeUnixNano: 0n,
  eventName: parts.eventName ?? '',
  body: parts.body ?? null,
  attributes: new Map(Object.entries(parts.attributes ?? {})),
  traceId: parts.inSpan === undefined ? '' : '0af7651916cd43dd8448eb211c80319c',
  spanId: parts.inSpan === undefined ? '' : 'b7ad6b7169203331',
  flags: parts.inSpan?.sampled === true ? 1 : 0,
});

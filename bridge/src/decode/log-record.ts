import type { AttributeValue, Attributes, Rejection, Resource, Scope } from './span.js';

/** One log record, the same whichever encoding it came in. Records of a request share their resource and scope. */
export interface LogRecord {
  readonly resource: Resource;
  readonly scope: Scope;
  /** When it happened, in nanoseconds since 1970; 0 when the sender gave none. */
  readonly timeUnixNano: bigint;
  /** When a collector saw it, in nanoseconds since 1970; 0 when the sender gave none. */
  readonly observedTimeUnixNano: bigint;
  /** What kind of event it is; empty for an ordinary line of a log. */
  readonly eventName: string;
  readonly body: AttributeValue;
  readonly attributes: Attributes;
  /** 32 lower-case hex digits, or the empty string: OpenTelemetry takes an id that is no id for none. */
  readonly traceId: string;
  /** 16 lower-case hex digits, or the empty string. */
  readonly spanId: string;
  /** W3C trace flags; the lowest bit says that the span was sampled. */
  readonly flags: number;
}

/** What a request held: the records that are sound, and why others are not. */
export interface DecodedLogs {
  readonly records: readonly LogRecord[];
  readonly rejected: readonly Rejection[];
}

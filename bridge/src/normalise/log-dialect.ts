import type { Dialect, Role } from './dialect.js';
import type { Place } from './place.js';

/**
 * What a log record of somebody else's telemetry stands for. As with spans, an `agent` is a run, which the record
 * begins; a `sign` only tells that the run goes on.
 */
export type LogRole = Role | 'sign';

/** Which records of a dialect tell something. */
export interface LogGate {
  /** The name of the event: the attribute `event.name`, else the record's own event name, else its body. */
  readonly event: string;
  /** Only records with this attribute. Default: any of this name. */
  readonly has?: string;
  readonly role: LogRole;
  /** Set where the event itself says that something failed. */
  readonly failed?: true;
}

/**
 * A way to write GenAI telemetry as log records: one row of the table. A record stands for the span that was not sent,
 * and is read like it.
 */
export interface LogDialect extends Omit<Dialect, 'gates'> {
  /** The first that fits decides. */
  readonly events: readonly LogGate[];
  /** Names the run that a record belongs to. Without it, and without a task id of ours, it belongs to none. */
  readonly task?: readonly Place[];
  /** Tells a record from others of the same time and run. Default: all its attributes together. */
  readonly identity?: readonly Place[];
  /** How long it took until the time of the record, in milliseconds. */
  readonly duration?: readonly Place[];
  /**
   * Set where spans do not tell the same. Otherwise a record inside a sampled span is left to that span, as money that
   * both tell must be counted once.
   */
  readonly evenInSpans?: true;
}

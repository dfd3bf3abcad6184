import type { Context, Span, SpanOptions } from '@opentelemetry/api';
import type { Ink } from './contract/index.js';
import type { Ticker } from './otel/progress.js';
import type { Warn } from './warnings.js';

/** What agents and tasks need of the client. Nothing here throws. */
export interface Runtime {
  /** Whole epoch milliseconds. */
  readonly now: () => number;
  /** Whether anything is recorded. */
  readonly isOpen: () => boolean;
  readonly nextId: (epochMs: number) => string;
  readonly warn: Warn;
  /** What values of a concept, or of something else that has a name, are written with. */
  readonly ink: (what: string) => Ink;
  /** A span of the provider in force; one that records nothing if that fails or the client is shut down. */
  readonly startSpan: (name: string, options: SpanOptions, context: Context) => Span;
  readonly ticker: Ticker;
}

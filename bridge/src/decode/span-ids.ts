const ZERO_TRACE = '0'.repeat(32);
const ZERO_SPAN = '0'.repeat(16);

/** Why a span is left out. */
const REJECTED = {
  traceId: 'trace id is not 16 bytes, or is all zeros',
  spanId: 'span id is not 8 bytes, or is all zeros',
  parentSpanId: 'parent span id is not 8 bytes',
} as const;

/** Ids as hex; one of the wrong length is the empty string. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
  /** All zeros counts as a root: some exporters send it so. Wrong length is {@link WRONG_LENGTH}. */
  readonly parentSpanId: string;
}

/** Stands for a parent id that is there but is not 8 bytes, which is not the same as none. */
export const WRONG_LENGTH = 'wrong length';

/** The first thing wrong with the ids of a span, if anything is. */
export function problemWithIds(ids: SpanIds): string | undefined {
  if (ids.traceId.length !== 32 || ids.traceId === ZERO_TRACE) return REJECTED.traceId;
  if (ids.spanId.length !== 16 || ids.spanId === ZERO_SPAN) return REJECTED.spanId;
  if (ids.parentSpanId === WRONG_LENGTH) return REJECTED.parentSpanId;
  return undefined;
}

/** The parent's id, or the empty string when the sender wrote "no parent" as zeros. */
export function parentOrRoot(parentSpanId: string): string {
  return parentSpanId === ZERO_SPAN ? '' : parentSpanId;
}

const TRACE = /^[0-9a-f]{32}$/;
const SPAN = /^[0-9a-f]{16}$/;

/** The trace that a log record belongs to in lower-case hex, or the empty string for what is no trace id. */
export const traceIdOrNone = (id: unknown): string => idOrNone(id, TRACE, ZERO_TRACE);

/** The span that a log record belongs to; see {@link traceIdOrNone}. */
export const spanIdOrNone = (id: unknown): string => idOrNone(id, SPAN, ZERO_SPAN);

function idOrNone(value: unknown, shape: RegExp, none: string): string {
  const id = typeof value === 'string' ? value.toLowerCase() : '';
  return id === none || !shape.test(id) ? '' : id;
}

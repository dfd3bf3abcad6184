/**
 * A decoded attribute value. Integers that a JavaScript number cannot hold exactly are decimal strings, bytes are
 * base64 strings, an empty value is null, and numbers that are not finite are `'NaN'`, `'Infinity'`, `'-Infinity'`.
 */
export type AttributeValue =
  string | number | boolean | null | readonly AttributeValue[] | { readonly [key: string]: AttributeValue };

/** A map, not an object: keys come from strangers and `__proto__` is as good a key as any. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
}

/** A pointer to another span, its ids as they came: OpenTelemetry allows links whose ids are empty or zero. */
export interface SpanLink {
  /** Lower-case hex. */
  readonly traceId: string;
  /** Lower-case hex. */
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** What emitted the spans. */
export interface Resource {
  readonly attributes: Attributes;
}

/** The library that emitted the spans. */
export interface Scope {
  readonly name: string;
  readonly version: string;
}

/** What a span or a log record has in common with its neighbours. */
export interface Origin {
  readonly resource: Resource;
  readonly scope: Scope;
}

/** One sound span, the same whichever encoding it came in. Spans of a request share their resource and scope. */
export interface Span {
  readonly resource: Resource;
  readonly scope: Scope;
  /** 32 lower-case hex digits, never all zeros. */
  readonly traceId: string;
  /** 16 lower-case hex digits, never all zeros. */
  readonly spanId: string;
  /** 16 lower-case hex digits, or the empty string for a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  /** OTLP's number of the kind; numbers we do not know are kept. */
  readonly kind: number;
  /** Nanoseconds since 1970; 0 when the sender gave none. */
  readonly startTimeUnixNano: bigint;
  /** Nanoseconds since 1970; 0 when the sender gave none. */
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  /** 0 unset, 1 ok, 2 error; codes we do not know are unset. */
  readonly status: { readonly code: 0 | 1 | 2; readonly message: string };
}

/** Spans or log records left out, and the one reason they share. Reasons are our own fixed texts: they never quote the input. */
export interface Rejection {
  readonly reason: string;
  readonly count: number;
}

/** What a request held: the spans that are sound, and why others are not. */
export interface DecodedTraces {
  readonly spans: readonly Span[];
  readonly rejected: readonly Rejection[];
}

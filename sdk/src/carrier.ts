import {
  createTraceState,
  isSpanContextValid,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';
import { progressFields, taskFields } from './contract/index.js';

/** The headers by which a workflow goes on elsewhere: W3C `traceparent`, `tracestate` and `baggage`. */
export type Carrier = Readonly<Record<string, string>>;

/** Headers as they come: of `node:http`, of a queue's message, or of {@link Carrier}. */
export type CarrierLike = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What of a task travels with a carrier, so that it can be linked to, or resumed. */
export interface Origin {
  readonly runId?: string | undefined;
  readonly correlationId?: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAt?: number | undefined;
}

/** The names of an origin's parts in the baggage: those on the wire everywhere else. */
const KEYS = {
  runId: taskFields.runId.key,
  correlationId: taskFields.correlationId.key,
  startedAt: progressFields.startTimeMs.key,
} as const;

/** `traceparent` of W3C Trace Context: version, trace, span, flags. Later versions may add parts. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

/** Headers that make whatever receives them part of the same trace and workflow. */
export function inject(context: Context, { runId, correlationId, startedAt }: Origin): Carrier {
  const span = trace.getSpanContext(context);
  const luggage = [
    [KEYS.runId, runId],
    [KEYS.correlationId, correlationId],
    [KEYS.startedAt, startedAt],
  ] as const;
  const baggage = luggage
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`]))
    .join(',');
  const carrier: Record<string, string> = { baggage };
  if (span !== undefined && isSpanContextValid(span)) {
    carrier['traceparent'] = `00-${span.traceId}-${span.spanId}-${hexByte(span.traceFlags)}`;
    const state = span.traceState?.serialize();
    if (state) carrier['tracestate'] = state;
  }
  return carrier;
}

/** The span that `traceparent` and `tracestate` name, if they are sound. */
function remoteSpan(traceparent: string, tracestate: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent.trim()) ?? [];
  const context = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(tracestate === '' ? {} : { traceState: createTraceState(tracestate) }),
  };
  return isSpanContextValid(context) ? context : undefined;
}

/** One entry of W3C Baggage; undefined where there is none that can be read. */
function entryOf(baggage: string, key: string): string | undefined {
  for (const entry of baggage.split(',')) {
    const [name = '', value = ''] = (entry.split(';', 1)[0] ?? '').split(/=(.*)/s);
    if (name.trim() !== key) continue;
    try {
      return decodeURIComponent(value.trim());
    } catch {
      return undefined; // a stranger's header: as good as absent
    }
  }
  return undefined;
}

/** The trace and the origin that headers name; `base` without its span when they name none. */
export function extract(base: Context, carrier: CarrierLike): { readonly context: Context; readonly origin: Origin } {
  // Header names know no case; queues and loggers spell them as they like.
  const headers = new Map(Object.entries(carrier).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string): string => {
    const value = headers.get(name);
    return typeof value === 'string' ? value : (value?.join(',') ?? '');
  };
  const span = remoteSpan(header('traceparent'), header('tracestate'));
  const baggage = header('baggage');
  const startedAt = Number(entryOf(baggage, KEYS.startedAt));
  return {
    context: span === undefined ? trace.deleteSpan(base) : trace.setSpanContext(base, span),
    origin: {
      runId: entryOf(baggage, KEYS.runId),
      correlationId: entryOf(baggage, KEYS.correlationId),
      startedAt: Number.isSafeInteger(startedAt) && startedAt > 0 ? startedAt : undefined,
    },
  };
}

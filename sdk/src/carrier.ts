import { defaultTextMapGetter, defaultTextMapSetter, propagation, trace, type Context } from '@opentelemetry/api';
import { W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { taskFields, progressFields } from './contract/index.js';

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

const traceContext = new W3CTraceContextPropagator();
const baggage = new W3CBaggagePropagator();

/** The names of an origin's parts in the baggage: those on the wire everywhere else. */
const KEYS = {
  runId: taskFields.runId.key,
  correlationId: taskFields.correlationId.key,
  startedAt: progressFields.startTimeMs.key,
} as const;

/** Headers that make whatever receives them part of the same trace and workflow. */
export function inject(context: Context, { runId, correlationId, startedAt }: Origin): Carrier {
  const carrier: Record<string, string> = {};
  const entries = [
    [KEYS.runId, runId],
    [KEYS.correlationId, correlationId],
    [KEYS.startedAt, startedAt?.toString()],
  ] as const;
  let luggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  for (const [key, value] of entries) if (value !== undefined) luggage = luggage.setEntry(key, { value });
  traceContext.inject(context, carrier, defaultTextMapSetter);
  baggage.inject(propagation.setBaggage(context, luggage), carrier, defaultTextMapSetter);
  return carrier;
}

/** The trace and the origin that headers name; a context without a span when they name none. */
export function extract(base: Context, carrier: CarrierLike): { readonly context: Context; readonly origin: Origin } {
  // Header names know no case; queues and loggers spell them as they like.
  const headers = Object.fromEntries(Object.entries(carrier).map(([name, value]) => [name.toLowerCase(), value]));
  const context = traceContext.extract(trace.deleteSpan(base), headers, defaultTextMapGetter);
  const luggage = propagation.getBaggage(baggage.extract(base, headers, defaultTextMapGetter));
  const entry = (key: string): string | undefined => luggage?.getEntry(key)?.value;
  const startedAt = Number(entry(KEYS.startedAt));
  return {
    context,
    origin: {
      runId: entry(KEYS.runId),
      correlationId: entry(KEYS.correlationId),
      startedAt: Number.isSafeInteger(startedAt) && startedAt > 0 ? startedAt : undefined,
    },
  };
}

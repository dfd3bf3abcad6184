import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { HttpError } from '../errors.js';

/** The scope of the spans that the bridge tells of itself. Requests that carry these are never traced: it would not end. */
export const OWN_SCOPE = '@hiveboard/bridge';

/** Without an SDK, which only main.ts brings, this records nothing and costs nothing. */
const tracer = () => trace.getTracer(OWN_SCOPE);

/** A piece of work as a span: counts and fixed words, never what anybody sent. */
export interface Work {
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal';
  readonly attributes?: Attributes;
  /** When it began, by `performance.now()`. Default now. */
  readonly startedAt?: number;
  /** The spans that it works for, when it is part of none of them. Default the one that is under way. */
  readonly worksFor?: readonly SpanContext[];
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/** More links than this say nothing new. */
const MOST_LINKS = 32;

/** What kind of failure it was: a word, not the message, which may quote what somebody sent. */
function errorType(error: unknown): string {
  if (error instanceof HttpError) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  if ('type' in error && typeof error.type === 'string' && error.type !== '') return error.type;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

const isCallersFault = (error: unknown): boolean => error instanceof HttpError && error.status < 500;

async function finish<T>(span: Span, run: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await run(span);
  } catch (error) {
    span.setAttribute('error.type', errorType(error));
    if (!isCallersFault(error)) span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end(performance.now());
  }
}

/** Does a piece of work as a span, of the trace that is under way or of its own. */
export function inSpan<T>(work: Work, run: (span: Span) => Promise<T>): Promise<T> {
  const { name, kind, attributes = {}, startedAt = performance.now(), worksFor } = work;
  const links = worksFor?.slice(0, MOST_LINKS).map((context) => ({ context }));
  const options = { kind: KINDS[kind], attributes, startTime: startedAt };
  return tracer().startActiveSpan(name, links === undefined ? options : { ...options, links, root: true }, (span) =>
    finish(span, run),
  );
}

/** Does a piece of work as a span, where a trace is under way. */
export const inChildSpan = <T>(work: Work, run: () => Promise<T>): Promise<T> =>
  trace.getActiveSpan() === undefined ? run() : inSpan(work, run);

/** Records a piece of work that is over, where a trace is under way. Times by `performance.now()`. */
export function recordDone(name: string, startedAt: number, endedAt: number): void {
  if (trace.getActiveSpan() === undefined) return;
  tracer().startSpan(name, { startTime: startedAt }).end(endedAt);
}

/** Does work that belongs to none of the spans that are under way. */
export const withoutSpan = <T>(run: () => T): T => context.with(ROOT_CONTEXT, run);

/** The span that is under way. */
export const currentSpan = (): SpanContext | undefined => trace.getActiveSpan()?.spanContext();
export type { SpanContext };

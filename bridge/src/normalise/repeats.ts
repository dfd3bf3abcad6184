import type { Span } from '../decode/span.js';
import type { Recognised } from './foreign-span.js';
import { firstOf } from './place.js';

interface Seen {
  readonly span: Span;
  readonly foreign: Recognised | undefined;
}

const keyOf = (traceId: string, spanId: string): string => `${traceId}${spanId}`;

const spent = ({ span, foreign }: Seen): boolean =>
  foreign !== undefined &&
  firstOf(span.attributes, [...foreign.reading.places.tokensIn, ...foreign.reading.places.tokensOut]) !== undefined;

/** Calls further apart than this do not repeat each other, and parents that form a ring end here. */
const DEPTH_LIMIT = 32;

/**
 * Where a framework and the client below it are both instrumented, one request to a model is told by two spans, one
 * inside the other. The inner one is the request; the outer one repeats it, unless the inner one knows no tokens.
 */
export function repeatingCalls(seen: readonly Seen[]): ReadonlySet<Span> {
  const calls = seen.filter(({ foreign }) => foreign?.role === 'call');
  const repeating = new Set<Span>();
  if (calls.length < 2) return repeating;
  const byKey = new Map(seen.map((each) => [keyOf(each.span.traceId, each.span.spanId), each]));
  for (const call of calls.filter(spent)) {
    let above = byKey.get(keyOf(call.span.traceId, call.span.parentSpanId));
    for (let depth = 0; above !== undefined && depth < DEPTH_LIMIT; depth += 1) {
      // An agent or a tool between two calls means that they are two.
      if (above === call || above.foreign?.role === 'agent' || above.foreign?.role === 'tool') break;
      if (above.foreign?.role === 'call') repeating.add(above.span);
      above = byKey.get(keyOf(above.span.traceId, above.span.parentSpanId));
    }
  }
  return repeating;
}

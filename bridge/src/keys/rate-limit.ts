import type { KeyScope } from './api-key.js';

/** Requests a second that a key may send when its entry says nothing else. */
const PER_SECOND: Readonly<Record<KeyScope, number>> = { ingest: 100, read: 30, admin: 30 };

/** Whether a request is within its limit, and what to tell the client of it. */
export interface Take {
  readonly isWithin: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** A refused client finds at least one request to spend after so long: every limit is one a second or more. */
export const RETRY_AFTER_SECONDS = 1;

// Counted in thousandths, so that a millisecond at n requests a second fills exactly n.
const REQUEST = 1000;

/**
 * A token bucket: so many requests a second, and as many at once after a second of rest. Its headers are those of the
 * IETF draft "RateLimit header fields for HTTP", revision 8 and later.
 *
 * @param clock epoch milliseconds
 */
export function createRateLimit(
  scope: KeyScope,
  clock: () => number,
  perSecond: number = PER_SECOND[scope],
): () => Take {
  const capacity = perSecond * REQUEST;
  const policy = `"${scope}";q=${perSecond};w=1`;
  let tokens = capacity;
  let filledAt = clock();
  return () => {
    const now = clock();
    tokens = Math.min(capacity, tokens + Math.max(0, now - filledAt) * perSecond);
    filledAt = now;
    const isWithin = tokens >= REQUEST;
    if (isWithin) tokens -= REQUEST;
    const rest = `"${scope}";r=${Math.floor(tokens / REQUEST)};t=1`;
    return { isWithin, headers: { 'RateLimit-Policy': policy, RateLimit: rest } };
  };
}

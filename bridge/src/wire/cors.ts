import type { IncomingHttpHeaders } from 'node:http';

const REQUEST_HEADERS = 'Content-Type, Content-Encoding, Authorization, X-Api-Key, traceparent';
/** Browsers ask again after so long. In seconds. */
const MAX_AGE = '7200';

/** Which web pages may send telemetry from a browser. Origins such as `https://shop.example`, compared as they are. */
export interface Cors {
  readonly allowedOrigins: readonly string[];
}

/** What lets a page of an allowed origin read an answer; nothing for anyone else. */
export function corsHeaders(cors: Cors | undefined, headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  if (cors === undefined) return {};
  const { origin } = headers;
  if (origin === undefined || !cors.allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin' };
}

/** The answer to a browser that asks whether it may send; nothing when it may not. */
export function preflightHeaders(
  cors: Cors | undefined,
  headers: IncomingHttpHeaders,
): Readonly<Record<string, string>> | undefined {
  const allowed = corsHeaders(cors, headers);
  if (allowed['Access-Control-Allow-Origin'] === undefined) return undefined;
  return {
    ...allowed,
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': REQUEST_HEADERS,
    'Access-Control-Max-Age': MAX_AGE,
  };
}

import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { context, createContextKey } from '@opentelemetry/api';
import type { Config, Protocol } from '../config.js';
import { SDK_NAME, SDK_VERSION } from '../version.js';
import { messageOf } from '../warnings.js';
import { decodeJsonResponse, encodeJsonRequest } from './otlp-json.js';
import { decodeResponse, encodeRequest } from './otlp.js';
import type { FinishedSpan } from './recorded-span.js';

/** What came of sending a batch. */
export type Delivery =
  /** The receiver has it; it refused `rejected` of the spans and may have something to say. */
  | { readonly kind: 'accepted'; readonly rejected: number; readonly message?: string }
  /** Worth another try; not before `afterMs`, if the receiver named a time, and no more than `tries` in a row. */
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs?: number; readonly tries?: number }
  /** A smaller batch may pass. */
  | { readonly kind: 'too_large' }
  /** No retry will help. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The way to a receiver. */
export interface Sender {
  /** Sends spans. Never rejects. */
  readonly deliver: (spans: readonly FinishedSpan[]) => Promise<Delivery>;
  /** Cuts the connection, in the middle of a request if need be. */
  readonly close: () => void;
}

/** Where to send, as whom, and how. */
export type Destination = Pick<Config, 'tracesUrl' | 'apiKey' | 'protocol'>;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** An answer is a few bytes; whoever sends more than this is not an OTLP receiver. */
const ANSWER_LIMIT = 64 * 1024;
const RETRYABLE = new Set([408, 429, 502, 503, 504]);
/** What servers of other things answer. */
const NOT_FOUND = new Set([404, 405]);
/** OTLP calls a 500 final, yet restarts produce it too; a batch that always causes one must not block the rest. */
const TRIES_AFTER_500 = 5;

/** The key by which instrumentation of every OpenTelemetry SDK knows that it should keep quiet. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

const compress = promisify(gzip);

/** `Retry-After` in milliseconds, from seconds or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function refusal(status: number, url: string): string {
  if (status === 401 || status === 403) {
    return `${url} refused the API key (HTTP ${status}): check apiKey or HIVE_API_KEY`;
  }
  if (NOT_FOUND.has(status)) return `${url} is not an OTLP receiver (HTTP ${status}): check endpoint or HIVE_ENDPOINT`;
  if (status >= 300 && status < 400) {
    return `${url} is elsewhere (HTTP ${status}): set endpoint or HIVE_ENDPOINT to where it redirects to`;
  }
  return `${url} refused the data (HTTP ${status})`;
}

/** Why nothing came back. OpenSSL's own words for the first are of no help to anybody. */
const failureOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPROTO'
    ? 'no TLS there: check whether endpoint is http or https'
    : messageOf(error) || 'connection failed';

/** How spans are written, and answers read. */
const FORMATS = {
  'http/protobuf': { contentType: 'application/x-protobuf', encodeRequest, decodeResponse },
  'http/json': {
    contentType: 'application/json',
    encodeRequest: encodeJsonRequest,
    decodeResponse: decodeJsonResponse,
  },
} as const satisfies Readonly<Record<Protocol, unknown>>;

function accepted(body: Uint8Array, protocol: Protocol): Delivery {
  try {
    const { rejectedSpans: rejected, errorMessage: message } = FORMATS[protocol].decodeResponse(body);
    return { kind: 'accepted', rejected, ...(message ? { message } : {}) };
  } catch {
    return { kind: 'accepted', rejected: 0 }; // an unreadable answer does not undo a 2xx
  }
}

function judge({ status, headers, body }: Answer, { tracesUrl: url, protocol }: Destination): Delivery {
  if (status < 300 && headers['content-type']?.startsWith('text/html') === true) {
    return { kind: 'refused', reason: `${url} answers with a web page: check endpoint or HIVE_ENDPOINT` };
  }
  if (status >= 200 && status < 300) return accepted(body, protocol);
  if (status === 413) return { kind: 'too_large' };
  if (status === 500) return { kind: 'later', reason: 'HTTP 500', tries: TRIES_AFTER_500 };
  if (!RETRYABLE.has(status)) return { kind: 'refused', reason: refusal(status, url) };
  const afterMs = retryAfterMs(headers['retry-after'], Date.now());
  return { kind: 'later', reason: `HTTP ${status}`, ...(afterMs === undefined ? {} : { afterMs }) };
}

/**
 * Sends spans as OTLP over HTTP: gzip, connections kept open.
 *
 * Not the exporter of OpenTelemetry: that one retries by itself for up to ten seconds on timers that hold a finished
 * process open, and hides the status of a retryable failure. Retrying belongs in one place, the outbox.
 */
export function createSender(destination: Destination, requestTimeoutMs = REQUEST_TIMEOUT_MS): Sender {
  const { tracesUrl: url, apiKey, protocol } = destination;
  const { contentType, encodeRequest: encode } = FORMATS[protocol];
  const abort = new AbortController();
  const secure = url.startsWith('https:');
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const headers = {
    'content-type': contentType,
    'content-encoding': 'gzip',
    'user-agent': `${SDK_NAME}/${SDK_VERSION}`,
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };

  const post = (body: Uint8Array): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(
        url,
        { method: 'POST', agent, headers: { ...headers, 'content-length': body.byteLength }, signal: abort.signal },
        (response) => {
          const chunks: Uint8Array[] = [];
          let size = 0;
          response.on('data', (chunk: Uint8Array) => {
            size += chunk.byteLength;
            if (size > ANSWER_LIMIT) response.destroy(new Error('the answer is too long for an OTLP receiver'));
            else chunks.push(chunk);
          });
          response.on('error', reject);
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
          });
        },
      );
      // Of the whole exchange: a receiver that drips its answer must not hold up the queue.
      const deadline = setTimeout(() => request.destroy(new Error('no answer in time')), requestTimeoutMs).unref();
      request.on('close', () => {
        clearTimeout(deadline);
      });
      request.on('error', reject);
      request.end(body);
    });

  const deliver = async (spans: readonly FinishedSpan[]): Promise<Delivery> => {
    let body: Uint8Array;
    try {
      body = await compress(encode(spans));
    } catch (error) {
      return { kind: 'refused', reason: `spans cannot be encoded: ${messageOf(error)}` };
    }
    try {
      // Without this an application that traces its HTTP calls would trace our reports of its traces, for ever.
      const answer = await context.with(context.active().setValue(SUPPRESS_TRACING, true), () => post(body));
      return judge(answer, destination);
    } catch (error) {
      return /^https?:/.test(url) && URL.canParse(url)
        ? { kind: 'later', reason: failureOf(error) }
        : { kind: 'refused', reason: 'endpoint is not an http or https address' };
    }
  };

  return {
    deliver,
    close: () => {
      abort.abort();
      agent.destroy();
    },
  };
}

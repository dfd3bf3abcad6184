import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

import { Router } from 'express';

import type { ErrorLog } from '../error-log.js';
import type { DecodedLogs } from '../decode/log-record.js';
import type { DecodedTraces } from '../decode/span.js';
import type { Accepted } from './accepted.js';
import { encodeStatus, encodeSuccess, type Outcome, type RejectedField } from './answer.js';
import { ClientGone, readBody } from './body.js';
import { corsHeaders, preflightHeaders, type Cors } from './cors.js';
import { discard, METRICS } from './discarded.js';
import { encodingOf, MEDIA_TYPE, type Encoding } from './encoding.js';
import { Refused, type Refusal } from './refusal.js';
import { receiveLogs } from './logs.js';
import { createMemory, type Share } from './memory.js';
import { methodNotAllowed, refusalOf, turnedAway, WRONG_CONTENT_TYPE, type TurnedAway } from './refusals.js';
import { receiveTraces } from './traces.js';
import { createWork, type Work } from './work.js';

/** 64 MiB, as the specification recommends. */
const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_HELD_BYTES = 256 * 1024 * 1024;
/** About what one core turns into rows in a second, and many times as much once it is decoded. */
const DEFAULT_MAX_WORK_BYTES = 16 * 1024 * 1024;

/** For whom a request is. */
export interface OtlpContext {
  readonly tenant: string;
  /** For the answer to a request that is taken, such as how many more may follow. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who sent a request, or why it is turned away. */
export type Authentication = OtlpContext | TurnedAway;

/** One answered request, for counters. */
export interface OtlpExchange {
  readonly signal: OtlpSignal;
  readonly status: number;
  /** Spans, data points or log records of a 200 that were not kept. */
  readonly rejected: number;
}

export type OtlpSignal = 'traces' | 'metrics' | 'logs';

/** What the receiver needs of the rest of the bridge. */
export interface OtlpDependencies {
  /**
   * Makes spans durable: its promise settles once they are inserted or spooled. Called with whatever was decoded, also
   * when every span was rejected, but not for an empty request.
   *
   * @throws Unavailable to make the sender come back later; anything else is logged and does the same.
   */
  readonly accept: (traces: DecodedTraces, context: OtlpContext) => Promise<Accepted>;
  /** The same for log records. */
  readonly acceptLogs: (logs: DecodedLogs, context: OtlpContext) => Promise<Accepted>;
  /** Reads the credentials of a request before its body is read. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Authentication | Promise<Authentication>;
  readonly limits?: {
    /** The largest body, both as sent and inflated. Default {@link DEFAULT_MAX_BODY_BYTES}. */
    readonly maxBodyBytes?: number;
    /** Memory for the bodies of all requests that are not answered yet, as sent and inflated. Default 256 MiB, or two of the largest if those are more. */
    readonly maxHeldBytes?: number;
    /** Bodies that are being turned into rows, or wait for the store, at a time, in bytes. Default 16 MiB; one larger body alone is taken. */
    readonly maxWorkBytes?: number;
  };
  /** Lets web pages send. By default none may. */
  readonly cors?: Cors | undefined;
  /** Hears of failures that are ours; pino's logger fits. */
  readonly log: ErrorLog;
  /** Told of every answer. */
  readonly observe?: (exchange: OtlpExchange) => void;
}

/** Where a signal is received, whichever way it comes. */
export interface Endpoint {
  readonly signal: OtlpSignal;
  readonly allowedMethods: string;
  readonly rejectedField: RejectedField;
  readonly receive: (body: Buffer, encoding: Encoding, context: OtlpContext) => Outcome | Promise<Outcome>;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly rejected: number;
}

/** What all ways in share: HTTP and gRPC take the same signals, out of the same memory. */
export interface OtlpReceiver extends Omit<OtlpDependencies, 'limits'> {
  readonly endpoints: readonly Endpoint[];
  readonly maxBodyBytes: number;
  readonly newShare: () => Share;
  readonly work: Work;
}

/** Receives traces and logs, and politely refuses metrics. */
export function createReceiver({ limits = {}, ...dependencies }: OtlpDependencies): OtlpReceiver {
  const { accept, acceptLogs } = dependencies;
  const { maxBodyBytes = DEFAULT_MAX_BODY_BYTES, maxHeldBytes, maxWorkBytes = DEFAULT_MAX_WORK_BYTES } = limits;
  const endpoints: readonly Endpoint[] = [
    {
      signal: 'traces',
      allowedMethods: 'POST',
      rejectedField: 'rejectedSpans',
      receive: (body, encoding, context) => receiveTraces(body, encoding, (traces) => accept(traces, context)),
    },
    {
      signal: 'metrics',
      // The API answers questions about metrics at the path where OTLP posts them.
      allowedMethods: 'GET, HEAD, POST',
      rejectedField: 'rejectedDataPoints',
      receive: (body, encoding) => discard(METRICS, body, encoding),
    },
    {
      signal: 'logs',
      allowedMethods: 'POST',
      rejectedField: 'rejectedLogRecords',
      receive: (body, encoding, context) => receiveLogs(body, encoding, (logs) => acceptLogs(logs, context)),
    },
  ];
  // Every body that may be sent must fit, beside itself inflated.
  const newShare = createMemory(maxHeldBytes ?? Math.max(DEFAULT_MAX_HELD_BYTES, 2 * maxBodyBytes));
  const work = createWork(maxWorkBytes);
  const admitted = endpoints.map((endpoint) => ({
    ...endpoint,
    receive: (...[body, encoding, context]: Parameters<Endpoint['receive']>) =>
      work.run(body.length, () => endpoint.receive(body, encoding, context)),
  }));
  return { ...dependencies, endpoints: admitted, maxBodyBytes, newShare, work };
}

/** OTLP/HTTP: `POST /v1/traces` and the like. */
export function otlpRoutes(receiver: OtlpReceiver): Router {
  const router = Router();
  for (const endpoint of receiver.endpoints) {
    const answer = answerer(endpoint, receiver);
    router.all(`/v1/${endpoint.signal}`, (request, response, next) => {
      const isForOthers = request.method !== 'POST' && endpoint.allowedMethods.split(', ').includes(request.method);
      if (!isForOthers) return answer(request, response);
      next();
      return undefined;
    });
  }
  return router;
}

type Answerer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function answerer(endpoint: Endpoint, receiver: OtlpReceiver): Answerer {
  const { signal } = endpoint;
  const { cors, log, observe, newShare } = receiver;
  return async (request, response) => {
    const preflight = request.method === 'OPTIONS' ? preflightHeaders(cors, request.headers) : undefined;
    if (preflight !== undefined) {
      response.writeHead(204, preflight).end();
      return;
    }
    const share = newShare();
    let reply: Reply;
    try {
      reply = await receive(request, endpoint, { ...receiver, share });
    } catch (error) {
      if (error instanceof ClientGone) return;
      const { refusal, isOurFault } = refusalOf(error);
      if (isOurFault) log.error({ err: error, signal }, 'An OTLP request could not be kept');
      reply = refusalReply(refusal, encodingOf(request.headers['content-type']) ?? 'json');
    } finally {
      share.giveBack();
    }
    observe?.({ signal, status: reply.status, rejected: reply.rejected });
    // Node's own methods: express would add a charset to the media type.
    response.writeHead(reply.status, {
      ...corsHeaders(cors, request.headers),
      ...reply.headers,
      'Content-Length': reply.body.length,
    });
    response.end(reply.body);
  };
}

/** The steps of a request, cheapest first; each may refuse it. */
async function receive(
  request: IncomingMessage,
  endpoint: Endpoint,
  { share, ...receiver }: OtlpReceiver & { readonly share: Share },
): Promise<Reply> {
  if (request.method !== 'POST') throw new Refused(methodNotAllowed(endpoint.allowedMethods));
  const sender = await receiver.authenticate(request.headers);
  if ('status' in sender) throw new Refused(turnedAway(sender));
  const encoding = encodingOf(request.headers['content-type']);
  if (encoding === undefined) throw new Refused(WRONG_CONTENT_TYPE);
  receiver.work.check(Number(request.headers['content-length'] ?? 0));
  const body = await readBody(request, { maxBytes: receiver.maxBodyBytes, share });
  const outcome = await endpoint.receive(body, encoding, sender);
  return {
    status: 200,
    headers: { ...sender.headers, 'Content-Type': MEDIA_TYPE[encoding] },
    body: encodeSuccess(encoding, endpoint.rejectedField, outcome),
    rejected: outcome.rejected,
  };
}

function refusalReply({ status, code, message, headers }: Refusal, encoding: Encoding): Reply {
  return {
    status,
    headers: { ...headers, 'Content-Type': MEDIA_TYPE[encoding] },
    body: encodeStatus(encoding, code, message),
    rejected: 0,
  };
}

import { setMaxListeners } from 'node:events';
import { ClickHouseError } from '@clickhouse/client';
import { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { isRecord } from '@hiveboard/sdk/contract';
import type { ErrorLog } from '../error-log.js';
import { HttpError, type ErrorCode } from '../errors.js';
import type { Reader } from '../query/reader.js';
import type { Admission } from '../keys/gate.js';
import { inSpan } from '../tracing/own-spans.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';

/** What the API needs of the rest of the bridge. */
export interface ApiDependencies {
  readonly reader: Reader;
  /** Who asks, and whether they may. */
  readonly admit: (request: Request) => Admission;
  readonly clock: () => number;
  readonly log: ErrorLog;
}

/** Which error it is to be turned away. */
const TURNED_AWAY = {
  401: 'authentication_failed',
  403: 'insufficient_scope',
  429: 'rate_limit_exceeded',
} as const satisfies Record<number, ErrorCode>;

/** ClickHouse's own words for a question that is too large. */
const EXPENSIVE: ReadonlySet<string> = new Set([
  'TIMEOUT_EXCEEDED',
  'MEMORY_LIMIT_EXCEEDED',
  'TOO_MANY_ROWS',
  'TOO_SLOW',
]);

/** What it says while its tables are still being made, or while a shard of a cluster does not answer. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'UNKNOWN_DATABASE',
  'UNKNOWN_TABLE',
  'ABORTED',
  'ALL_CONNECTION_TRIED_FAILED',
  'ALL_CONNECTION_TRIES_FAILED',
  'ALL_REPLICAS_ARE_STALE',
  'ATTEMPT_TO_READ_AFTER_EOF',
  'NETWORK_ERROR',
  'SOCKET_TIMEOUT',
]);

/** True for failures to reach ClickHouse at all, which carry a system's code, as opposed to defects of ours. */
const isUnreachable = (error: unknown): boolean =>
  isRecord(error) &&
  (typeof error['code'] === 'string' ||
    (typeof error['message'] === 'string' && error['message'].startsWith('Timeout error')));

/** What Express's reader of bodies throws. */
const isBodyError = (error: unknown, status: number): boolean =>
  isRecord(error) && error['expose'] === true && error['status'] === status;

/** Which error a failure is to the caller, best match first. */
const MEANINGS: readonly (readonly [matches: (error: unknown) => boolean, code: ErrorCode])[] = [
  [(error) => isBodyError(error, 413), 'body_too_large'],
  [(error) => isBodyError(error, 400), 'body_unreadable'],
  [(error) => error instanceof ClickHouseError && EXPENSIVE.has(error.type ?? ''), 'query_too_expensive'],
  [(error) => error instanceof ClickHouseError && UNAVAILABLE.has(error.type ?? ''), 'store_unavailable'],
  [(error) => error instanceof ClickHouseError, 'internal_error'],
  [isUnreachable, 'store_unavailable'],
];

/** An error as what the caller is told. What went wrong inside is logged, never shown. */
function answerable(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof URIError) {
    const message = 'path: expected percent signs that stand for UTF-8';
    return new HttpError('invalid_parameter', { message, details: { parameter: 'path' }, cause: error });
  }
  const code = MEANINGS.find(([matches]) => matches(error))?.[1] ?? 'internal_error';
  return new HttpError(code, { cause: error });
}

/** As many as one answer may ask at the same time: Node takes more than ten listeners for a leak. */
const MOST_STATEMENTS = 50;

/** Aborts when the client goes away before it has its answer. */
export function goneSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(MOST_STATEMENTS, controller.signal);
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Who asks; whoever is turned away gets an error. Both are told how much they may still ask. */
export function admitted(
  admission: Admission,
  response: Response,
): { readonly tenant: string; readonly keyName: string } {
  response.set(admission.headers);
  if (!('status' in admission)) return admission;
  const retryAfter = admission.headers['Retry-After'];
  throw new HttpError(TURNED_AWAY[admission.status], {
    message: admission.message,
    ...(retryAfter === undefined ? {} : { details: { retry_after_seconds: Number(retryAfter) } }),
  });
}

/** A path of the contract as Express writes it. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** The questions of the v1 API as routes. Whoever has an answer already, by its ETag, is only told that it still holds. */
export function apiRoutes({ reader, admit, clock }: ApiDependencies): Router {
  const router = Router();
  const routes: readonly Route[] = ROUTES;
  for (const { path, isPrivate, ask } of routes) {
    router.get(expressPath(path), async (request, response) => {
      const { tenant } = admitted(admit(request), response);
      const signal = goneSignal(response);
      const attributes = { 'http.request.method': 'GET', 'http.route': path };
      const body = await inSpan({ name: `GET ${path}`, kind: 'server', attributes }, () =>
        ask({
          reader,
          tenant,
          now: clock(),
          query: request.query,
          path: Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)])),
          signal,
        }),
      );
      // What is kept is one reader's own, and asked about before it is used again.
      response.vary('Authorization').vary('X-API-Key');
      response.set('cache-control', isPrivate ? 'no-store' : 'private, no-cache').json(body);
    });
  }
  return router;
}

/** The one place where errors become answers. */
export function errorHandler(log: ApiDependencies['log']): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters.
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    // A client that hung up is no error of anybody's.
    if (response.destroyed || request.socket.destroyed) return;
    const answer = answerable(error);
    if (answer.status >= 500) log.error({ err: answer.cause, path: request.path }, answer.message);
    if (answer.status === 503) response.set('retry-after', '5');
    response.status(answer.status).json(answer.body());
  };
}

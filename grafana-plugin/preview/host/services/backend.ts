import { AppEvents } from '@grafana/data';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { isFetchError } from '@grafana/runtime';
import { lastValueFrom, Observable } from 'rxjs';
import { appEvents } from './app-events.js';
import { bodyOf, queryString } from './fetch-parts.js';

const requestData = async <T>(options: BackendSrvRequest): Promise<T> =>
  (await lastValueFrom(observe<T>(options, bodyOf))).data;

/** Grafana's HTTP client, on the browser's fetch. */
export const backendSrv: BackendSrv = {
  fetch: <T>(options: BackendSrvRequest) => observe<T>(options, bodyOf),
  chunked: observeChunks,
  request: requestData,
  datasourceRequest: <T>(options: BackendSrvRequest) => lastValueFrom(observe<T>(options, bodyOf)),
  get: <T>(
    url: string,
    params?: Record<string, unknown>,
    ...[requestId, options]: [string?, Partial<BackendSrvRequest>?]
  ) =>
    requestData<T>({
      ...options,
      url,
      method: 'GET',
      ...(params && { params }),
      ...(requestId !== undefined && { requestId }),
    }),
  delete: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) =>
    requestData<T>({ ...options, url, data, method: 'DELETE' }),
  post: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) =>
    requestData<T>({ ...options, url, data, method: 'POST' }),
  put: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) =>
    requestData<T>({ ...options, url, data, method: 'PUT' }),
  patch: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) =>
    requestData<T>({ ...options, url, data, method: 'PATCH' }),
};

type ReadBody = (response: Response, options: BackendSrvRequest) => Promise<unknown>;

function observe<T>(options: BackendSrvRequest, readBody: ReadBody): Observable<FetchResponse<T>> {
  return new Observable((subscriber) => {
    const control = controlOf(options);
    const run = async (): Promise<void> => {
      const response = await send(options, control.signal);
      // The type of the body is the caller's word, as in Grafana.
      const data = (await readBody(response, options)) as T;
      if (!response.ok) {
        fail(refused(options, response, data));
        return;
      }
      subscriber.next(describe(options, response, data));
      subscriber.complete();
    };
    const fail = (failure: FetchError): void => {
      alertOf(options, failure);
      subscriber.error(failure);
    };
    run().catch((error: unknown) => {
      fail(control.signal.aborted ? cancelled(options) : broken(options, error));
    });
    return () => {
      control.abort();
    };
  });
}

function observeChunks(options: BackendSrvRequest): Observable<FetchResponse<Uint8Array | undefined>> {
  return new Observable((subscriber) => {
    const control = controlOf(options);
    const run = async (): Promise<void> => {
      const response = await send(options, control.signal);
      if (!response.ok) {
        subscriber.error(refused(options, response, await bodyOf(response, options)));
        return;
      }
      const reader = response.body?.getReader();
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
        subscriber.next(describe(options, response, part.value));
      }
      subscriber.complete();
    };
    run().catch((error: unknown) => {
      subscriber.error(control.signal.aborted ? cancelled(options) : broken(options, error));
    });
    return () => {
      control.abort();
    };
  });
}

/** Requests that carry a `requestId` end the one before with the same id. */
const running = new Map<string, AbortController>();

function controlOf({ requestId, abortSignal }: BackendSrvRequest): AbortController {
  const control = new AbortController();
  abortSignal?.addEventListener('abort', () => {
    control.abort();
  });
  if (requestId !== undefined) {
    running.get(requestId)?.abort();
    running.set(requestId, control);
  }
  return control;
}

function send(options: BackendSrvRequest, signal: AbortSignal): Promise<Response> {
  const { url, params, method = 'GET', headers } = options;
  const body: unknown = options.data;
  const hasBody = body !== undefined && body !== null && method !== 'GET';
  const address = /^(https?:)?\//.test(url) ? url : `/${url}`;
  return fetch(address + queryString(params, address.includes('?')), {
    method,
    signal,
    headers: {
      accept: 'application/json, text/plain, */*',
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(hasBody ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  });
}

function describe<T>(config: BackendSrvRequest, response: Response, data: T): FetchResponse<T> {
  const { status, statusText, ok, headers, redirected, type, url } = response;
  return { data, status, statusText, ok, headers, redirected, type, url, config };
}

const refused = (config: BackendSrvRequest, { status, statusText }: Response, data: unknown): FetchError => ({
  status,
  statusText,
  data,
  config,
});

const cancelled = (config: BackendSrvRequest): FetchError => ({
  cancelled: true,
  status: -1,
  statusText: 'Request was aborted',
  data: null,
  config,
});

function broken(config: BackendSrvRequest, error: unknown): FetchError {
  if (isFetchError(error)) return error;
  const message = error instanceof Error ? error.message : 'Failed to fetch';
  return { status: 0, statusText: message, message, data: { message }, config };
}

const alertDelayMs = 50;

/** As in Grafana, a failure shows itself unless its caller asked for silence or has handled it by then. */
function alertOf({ showErrorAlert = true }: BackendSrvRequest, failure: FetchError): void {
  if (!showErrorAlert || failure.cancelled === true) return;
  setTimeout(() => {
    if (failure.isHandled === true) return;
    const payload = [failure.statusText ?? 'Request failed', messageOf(failure.data)];
    appEvents.publish({ type: AppEvents.alertError.name, payload });
  }, alertDelayMs);
}

const messageOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';

import { AppEvents } from '@grafana/data';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { getAppEvents } from '@grafana/runtime';
import { lastValueFrom, Observable } from 'rxjs';
import { fromFetchBody, queryString } from './fetch-parts.js';

/** Requests that carry a `requestId` end the one before with the same id. */
const running = new Map<string, AbortController>();

/** Grafana's HTTP client, on the browser's fetch. */
export const backendSrv: BackendSrv = {
  fetch: <T>(options: BackendSrvRequest) => responseOf<T>(options, fromFetchBody),
  chunked: (options) => chunksOf(options),
  request: async <T>(options: BackendSrvRequest) => (await lastValueFrom(backendSrv.fetch<T>(options))).data,
  datasourceRequest: (options) => lastValueFrom(backendSrv.fetch(options)),
  get: (url, params, requestId, options) => backendSrv.request({ ...options, url, params, requestId, method: 'GET' }),
  delete: (url, data, options) => backendSrv.request({ ...options, url, data, method: 'DELETE' }),
  post: (url, data, options) => backendSrv.request({ ...options, url, data, method: 'POST' }),
  put: (url, data, options) => backendSrv.request({ ...options, url, data, method: 'PUT' }),
  patch: (url, data, options) => backendSrv.request({ ...options, url, data, method: 'PATCH' }),
};

type ReadBody = (response: Response, options: BackendSrvRequest) => Promise<unknown>;

function responseOf<T>(options: BackendSrvRequest, readBody: ReadBody): Observable<FetchResponse<T>> {
  return new Observable((subscriber) => {
    const control = controlOf(options);
    send(options, control.signal)
      .then(async (response) => {
        // The type of the body is the caller's word, as in Grafana.
        const data = (await readBody(response, options)) as T;
        if (!response.ok) throw fetchError(options, response, data);
        subscriber.next(describe(options, response, data));
        subscriber.complete();
      })
      .catch((error: unknown) => {
        const failure = control.signal.aborted ? cancelled(options) : asFetchError(options, error);
        alertOf(options, failure);
        subscriber.error(failure);
      });
    return () => {
      control.abort();
    };
  });
}

function chunksOf(options: BackendSrvRequest): Observable<FetchResponse<Uint8Array | undefined>> {
  return new Observable((subscriber) => {
    const control = controlOf(options);
    const read = async (): Promise<void> => {
      const response = await send(options, control.signal);
      if (!response.ok) throw fetchError(options, response, await fromFetchBody(response, options));
      const reader = response.body?.getReader();
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
        subscriber.next(describe(options, response, part.value));
      }
      subscriber.complete();
    };
    read().catch((error: unknown) => {
      subscriber.error(control.signal.aborted ? cancelled(options) : asFetchError(options, error));
    });
    return () => {
      control.abort();
    };
  });
}

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

function send(
  { url, params, method = 'GET', data, headers }: BackendSrvRequest,
  signal: AbortSignal,
): Promise<Response> {
  const hasBody = data !== undefined && data !== null && method !== 'GET';
  const address = /^(https?:)?\//.test(url) ? url : `/${url}`;
  return fetch(address + queryString(params, address.includes('?')), {
    method,
    signal,
    headers: {
      accept: 'application/json, text/plain, */*',
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(hasBody ? { body: typeof data === 'string' ? data : JSON.stringify(data) } : {}),
  });
}

function describe<T>(config: BackendSrvRequest, response: Response, data: T): FetchResponse<T> {
  const { status, statusText, ok, headers, redirected, type, url } = response;
  return { data, status, statusText, ok, headers, redirected, type, url, config };
}

const fetchError = (config: BackendSrvRequest, { status, statusText }: Response, data: unknown): FetchError => ({
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

function asFetchError(config: BackendSrvRequest, error: unknown): FetchError {
  if (typeof error === 'object' && error !== null && 'config' in error) return error as FetchError;
  const message = error instanceof Error ? error.message : 'Failed to fetch';
  return { status: 0, statusText: message, message, data: { message }, config };
}

/** As in Grafana, a failure shows itself unless its caller asked for silence or already handled it. */
function alertOf({ showErrorAlert = true }: BackendSrvRequest, failure: FetchError): void {
  if (!showErrorAlert || failure.cancelled === true) return;
  setTimeout(() => {
    if (failure.isHandled === true) return;
    getAppEvents().publish({
      type: AppEvents.alertError.name,
      payload: [failure.statusText ?? 'Request failed', messageOf(failure)],
    });
  }, 50);
}

const messageOf = ({ data }: FetchError): string => {
  const body: unknown = data;
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
};

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** How to reach the bridge. */
export interface BridgeAccess {
  readonly bridgeUrl: string;
  readonly readKey?: string | undefined;
}

/** Headers that concern one connection only, or that must not travel to the other side. */
const requestHeadersLeftOut = [
  'host',
  'connection',
  'keep-alive',
  'upgrade',
  'cookie',
  'authorization',
  'x-api-key',
  'origin',
  'referer',
];
const responseHeadersLeftOut = ['connection', 'keep-alive', 'transfer-encoding', 'set-cookie'];

/**
 * Passes a request on to `path` of the bridge, as Grafana's data source proxy does: the key is added here, so the
 * browser never has it; bodies stream both ways; a browser that goes away ends the request to the bridge.
 */
export function proxyToBridge(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: BridgeAccess & { readonly path: string },
): void {
  const url = new URL(target.bridgeUrl.replace(/\/$/, '') + target.path);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = without(incoming.headers, requestHeadersLeftOut);
  if (target.readKey !== undefined) headers.authorization = `Bearer ${target.readKey}`;

  const upstream = send(url, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(statusOf(answer.statusCode), without(answer.headers, responseHeadersLeftOut));
    // Without this a stream whose first event is late looks like no answer at all.
    outgoing.flushHeaders();
    answer.on('error', () => outgoing.destroy()).pipe(outgoing);
  });
  upstream.on('error', (error) => {
    answerUnreachable(outgoing, url, error);
  });
  outgoing.on('close', () => upstream.destroy());
  incoming.on('error', () => upstream.destroy()).pipe(upstream);
}

/** Grafana turns a refused key into 400, or the browser would send its user to the login page. */
const statusOf = (status = 502): number => (status === 401 ? 400 : status);

function answerUnreachable(outgoing: ServerResponse, url: URL, error: Error): void {
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.destroy();
    return;
  }
  const message = `The bridge at ${url.origin} cannot be reached: ${error.message || 'no connection'}`;
  outgoing.writeHead(502, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ error: 'bridge_unreachable', message, status: 502, details: {} }));
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

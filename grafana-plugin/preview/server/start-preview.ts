import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { buildPlugin } from '../../build.js';
import { paths } from '../../build/paths.js';
import { findPlugins } from '../../build/plugin-manifest.js';
import { appId, isPreviewPath } from '../preview-data.js';
import { assetFile, sendAsset } from './assets.js';
import { proxyToBridge } from './bridge-proxy.js';
import { answerApi } from './grafana-api.js';
import type { GrafanaState } from './grafana-state.js';
import { buildHost, hostFolder } from './host-bundle.js';
import { close, listen } from './listen.js';
import { pageOf } from './page.js';
import { readJson } from './read-json.js';
import { isFromThisMachine } from './same-machine.js';
import { createSessions, type Sessions } from './sessions.js';

/** Where the preview listens and which bridge it shows. */
export interface PreviewOptions {
  /** Loopback port; 0 takes a free one. */
  readonly port: number;
  /** Address of the bridge, e.g. `http://localhost:4318`. It may come up later, or never. */
  readonly bridgeUrl: string;
  /** Key with the scope `read`; stays in this process. */
  readonly readKey?: string | undefined;
  /** Hears a line for each thing that takes time. */
  readonly onProgress?: (line: string) => void;
}

/** A preview that listens. */
export interface Preview {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the plugin and the host the way Grafana would, after building what is not up to date.
 * @throws Error when the port is taken, or the sources do not build.
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const { port, bridgeUrl, readKey, onProgress } = options;
  const sessions = createSessions({ bridgeUrl, readKey });
  let markReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const server = createServer((request, response) => {
    ready
      .then(() => answer(request, response, sessions))
      .catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else answerJson(response, 500, error instanceof Error ? error.message : 'The preview failed');
      });
  });
  // The port first: a build that ends in "port in use" is time lost.
  const url = await listen(server, port);
  try {
    await buildAll(onProgress);
  } catch (error) {
    await close(server);
    throw error;
  }
  markReady();
  return { url, stop: () => close(server) };
}

async function buildAll(onProgress: (line: string) => void = () => undefined): Promise<void> {
  await buildPlugin(() => {
    onProgress('Building the Grafana app …');
  });
  await buildHost(() => {
    onProgress('Building the preview …');
  });
}

const proxied = /^\/api\/datasources\/proxy\/uid\/([\w-]+)(\/.*)$/;

async function answer(request: IncomingMessage, response: ServerResponse, sessions: Sessions): Promise<void> {
  if (!isFromThisMachine(request.headers)) {
    answerJson(response, 403, 'The preview answers only pages of its own, on this machine');
    return;
  }
  const target = request.url ?? '/';
  const [path = '/', query = ''] = target.split('?');
  const { cookie = '' } = request.headers;
  if (path.startsWith('/api/')) {
    await answerGrafana(request, response, sessions.of(cookie));
    return;
  }
  const plugins = await findPlugins(paths.dist);
  const file = assetFile(path, { host: hostFolder, plugins });
  if (file !== undefined && (await sendAsset(file, path, response))) return;
  if (file === undefined && isPreviewPath(path.replace(/(.)\/$/, '$1'))) {
    const search = new URLSearchParams(query);
    const setCookie = sessions.cookieFor(search.get('datasources'));
    if (setCookie !== undefined) {
      // Without the word in the address, so that the page can be loaded again.
      search.delete('datasources');
      response.writeHead(303, { location: `${path}?${search.toString()}`, 'set-cookie': setCookie }).end();
      return;
    }
    const state = sessions.of(cookie);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    const manifests = plugins.map(({ manifest }) => manifest);
    response.end(pageOf({ plugins: manifests, dataSources: state.dataSources, appSettings: state.appSettings(appId) }));
    return;
  }
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(`Nothing at ${path}\n`);
}

async function answerGrafana(request: IncomingMessage, response: ServerResponse, state: GrafanaState): Promise<void> {
  const { method = 'GET', url: target = '/' } = request;
  const [, uid, rest = ''] = proxied.exec(target) ?? [];
  const access = uid === undefined ? undefined : state.accessOf(uid);
  if (access !== undefined) {
    proxyToBridge(request, response, { ...access, path: rest });
    return;
  }
  const [path = '/'] = target.split('?');
  const body = method === 'GET' ? undefined : await readJson(request);
  const found = answerApi(state, { method, path, body });
  if (found === undefined) answerJson(response, 404, `The preview has no ${path}`);
  else response.writeHead(found.status, { 'content-type': 'application/json' }).end(JSON.stringify(found.body));
}

function answerJson(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'preview', message, status, details: {} }));
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { buildPlugin } from '../../build.js';
import { paths } from '../../build/paths.js';
import { findPlugins } from '../../build/plugin-manifest.js';
import { datasource, isPreviewPath } from '../preview-data.js';
import { assetFile, sendAsset } from './assets.js';
import type { BridgeAccess } from './bridge-proxy.js';
import { proxyToBridge } from './bridge-proxy.js';
import { buildHost, hostFolder } from './host-bundle.js';
import { close, listen } from './listen.js';
import { isFromThisMachine } from './same-machine.js';
import { pageOf } from './page.js';

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
  let markReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const server = createServer((request, response) => {
    ready
      .then(() => answer(request, response, { bridgeUrl, readKey }))
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

async function answer(request: IncomingMessage, response: ServerResponse, bridge: BridgeAccess): Promise<void> {
  if (!isFromThisMachine(request.headers)) {
    answerJson(response, 403, 'The preview answers only pages of its own, on this machine');
    return;
  }
  const target = request.url ?? '/';
  const [path = '/'] = target.split('?');
  if (path.startsWith(`${datasource.url}/`)) {
    proxyToBridge(request, response, { ...bridge, path: target.slice(datasource.url.length) });
    return;
  }
  if (path.startsWith('/api/')) {
    answerJson(response, 404, `The preview has no ${path}`);
    return;
  }
  const plugins = await findPlugins(paths.dist);
  const file = assetFile(path, { host: hostFolder, plugins });
  if (file !== undefined && (await sendAsset(file, path, response))) return;
  if (file === undefined && isPreviewPath(path.replace(/(.)\/$/, '$1'))) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(pageOf({ plugins: plugins.map(({ manifest }) => manifest) }));
    return;
  }
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(`Nothing at ${path}\n`);
}

function answerJson(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'preview', message, status, details: {} }));
}

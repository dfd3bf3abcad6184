import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { buildPlugin } from '../../build.js';
import { paths } from '../../build/paths.js';
import { findPlugins } from '../../build/plugin-manifest.js';
import { datasource, isPreviewPath } from '../preview-data.js';
import { assetOf, sendAsset } from './assets.js';
import type { BridgeAccess } from './bridge-proxy.js';
import { proxyToBridge } from './bridge-proxy.js';
import { buildHost, hostFolder } from './host-bundle.js';
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
 * Builds what is not up to date (the plugin, the host) and serves both the way Grafana would.
 * @throws Error when the sources do not build, or the port is taken.
 */
export async function startPreview({
  port,
  bridgeUrl,
  readKey,
  onProgress = () => undefined,
}: PreviewOptions): Promise<Preview> {
  await buildPlugin(() => {
    onProgress('Building the Grafana app …');
  });
  await buildHost(() => {
    onProgress('Building the preview …');
  });

  const server = createServer((request, response) => {
    answer(request, response, { bridgeUrl, readKey }).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else answerJson(response, 500, error instanceof Error ? error.message : 'The preview failed');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use: set HIVE_PREVIEW_PORT to another`) : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://localhost:${actualPort}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
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
  const asset = assetOf(path, { host: hostFolder, plugins });
  if (asset !== undefined && (await sendAsset(asset, path, response))) return;
  if (asset === undefined && isPreviewPath(path.replace(/(.)\/$/, '$1'))) {
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

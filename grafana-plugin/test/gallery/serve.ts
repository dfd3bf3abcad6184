import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { paths } from '../../build/paths.js';
import { assetFile, sendAsset } from '../../preview/server/assets.js';
import { bundle } from '../../preview/server/bundle.js';

const folder = join(paths.cache, 'gallery');

/** The gallery being served. */
export interface Gallery {
  /** The address of one story. */
  storyUrl(name: string): string;
  close(): Promise<void>;
}

/** Bundles the gallery and serves it on a free port of this machine. */
export async function startGallery(): Promise<Gallery> {
  await bundle({ entry: join(paths.pluginRoot, 'test', 'gallery', 'main.tsx'), folder });
  const server = createServer((request, response) => {
    void answer(new URL(request.url ?? '/', 'http://localhost').pathname, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    storyUrl: (name) => `http://127.0.0.1:${port}/?story=${encodeURIComponent(name)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(path: string, response: ServerResponse): Promise<void> {
  if (path === '/') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  const file = assetFile(path, { host: folder, plugins: [] });
  if (file === undefined || !(await sendAsset(file, path, response))) response.writeHead(404).end();
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Gallery</title>
<link rel="icon" href="data:,">
<style>body { margin: 0; }</style>
<script>
window.__grafana_public_path__ = '/public/';
window.grafanaBootData = { user: { timezone: 'utc', locale: 'en-US' }, settings: { buildInfo: {}, featureToggles: {} }, navTree: [] };
</script>
<script type="module" src="/preview/main.js"></script>
</head>
<body><div id="root"></div></body>
</html>
`;

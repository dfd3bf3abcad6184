import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { paths } from '../../build/paths.js';
import type { FoundPlugin } from '../../build/plugin-manifest.js';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

const npm = (...parts: string[]): string => join(paths.nodeModules, ...parts);

const interFile = (name: string): string => npm('@fontsource', 'inter', 'files', `inter-latin-${name}.woff2`);

/** Grafana's font files by the names its styles ask for; the npm packages hold none. */
const fonts: Readonly<Record<string, string>> = {
  'inter/Inter-Regular.woff2': interFile('400-normal'),
  'inter/Inter-Medium.woff2': interFile('500-normal'),
  'inter/Inter-Italic.woff2': interFile('400-italic'),
  'inter/Inter-MediumItalic.woff2': interFile('500-italic'),
};
const monospace = npm('@fontsource', 'roboto-mono', 'files', 'roboto-mono-latin-400-normal.woff2');

/** Drawn where Grafana has an icon that its npm package lacks. */
export const fallbackIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="5"/></svg>';

/** Where the folders of static files are. */
export interface AssetFolders {
  readonly host: string;
  readonly plugins: readonly FoundPlugin[];
}

/** An asset: a file on disk, or a text made here. */
export type Asset = { readonly file: string } | { readonly svg: string };

/** What lies behind a path, as Grafana would serve it; `undefined` when nothing can. */
export function assetOf(path: string, folders: AssetFolders): Asset | undefined {
  const [, area = '', kind = '', ...rest] = path.split('/');
  if (area === 'preview') return inside(folders.host, path.slice('/preview/'.length));
  if (area !== 'public') return undefined;
  if (kind === 'plugins') return pluginAsset(rest, folders.plugins);
  if (kind === 'fonts') return { file: fonts[rest.join('/')] ?? monospace };
  if (kind === 'build') return inside(npm('@grafana', 'ui', 'dist', 'public'), rest.join('/'));
  return undefined;
}

function pluginAsset([id, ...rest]: readonly string[], plugins: readonly FoundPlugin[]): Asset | undefined {
  const plugin = plugins.find(({ manifest }) => manifest.id === id);
  return plugin && inside(join(paths.dist, plugin.folder), rest.join('/'));
}

function inside(folder: string, path: string): Asset | undefined {
  const file = normalize(join(folder, decodeURIComponent(path)));
  return file.startsWith(folder + sep) ? { file } : undefined;
}

/** Sends an asset, or answers false when the file is not there. */
export async function sendAsset(asset: Asset, path: string, response: ServerResponse): Promise<boolean> {
  const found = 'file' in asset && (await isFile(asset.file)) ? asset : fallbackOf(path);
  if (found === undefined) return false;
  if ('svg' in found) {
    response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(found.svg);
    return true;
  }
  const type = contentTypes[extname(found.file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  createReadStream(found.file)
    .on('error', () => response.destroy())
    .pipe(response);
  return true;
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

const fallbackOf = (path: string): Asset | undefined =>
  path.startsWith('/public/build/img/icons/') ? { svg: fallbackIcon } : undefined;

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { basename, extname, join, sep } from 'node:path';
import { paths } from '../../build/paths.js';
import type { FoundPlugin } from '../../build/plugin-manifest.js';
import { missingIcon } from './icons.js';

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

/** Grafana's font files by the names its styles ask for; its npm packages hold none. */
const fonts: Readonly<Record<string, string>> = {
  'inter/Inter-Regular.woff2': interFile('400-normal'),
  'inter/Inter-Medium.woff2': interFile('500-normal'),
  'inter/Inter-Italic.woff2': interFile('400-italic'),
  'inter/Inter-MediumItalic.woff2': interFile('500-italic'),
};
const monospace = npm('@fontsource', 'roboto-mono', 'files', 'roboto-mono-latin-400-normal.woff2');

const iconsPath = '/public/build/img/icons/';
const icons = npm('@grafana', 'ui', 'dist', 'public', 'img', 'icons');

/** What is served besides npm packages. */
export interface AssetFolders {
  /** The bundled host; absolute. */
  readonly host: string;
  /** The plugins in `dist`. */
  readonly plugins: readonly FoundPlugin[];
}

/** The file behind a path, as Grafana would serve it; `undefined` when the path is no asset's. It may not exist. */
export function assetFile(path: string, { host, plugins }: AssetFolders): string | undefined {
  const [, area = '', kind = '', ...rest] = path.split('/').map(decodeURIComponent);
  if (area === 'preview') return inside(host, [kind, ...rest]);
  if (area !== 'public') return undefined;
  if (kind === 'fonts') return fonts[rest.join('/')] ?? monospace;
  if (path.startsWith(iconsPath)) return inside(icons, rest.slice(2));
  if (kind !== 'plugins') return undefined;
  const [id, ...file] = rest;
  const plugin = plugins.find(({ manifest }) => manifest.id === id);
  return plugin && inside(join(paths.dist, plugin.folder), file);
}

function inside(folder: string, parts: readonly string[]): string | undefined {
  const file = join(folder, ...parts);
  return file.startsWith(folder + sep) ? file : undefined;
}

/** Sends a file, or answers false when it is not there. */
export async function sendAsset(file: string, path: string, response: ServerResponse): Promise<boolean> {
  if (await isFile(file)) {
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
    return true;
  }
  if (!path.startsWith(iconsPath)) return false;
  const read = (name: string): Promise<string> => readFile(join(icons, 'unicons', `${name}.svg`), 'utf8');
  response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(await missingIcon(basename(file, '.svg'), read));
  return true;
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

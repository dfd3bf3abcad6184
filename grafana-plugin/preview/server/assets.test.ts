import { join } from 'node:path';
import { paths } from '../../build/paths.js';
import type { FoundPlugin } from '../../build/plugin-manifest.js';
import { assetFile } from './assets.js';

const plugin = (folder: string, id: string): FoundPlugin => ({
  folder,
  manifest: {
    type: 'panel',
    id,
    name: id,
    info: { description: '', author: { name: '' }, version: '1', updated: '', logos: { small: '', large: '' } },
  },
});

const folders = { host: '/host', plugins: [plugin('', 'acme-hive-app'), plugin('panels/cards', 'acme-cards-panel')] };

test.each([
  ['/public/plugins/acme-hive-app/module.js', join(paths.dist, 'module.js')],
  ['/public/plugins/acme-hive-app/chunks/page.js', join(paths.dist, 'chunks/page.js')],
  ['/public/plugins/acme-cards-panel/module.js', join(paths.dist, 'panels/cards/module.js')],
  ['/public/plugins/acme-other-panel/module.js', undefined],
  ['/public/plugins/acme-hive-app/../../package.json', undefined],
  ['/public/plugins/acme-hive-app/..%2F..%2Fpackage.json', undefined],
  ['/preview/main.js', '/host/main.js'],
  ['/preview/..%2f..%2fetc/passwd', undefined],
  [
    '/public/fonts/inter/Inter-Medium.woff2',
    join(paths.nodeModules, '@fontsource/inter/files/inter-latin-500-normal.woff2'),
  ],
  [
    '/public/build/img/icons/unicons/apps.svg',
    join(paths.nodeModules, '@grafana/ui/dist/public/img/icons/unicons/apps.svg'),
  ],
  ['/a/acme-hive-app', undefined],
])('%s is served from %s', (path, expected) => {
  expect(assetFile(path, folders)).toBe(expected);
});

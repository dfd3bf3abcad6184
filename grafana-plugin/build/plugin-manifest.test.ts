import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths.js';
import { findPlugins, nestedManifestPaths, parseManifest } from './plugin-manifest.js';
import { stamped } from './stamp.js';

const valid = {
  type: 'panel',
  name: 'Cards',
  id: 'acme-cards-panel',
  info: {
    description: 'Cards.',
    author: { name: 'Acme' },
    keywords: ['cards'],
    logos: { small: 'img/logo.svg', large: 'img/logo.svg' },
    version: '%VERSION%',
    updated: '%TODAY%',
  },
  dependencies: { grafanaDependency: '>=12.3.0-0', plugins: [] },
};

test('the app and its nested plugins have the ids that dashboards and provisioning name', async () => {
  const plugins = await findPlugins(paths.sources);
  expect(plugins.map(({ folder, manifest }) => [folder, manifest.type, manifest.id])).toEqual([
    ['', 'app', 'hiveboard-hive-app'],
    ['datasource', 'datasource', 'hiveboard-hive-datasource'],
    ['panels/cost-explorer', 'panel', 'hiveboard-costexplorer-panel'],
    ['panels/hive', 'panel', 'hiveboard-hive-panel'],
    ['panels/timeline', 'panel', 'hiveboard-timeline-panel'],
  ]);
});

test('the app lists every nested plugin, by the name it has, so that a plugin CDN serves them', async () => {
  const plugins = await findPlugins(paths.sources);
  const nested = plugins.filter(({ folder }) => folder !== '');
  const listed = (plugins[0]?.manifest.includes ?? []).filter(({ type }) => type !== 'page');
  expect(listed.map(({ path }) => path).sort()).toEqual(nestedManifestPaths(plugins));
  expect(new Map(listed.map(({ path, type, name }) => [path, { type, name }]))).toEqual(
    new Map(nested.map(({ folder, manifest: { type, name } }) => [join(folder, 'plugin.json'), { type, name }])),
  );
});

test('the app puts its pages into the menu, the fleet first', async () => {
  const [app] = await findPlugins(paths.sources);
  const pages = (app?.manifest.includes ?? []).filter(({ type }) => type === 'page');
  expect(pages).toEqual([
    {
      type: 'page',
      name: 'Hive',
      path: '/a/%PLUGIN_ID%',
      role: 'Viewer',
      icon: 'apps',
      addToNav: true,
      defaultNav: true,
    },
    {
      type: 'page',
      name: 'Cost Explorer',
      path: '/a/%PLUGIN_ID%/costs',
      role: 'Viewer',
      icon: 'dollar-alt',
      addToNav: true,
    },
    { type: 'page', name: 'Configuration', path: '/plugins/%PLUGIN_ID%', role: 'Admin', icon: 'cog', addToNav: true },
  ]);
});

test('every logo exists', async () => {
  const plugins = await findPlugins(paths.sources);
  const logos = plugins.flatMap(({ folder, manifest: { info } }) => [
    join(folder, info.logos.small),
    join(folder, info.logos.large),
  ]);
  expect(logos.filter((logo) => !existsSync(join(paths.sources, logo)))).toEqual([]);
});

test('a manifest that keeps the rules is read as it is', () => {
  expect(parseManifest(JSON.stringify(valid), 'cards/plugin.json')).toEqual(valid);
});

test.each([
  [{ id: 'Acme-Cards-panel' }, 'cards/plugin.json: /id must match pattern'],
  [{ id: 'acme-big-hive-cards-panel' }, 'cards/plugin.json: /id must match pattern'],
  [{ id: 'acme-cards-datasource' }, 'cards/plugin.json: id acme-cards-datasource does not end in -panel'],
  [{ type: 'secretsmanager' }, 'cards/plugin.json: /type must be equal to one of the allowed values'],
  [{ name: '' }, 'cards/plugin.json: /name must NOT have fewer than 1 characters'],
  [
    { info: { ...valid.info, logos: { small: 'logo.svg', large: 'img/logo.svg' } } },
    '/info/logos/small must match pattern',
  ],
  [{ dependencies: { grafanaDependency: '>=12.3.0' } }, '/dependencies/grafanaDependency must match pattern'],
  [{ dependencies: undefined }, "cards/plugin.json:  must have required property 'dependencies'"],
])('a manifest with %j is refused by name', (change, message) => {
  expect(() => parseManifest(JSON.stringify({ ...valid, ...change }), 'cards/plugin.json')).toThrow(message);
});

test('version and day are filled in, the plugin id is left to Grafana', () => {
  const stamp = { version: '1.2.3', today: '2026-01-31' };
  expect(stamped('%VERSION% of %TODAY% in %PLUGIN_ID%', stamp)).toBe('1.2.3 of 2026-01-31 in %PLUGIN_ID%');
});

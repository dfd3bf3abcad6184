import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPlugin } from './build.js';
import { paths } from './build/paths.js';
import { findPlugins } from './build/plugin-manifest.js';

const distFiles = async (): Promise<readonly string[]> => {
  const entries = await readdir(paths.dist, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(paths.dist.length + 1));
};

const dist = (file: string): Promise<string> => readFile(join(paths.dist, file), 'utf8');

beforeAll(() => buildPlugin());

test('dist holds one module, manifest and logo for every plugin, the documents, and chunks', async () => {
  const files = await distFiles();
  const folders = ['', 'datasource/', 'panels/cost-explorer/', 'panels/hive/', 'panels/timeline/'];
  const expected = folders.flatMap((folder) =>
    ['img/logo.svg', 'module.js', 'module.js.map', 'plugin.json'].map((name) => folder + name),
  );
  const rest = files.filter((file) => !file.startsWith('chunks/'));
  expect([...rest].sort()).toEqual([...expected, 'CHANGELOG.md', 'LICENSE', 'README.md'].sort());
  expect(files.filter((file) => /^chunks\/.*\.js$/.test(file)).length).toBeGreaterThan(3);
});

test('the manifests carry the version and the day of the build', async () => {
  const { version } = JSON.parse(await readFile(join(paths.pluginRoot, 'package.json'), 'utf8')) as { version: string };
  const plugins = await findPlugins(paths.dist);
  expect(plugins.map(({ manifest: { info } }) => info.version)).toEqual(plugins.map(() => version));
  expect(plugins.map(({ manifest: { info } }) => info.updated).filter((day) => !/^\d{4}-\d\d-\d\d$/.test(day))).toEqual(
    [],
  );
});

test('the modules ask Grafana for React and its own packages instead of bringing them', async () => {
  const modules = (await distFiles()).filter((file) => file.endsWith('.js'));
  const texts = await Promise.all(modules.map(dist));
  // The marks of React's and emotion's own code.
  expect(modules.filter((_, index) => /react\.transitional\.element|insertionPoint/.test(texts[index] ?? ''))).toEqual(
    [],
  );
  expect(await dist('module.js')).toMatch(/^define\(\[("[@a-z-]+(\/[a-z-]+)?",?)+\]/);
});

test('what Grafana loads at start is small', async () => {
  const sizes = await Promise.all(
    (await findPlugins(paths.dist)).map(async ({ folder }) => (await dist(join(folder, 'module.js'))).length),
  );
  expect(Math.max(...sizes)).toBeLessThan(100_000);
});

test('building again is no work', async () => {
  const onBuild = jest.fn();
  await buildPlugin(onBuild);
  expect(onBuild).not.toHaveBeenCalled();
});

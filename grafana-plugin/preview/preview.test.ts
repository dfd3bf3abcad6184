import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../clickhouse/test/until.js';
import { paths } from '../build/paths.js';
import { findPlugins } from '../build/plugin-manifest.js';
import type { BrowserDriver } from '../test/browser.js';
import { launchBrowser } from '../test/browser.js';
import { childrenRunning } from '../test/processes.js';
import { bundle } from './server/bundle.js';
import type { RecordingBridge } from './server/recording-bridge.js';
import { startRecordingBridge } from './server/recording-bridge.js';
import { appId, previewPaths } from './preview-data.js';
import type { Preview } from './server/start-preview.js';
import { startPreview } from './server/start-preview.js';

const readKey = 'key-that-only-the-server-knows';
const themes = ['dark', 'light'] as const;

let bridge: RecordingBridge;
let preview: Preview;
let browser: BrowserDriver;

beforeAll(async () => {
  bridge = await startRecordingBridge();
  preview = await startPreview({ port: 0, bridgeUrl: bridge.url, readKey });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await preview.stop();
  await bridge.stop();
});

const pages: readonly (readonly [path: string, heading: string])[] = [
  [previewPaths.app, 'Hive'],
  [`${previewPaths.app}/costs`, 'Cost Explorer'],
  [previewPaths.configuration, 'HiveBoard'],
  [`${previewPaths.configuration}?page=overview`, 'HiveBoard'],
  [previewPaths.datasource, 'HiveBoard'],
];

describe.each(themes)('in the %s theme', (theme) => {
  test.each(pages)('%s shows itself under its title', async (path, heading) => {
    const opened = await browser.openPage(preview.url + path, { theme });
    await opened.page.getByRole('heading', { name: heading, exact: true }).first().waitFor();
    await opened.page.waitForLoadState('networkidle');
    opened.expectClean();
    await opened.close();
  });

  test('the dashboard shows every nested panel, and their lazy parts come from the folder of the app', async () => {
    const opened = await browser.openPage(preview.url + previewPaths.dashboard, { theme });
    const panels = (await findPlugins(paths.dist)).filter(({ manifest }) => manifest.type === 'panel');
    await opened.page.waitForLoadState('networkidle');
    const scripts = await opened.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    for (const { manifest } of panels) expect(scripts).toContain(`/public/plugins/${manifest.id}/module.js`);
    expect(scripts.filter((path) => path.startsWith(`/public/plugins/${appId}/chunks/`))).not.toEqual([]);
    opened.expectClean();
    await opened.screenshot(`dashboard-${theme}`);
    await opened.close();
  });
});

test('a page that breaks is reported with what broke', async () => {
  const opened = await browser.openPage(preview.url + previewPaths.datasource);
  const broken = opened.page.waitForEvent('pageerror');
  await opened.page.evaluate(() => {
    setTimeout(() => {
      throw new Error('broken on purpose');
    });
  });
  await broken;
  expect(() => {
    opened.expectClean();
  }).toThrow('uncaught: Error: broken on purpose');
  await opened.close();
});

test('the theme button turns dark into light, and the choice outlives the page', async () => {
  const opened = await browser.openPage(preview.url + previewPaths.datasource);
  const background = (): Promise<string> => opened.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await opened.page.getByRole('button', { name: 'Use the light theme' }).waitFor();
  const dark = await background();
  await opened.page.getByRole('button', { name: 'Use the light theme' }).click();
  await opened.page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
  expect(await background()).not.toBe(dark);
  await opened.page.goto(preview.url + previewPaths.datasource);
  await opened.page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
  opened.expectClean();
  await opened.close();
});

test('the menu is built from the manifest and leads there without loading the page anew', async () => {
  const opened = await browser.openPage(preview.url + previewPaths.dashboard);
  const menu = opened.page.getByRole('navigation', { name: 'Main menu' });
  await menu.getByRole('link', { name: 'Data source' }).waitFor();
  expect(await menu.getByRole('link').allInnerTexts()).toEqual([
    'HiveBoard',
    'Hive',
    'Cost Explorer',
    'Configuration',
    'Panels',
    'Data source',
  ]);
  await opened.page.evaluate(() => {
    document.body.dataset['kept'] = 'yes';
  });
  await menu.getByRole('link', { name: 'Data source' }).click();
  await opened.page.waitForURL((url) => url.pathname === previewPaths.datasource);
  await opened.page.getByRole('button', { name: 'Save & test' }).waitFor();
  expect(await opened.page.evaluate(() => document.body.dataset['kept'])).toBe('yes');
  expect(await menu.getByRole('link', { name: 'Data source' }).getAttribute('aria-current')).toBe('page');
  opened.expectClean();
  await opened.close();
});

test('the key reaches the bridge with each question and never the browser', async () => {
  const opened = await browser.openPage('about:blank');
  const seen: string[] = [];
  opened.page.on('response', (response) => {
    seen.push(JSON.stringify([response.request().headers(), response.headers()]));
  });
  const bodies: Promise<string>[] = [];
  opened.page.on('response', (response) => bodies.push(response.text().catch(() => '')));
  const before = bridge.requests.length;
  await opened.page.goto(preview.url + previewPaths.dashboard);
  await opened.page.waitForLoadState('networkidle');
  await opened.page.goto(preview.url + previewPaths.datasource);
  await opened.page.getByRole('button', { name: 'Save & test' }).click();
  await opened.page.waitForLoadState('networkidle');
  const asked = bridge.requests.slice(before);
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${readKey}`]));
  expect([...seen, ...(await Promise.all(bodies))].filter((text) => text.includes(readKey))).toEqual([]);
  await opened.close();
});

test('pages load while the bridge is down', async () => {
  const lost = await startRecordingBridge();
  await lost.stop();
  const lonely = await startPreview({ port: 0, bridgeUrl: lost.url });
  const opened = await browser.openPage(lonely.url + previewPaths.dashboard, { expected: [/\b502\b/] });
  await opened.page.getByTestId('preview-dashboard').waitFor();
  await opened.page.waitForLoadState('networkidle');
  opened.expectClean();
  await opened.close();
  await lonely.stop();
});

test('one panel fills the window, its query, options and title taken from the address', async () => {
  const query = encodeURIComponent(JSON.stringify({ queryType: 'agents' }));
  const opened = await browser.openPage(
    `${preview.url}${previewPaths.soloPanel}/hiveboard-hive-panel?title=Alone&query=${query}`,
  );
  await opened.page.getByText('Alone').waitFor();
  await opened.page.waitForLoadState('networkidle');
  expect(await opened.page.getByRole('navigation', { name: 'Main menu' }).count()).toBe(0);
  opened.expectClean();
  await opened.close();
});

test.each([
  '/nope',
  '/d/other',
  '/public/plugins/nope/module.js',
  `/public/plugins/${appId}/nope.js`,
  '/preview/nope.js',
  '/api/nope',
])('%s is not found', async (path) => {
  expect((await fetch(preview.url + path)).status).toBe(404);
});

// Linux only: it reads the list of processes from /proc.
test('the compiler of the preview ends with its work, and can be started again', async () => {
  await until('no compiler runs', async () => (await childrenRunning('esbuild')).length === 0);
  const folder = await mkdtemp(join(tmpdir(), 'hiveboard-bundle-'));
  const entry = join(folder, 'entry.ts');
  await writeFile(entry, 'document.title = "bundled";');
  await bundle({ entry, folder: join(folder, 'first') });
  await bundle({ entry, folder: join(folder, 'again') });
  expect(await readFile(join(folder, 'again', 'entry.js'), 'utf8')).toContain('document.title = "bundled"');
  await until('no compiler runs', async () => (await childrenRunning('esbuild')).length === 0);
  await rm(folder, { recursive: true });
});

test('a page elsewhere cannot use the key', async () => {
  const answer = await fetch(`${preview.url}/api/datasources/proxy/uid/hive/v1/agents`, {
    headers: { origin: 'https://elsewhere.example' },
  });
  expect(answer.status).toBe(403);
});

test('a taken port is told with the setting that moves it', async () => {
  const port = Number(new URL(preview.url).port);
  await expect(startPreview({ port, bridgeUrl: bridge.url })).rejects.toThrow(
    `Port ${port} is in use: set HIVE_PREVIEW_PORT`,
  );
});

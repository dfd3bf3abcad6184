import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../bridge/src/keys/api-key.js';
import { workload } from '../bridge/test/examples/workload.js';
import { otlp, startTestBridge, type TestBridge } from '../bridge/test/test-bridge.js';
import { launchBrowser, type BrowserDriver } from '../grafana-plugin/test/browser.js';

const KEY = 'hb_test_reader';
const QUESTION = '#operations-agents-getAgents';

let hive: TestBridge;
let browser: BrowserDriver;
beforeAll(async () => {
  hive = await startTestBridge([
    { name: 'stranger', sha256: digestOf(KEY).toString('hex'), scopes: ['ingest', 'read'], tenant: 'acme' },
  ]);
  await hive.send(otlp(workload(Date.now() - 600_000)), { authorization: `Bearer ${KEY}` });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await hive.stop();
});

test.each([
  ['a wide window in the dark', 'dark', 1280],
  ['a phone in the light', 'light', 420],
] as const)('a stranger reads what may be asked, puts in a key and asks: %s', async (_where, colorScheme, width) => {
  const opened = await browser.openPage(`${hive.bridge.url}/docs`, { theme: colorScheme, width });
  const { page } = opened;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.emulateMedia({ colorScheme });
  await page.reload();
  await page.getByText('What AI agents do, did and cost.').waitFor();
  expect(await page.locator('html.dark-mode').count()).toBe(colorScheme === 'dark' ? 1 : 0);

  await page.getByRole('button', { name: 'Authorize' }).first().click();
  await page.locator('#auth-bearer-value').fill(KEY);
  await page.locator('.modal-ux').getByRole('button', { name: 'Apply credentials' }).first().click();
  await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).first().click();

  await page.locator(`${QUESTION} .opblock-summary-control`).click();
  await page.locator(`${QUESTION} button.execute`).click();
  await page.locator(`${QUESTION} .live-responses-table`).getByText('lead-qualifier').first().waitFor();

  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  expect([...new Set(asked)]).toEqual([hive.bridge.url]);
  opened.expectClean();
  await opened.screenshot(`api-page-${colorScheme}`);
  await opened.close();
});

test('a page of another site can neither frame it nor slip a script in', async () => {
  const { headers } = await fetch(`${hive.bridge.url}/docs`);
  const policy = new Map(
    (headers.get('content-security-policy') ?? '').split('; ').map((rule) => [rule.split(' ')[0], rule]),
  );
  expect(policy.get('default-src')).toBe("default-src 'none'");
  expect(policy.get('script-src')).toBe("script-src 'self'");
  expect(policy.get('frame-ancestors')).toBe("frame-ancestors 'none'");
});

test('with a slash at its end it leads to the page', async () => {
  const { status, headers } = await fetch(`${hive.bridge.url}/docs/`, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([308, '../docs']);
});

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
const questions = [...readme.matchAll(/^curl .*'http:\/\/localhost:4318(\/v1\/[^']*)'$/gm)].map(
  ([, path = '']) => path,
);

test('the README asks three questions', () => {
  expect(questions).toHaveLength(3);
});

test.each(questions)('the README is right that %s may be asked', async (path) => {
  const { status, body } = await hive.ask<object>(path, { authorization: `Bearer ${KEY}` });
  expect({ status, body }).toEqual({ status: 200, body: expect.any(Object) as object });
});

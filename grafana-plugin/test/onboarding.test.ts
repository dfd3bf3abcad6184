import type { Page } from 'playwright-core';
import { previewPaths } from '../preview/preview-data.js';
import { sampleRoutes } from './sample-fleet.js';
import { setStage, type Stage } from './stage.js';
import { startStubBridge, type StubBridge } from './stub-bridge.js';

const key = 'hb_key_of_the_form';

let stage: Stage;
/** Another bridge than the one that the preview comes with. */
let other: StubBridge;
beforeAll(async () => {
  stage = await setStage({});
  other = await startStubBridge(sampleRoutes());
});
afterAll(async () => {
  await stage.stop();
  await other.stop();
});

const fromNothing = (path: string): string => `${path}?datasources=none`;
const configuration = `${previewPaths.configuration}?page=connection`;

async function connect(page: Page, url: string, apiKey = ''): Promise<void> {
  await page.getByLabel('Bridge URL').fill(url);
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Create data source' }).click();
}

test.each(['dark', 'light'] as const)(
  'from no data source to the fleet, with nothing but clicks and an address, in the %s theme',
  async (theme) => {
    const opened = await stage.open(fromNothing(previewPaths.app), { theme });
    const { page } = opened;
    await page.getByTestId('onboarding').waitFor();
    await opened.screenshot(`onboarding-${theme}`);
    await page.getByRole('link', { name: 'Set up the connection' }).click();
    await page.getByTestId('new-connection').waitFor();
    expect(await page.getByRole('button', { name: 'Create data source' }).isDisabled()).toBe(true);
    await opened.screenshot(`new-connection-${theme}`);
    await connect(page, other.url, key);
    await page.getByTestId('connection-verdict').getByText('Connected. Agents are reporting.').waitFor();
    await opened.screenshot(`connected-${theme}`);
    await page.getByRole('link', { name: 'Open the Hive' }).click();
    await page.getByTestId('agent-card').first().waitFor();
    opened.expectClean();
    await opened.close();
  },
);

test.each(['', '/costs'])('without a data source the page %p leads to the set-up', async (path) => {
  const opened = await stage.open(fromNothing(previewPaths.app + path));
  await opened.page.getByTestId('onboarding').waitFor();
  opened.expectClean();
  await opened.close();
});

test('what is no address is said to be none and cannot be sent', async () => {
  const opened = await stage.open(fromNothing(previewPaths.configuration));
  const { page } = opened;
  await page.getByLabel('Bridge URL').fill('bridge:4318');
  await page.getByText('An address starts with http:// or https://').waitFor();
  expect(await page.getByRole('button', { name: 'Create data source' }).isDisabled()).toBe(true);
  opened.expectClean();
  await opened.screenshot('new-connection-invalid');
  await opened.close();
});

test('a wrong address is told at once, and mended in the settings of the data source', async () => {
  const lost = await startStubBridge({});
  await lost.stop();
  const opened = await stage.open(fromNothing(previewPaths.configuration), { expected: [/\b502\b/] });
  const { page } = opened;
  await connect(page, lost.url);
  await page.getByTestId('connection-verdict').getByText('The bridge cannot be reached').waitFor();
  await opened.screenshot('wrong-address');
  await page.getByRole('link', { name: 'Address and key' }).click();
  await page.getByLabel('Bridge URL').fill(other.url);
  await page.getByRole('button', { name: 'Save & test' }).click();
  await page.getByText('Connected. Agents are reporting.').waitFor();
  opened.expectClean();
  await opened.close();
});

test('a server that is no bridge is told apart from one that is down', async () => {
  const stranger = await startStubBridge({ '/healthz': 'ok', '/readyz': 'ok', '/v1/agents': '<html>' });
  const opened = await stage.open(fromNothing(previewPaths.configuration));
  await connect(opened.page, stranger.url);
  await opened.page.getByTestId('connection-verdict').getByText('No bridge answers at this address').waitFor();
  opened.expectClean();
  await opened.close();
  await stranger.stop();
});

test('a refusal of Grafana is shown in its words', async () => {
  const opened = await stage.open(fromNothing(previewPaths.configuration), { expected: [/\b403\b/] });
  const { page } = opened;
  await page.route('**/api/datasources', (route) =>
    route.fulfill({ status: 403, json: { message: 'You need the permission to create data sources' } }),
  );
  await connect(page, other.url);
  await page.getByRole('alert').getByText('You need the permission to create data sources').waitFor();
  opened.expectClean();
  await opened.close();
});

test('the data source that is chosen is the one that the pages read from then on, for everyone', async () => {
  const empty = await startStubBridge({ ...sampleRoutes([]) });
  const opened = await stage.open(fromNothing(previewPaths.configuration));
  const { page } = opened;
  await connect(page, empty.url);
  await page.getByText('Connected. No agent has reported yet.').waitFor();
  const second = { name: 'Second', type: 'hiveboard-hive-datasource', url: other.url };
  await page.evaluate(
    (body) =>
      fetch('/api/datasources', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    second,
  );
  await page.goto(stage.url + configuration);
  await page.getByRole('combobox', { name: 'Data source' }).click();
  await page.getByRole('option', { name: 'Second' }).click();
  await page.getByText('Connected. Agents are reporting.').waitFor();
  expect(await page.getByRole('combobox', { name: 'Data source' }).inputValue()).toBe('Second');
  await page.goto(stage.url + previewPaths.app);
  await page.getByTestId('agent-card').first().waitFor();
  opened.expectClean();
  await opened.close();
  await empty.stop();
});

test('a dashboard without a data source says so in its panels', async () => {
  const opened = await stage.open(fromNothing(previewPaths.dashboard));
  const status = opened.page.getByTestId('data-testid Panel status error');
  await status.nth(2).waitFor();
  await status.first().hover();
  await opened.page.getByText('There is no data source yet').first().waitFor();
  opened.expectClean();
  await opened.screenshot('dashboard-without-datasource');
  await opened.close();
});

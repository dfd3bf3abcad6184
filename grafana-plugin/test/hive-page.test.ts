import type { Page } from 'playwright-core';
import { previewPaths } from '../preview/preview-data.js';
import { largeFleet, sampleFleet, sampleRoutes } from './sample-fleet.js';
import { setStage, type Stage } from './stage.js';
import type { StubError } from './stub-bridge.js';

let fleet = sampleFleet();
let stage: Stage;

beforeAll(async () => {
  const routes = sampleRoutes();
  stage = await setStage({
    ...routes,
    '/v1/agents': () => ({ data: fleet, pagination: { cursor: null, has_more: false } }),
  });
});
afterAll(() => stage.stop());
afterEach(() => {
  fleet = sampleFleet();
  stage.bridge.fail(undefined);
});

const cards = (page: Page) => page.getByTestId('agent-card');
const card = (page: Page, agent: string) => cards(page).filter({ has: page.getByText(agent, { exact: true }) });
const searchOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  test.each([1600, 900, 420])(
    'the Hive shows the whole fleet, urgent agents first, at a width of %p',
    async (width) => {
      const opened = await stage.open(previewPaths.app, { theme, width });
      const { page } = opened;
      await cards(page).first().waitFor();
      const names = await cards(page).evaluateAll((found) => found.map((one) => one.getAttribute('data-status')));
      expect(names).toEqual([
        'stuck',
        'error',
        'waiting',
        'processing',
        'processing',
        'idle',
        'idle',
        'idle',
        'idle',
        'offline',
      ]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      opened.expectClean();
      await opened.screenshot(`hive-${theme}-${width}`);
      await opened.close();
    },
  );
});

test('an address below the app that leads nowhere leads to the Hive', async () => {
  const opened = await stage.open(`${previewPaths.app}/no/such/page`);
  await cards(opened.page).first().waitFor();
  expect(new URL(opened.page.url()).pathname).toBe(previewPaths.app);
  opened.expectClean();
  await opened.close();
});

test('cards say what their agent does, waits for and suffers from', async () => {
  const opened = await stage.open(previewPaths.app);
  const { page } = opened;
  const textOf = async (agent: string) => (await card(page, agent).innerText()).replace(/\s+/g, ' ');
  await cards(page).first().waitFor();
  expect(await textOf('refund-approver')).toMatch(
    /Waiting .*Waiting for sales-lead · 2\dm · 2 requests — Refund above \$500/,
  );
  expect(await textOf('refund-approver')).toContain('Holding 2 refunds');
  expect(await textOf('lead-qualifier')).toMatch(/Processing: Send email \(\d+s\)|Processing: Send email \(1m\d*s?\)/);
  expect(await textOf('lead-qualifier')).toContain('$0.62 + ~$0.08');
  expect(await textOf('night-reporter')).toContain('Idle while work waits');
  expect(await textOf('contract-reviewer')).toMatch(/● ?1 issue/);
  const queueOf = (agent: string) => card(page, agent).getByTestId('queue-badge');
  expect(await queueOf('invoice-matcher').innerText()).toMatch(/^Q:17/);
  expect(await queueOf('refund-approver').getAttribute('data-deep')).toBe('true');
  expect(await queueOf('lead-qualifier').getAttribute('data-deep')).toBe('false');
  expect(await card(page, 'invoice-matcher').getAttribute('data-deep-queue')).toBe('true');
  expect(await card(page, 'refund-approver').getAttribute('data-deep-queue')).toBe('false');
  expect(await card(page, 'invoice-matcher').getByTestId('issue-badge').getAttribute('data-loud')).toBe('true');
  expect(await page.getByTestId('attention-count').innerText()).toBe('3 need attention');
  opened.expectClean();
  await opened.close();
});

test('a click on a headline number filters the cards, the address remembers it, a second click forgets it', async () => {
  const opened = await stage.open(previewPaths.app);
  const { page } = opened;
  const stuck = page.getByTestId('stats-ribbon').getByRole('button', { name: /^Stuck/ });
  await stuck.click();
  await page.getByText('1 of 10 agents').waitFor();
  expect(searchOf(page)).toMatchObject({ status: 'stuck' });
  expect(await stuck.getAttribute('aria-pressed')).toBe('true');
  await stuck.click();
  await page.getByText('10 agents', { exact: true }).waitFor();
  expect(searchOf(page)['status']).toBeUndefined();
  opened.expectClean();
  await opened.close();
});

test('filters in the address are in force from the start, for cards and tasks alike', async () => {
  const opened = await stage.open(`${previewPaths.app}?agent=lead-qualifier&search=fair`);
  const { page } = opened;
  await page.getByText('1 of 10 agents').waitFor();
  expect(await page.getByTestId('active-filter').innerText()).toContain('agent = lead-qualifier');
  expect(await page.getByTestId('task-row').count()).toBe(2);
  await page.getByTestId('active-filter').getByRole('button', { name: 'Clear' }).click();
  await page.getByTestId('task-row').nth(7).waitFor();
  expect(searchOf(page)).toEqual({ search: 'fair', theme: 'dark' });
  opened.expectClean();
  await opened.close();
});

test('an agent is chosen and let go with the keyboard alone', async () => {
  const opened = await stage.open(previewPaths.app);
  const { page } = opened;
  const name = page.getByRole('button', { name: 'doc-indexer' });
  await name.focus();
  await page.keyboard.press('Enter');
  await page.getByText('1 of 10 agents').waitFor();
  expect(searchOf(page)).toMatchObject({ agent: 'doc-indexer' });
  await name.focus();
  await page.keyboard.press('Enter');
  await page.getByText('10 agents', { exact: true }).waitFor();
  opened.expectClean();
  await opened.close();
});

test.each(['card', 'row'])('a click on the task in a %s leads to its page', async (place) => {
  const opened = await stage.open(previewPaths.app);
  const { page } = opened;
  const link =
    place === 'card'
      ? card(page, 'lead-qualifier').getByRole('link', { name: 'task_lead-4821' })
      : page.getByTestId('task-row').getByRole('link', { name: 'task_lead-4821' });
  await link.click();
  await page.getByTestId('timeline-view').waitFor();
  expect(new URL(page.url()).pathname).toBe(`${previewPaths.app}/tasks/task_lead-4821`);
  expect(searchOf(page)).toMatchObject({ run: 'run-1' });
  opened.expectClean();
  await opened.close();
});

test('tasks are sorted by a click on a column, and the address remembers it', async () => {
  const opened = await stage.open(previewPaths.app);
  const { page } = opened;
  await page.getByTestId('task-table').getByRole('button', { name: 'Cost' }).click();
  await page.locator('th[aria-sort="descending"]', { hasText: 'Cost' }).waitFor();
  expect(await page.getByTestId('task-row').first().innerText()).toContain('task_contract-118');
  expect(searchOf(page)).toMatchObject({ sort: '-cost' });
  opened.expectClean();
  await opened.close();
});

test('a card changes by itself when its agent does, without a moment of emptiness', async () => {
  const opened = await stage.open(`${previewPaths.app}?refresh=1s`);
  const { page } = opened;
  await card(page, 'doc-indexer').waitFor();
  await page.evaluate(() => {
    const empty = new MutationObserver(() => {
      if (document.querySelector('[data-testid="agent-card"]') === null) document.title = 'was empty';
    });
    empty.observe(document.body, { childList: true, subtree: true });
  });
  fleet = fleet.map((agent) => (agent.agent_id === 'doc-indexer' ? { ...agent, derived_status: 'error' } : agent));
  await card(page, 'doc-indexer').and(page.locator('[data-status="error"]')).waitFor();
  expect(await page.title()).not.toBe('was empty');
  opened.expectClean();
  await opened.close();
});

test('a fleet of a thousand appears in steps and wholly on demand', async () => {
  fleet = largeFleet(1000);
  const opened = await stage.open(`${previewPaths.app}?refresh=off`, { width: 1600 });
  const { page } = opened;
  await page.getByText('1,000 agents').waitFor();
  expect(await page.getByTestId('stats-ribbon').innerText()).toContain('Total agents\n1,000');
  expect(await cards(page).count()).toBe(60);
  await page.getByRole('button', { name: 'Show all 1,000' }).click();
  await cards(page).nth(999).waitFor({ state: 'attached' });
  await page.getByLabel('Search agents').fill('agent-0777');
  await page.getByText('1 of 1,000 agents').waitFor();
  opened.expectClean();
  await opened.screenshot('hive-thousand');
  await opened.close();
});

test('a bridge without agents tells how the first one reports', async () => {
  fleet = [];
  const opened = await stage.open(previewPaths.app);
  await opened.page.getByTestId('first-steps').waitFor();
  opened.expectClean();
  await opened.screenshot('hive-empty');
  await opened.close();
});

test.each([
  ['Hive', '', 'agent-grid-loading', 'agent-card'],
  ['Cost Explorer', '/costs', 'cost-skeleton', 'cost-chart'],
  ['Task', '/tasks/task_lead-4821', 'timeline-skeleton', 'timeline-view'],
])('the page %s shows its outline until the bridge answers', async (name, path, outline, content) => {
  const release = stage.bridge.hold();
  const opened = await stage.open(`${previewPaths.app}${path}?refresh=off`);
  const { page } = opened;
  await page.getByTestId(outline).waitFor();
  await opened.screenshot(`loading-${name.toLowerCase().replace(' ', '-')}`);
  release();
  await page.getByTestId(content).first().waitFor();
  expect(await page.getByTestId(outline).count()).toBe(0);
  opened.expectClean();
  await opened.close();
});

const failures: readonly (readonly [StubError, string])[] = [
  [{ status: 502, error: 'x', message: 'no route' }, 'The bridge cannot be reached'],
  [{ status: 401, error: 'unauthorized', message: 'no key' }, 'The bridge does not know the API key'],
  [{ status: 503, error: 'not_ready', message: 'starting' }, 'The bridge is not ready'],
  [{ status: 400, error: 'query_too_expensive', message: 'too long' }, 'The question takes too much time or memory'],
];
test.each(failures)('an answer of %j is explained, and trying again helps', async (error, title) => {
  stage.bridge.fail(error);
  const opened = await stage.open(`${previewPaths.app}?refresh=off`, {
    expected: [/status of [45]\d\d/, /response: [45]\d\d/],
  });
  const { page } = opened;
  await page.getByRole('alert').getByText(title).waitFor();
  await opened.screenshot(`hive-failure-${error.status}`);
  stage.bridge.fail(undefined);
  await page.getByRole('button', { name: 'Try again' }).click();
  await cards(page).first().waitFor();
  opened.expectClean();
  await opened.close();
});

test('a bridge that goes away leaves the last answer on the page, with its age', async () => {
  const opened = await stage.open(`${previewPaths.app}?refresh=1s`, { expected: [/status of 502/, /response: 502/] });
  const { page } = opened;
  await cards(page).first().waitFor();
  stage.bridge.fail({ status: 502, error: 'x', message: 'gone' });
  await page.getByText(/What you see came/).waitFor();
  expect(await cards(page).count()).toBe(10);
  stage.bridge.fail(undefined);
  await page.getByText(/What you see came/).waitFor({ state: 'detached' });
  opened.expectClean();
  await opened.close();
});

import { previewPaths } from '../preview/preview-data.js';
import { sampleRoutes } from './sample-fleet.js';
import { sampleAction, sampleTask, sampleTimelineAnswer } from './samples.js';
import { setStage, type Stage } from './stage.js';

const running = sampleTask({ completed_at: null, derived_status: 'processing' });
let timeline = sampleTimelineAnswer({ task: running });
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ ...sampleRoutes(), '/v1/tasks/task_lead-4821/timeline': () => timeline });
});
afterAll(() => stage.stop());
afterEach(() => {
  stage.bridge.fail(undefined);
});

const solo = (panel: string, query: unknown, options?: unknown): string =>
  `${previewPaths.soloPanel}/${panel}?${new URLSearchParams({
    query: JSON.stringify(query),
    ...(options === undefined ? {} : { options: JSON.stringify(options) }),
  }).toString()}`;

const HIVE = 'hiveboard-hive-panel';

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  test.each([
    [HIVE, { queryType: 'agents' }, 'agent-card'],
    ['hiveboard-timeline-panel', { queryType: 'timeline', taskId: 'task_lead-4821' }, 'timeline-view'],
    ['hiveboard-timeline-panel', { queryType: 'timeline' }, 'timeline-view'],
    ['hiveboard-costexplorer-panel', { queryType: 'cost' }, 'cost-explorer'],
    [
      'hiveboard-costexplorer-panel',
      [
        { queryType: 'metrics', metric: 'cost', groupBy: 'model' },
        { queryType: 'metrics', metric: 'cost', groupBy: 'agent_id' },
        { queryType: 'llm_calls' },
      ],
      'cost-explorer',
    ],
  ])('the panel %s shows the answer to %j', async (panel, query, landmark) => {
    const opened = await stage.open(solo(panel, query), { theme });
    await opened.page.getByTestId(landmark).first().waitFor();
    opened.expectClean();
    await opened.close();
  });
});

test('the Hive panel obeys its options', async () => {
  const options = { showRibbon: false, showSearch: true, attentionOnly: true, queueBadgeAbove: 3, queueBorderAbove: 5 };
  const opened = await stage.open(solo(HIVE, { queryType: 'agents' }, options));
  const { page } = opened;
  await page.getByTestId('agent-card').first().waitFor();
  expect(await page.getByTestId('agent-card').count()).toBe(3);
  expect(await page.getByTestId('stats-ribbon').count()).toBe(0);
  expect(await page.getByLabel('Search agents').count()).toBe(1);
  const refund = page.getByTestId('agent-card').filter({ hasText: 'refund-approver' });
  expect(await refund.getAttribute('data-deep-queue')).toBe('true');
  opened.expectClean();
  await opened.close();
});

test("an agent's name in a panel leads to the Hive page", async () => {
  const opened = await stage.open(solo(HIVE, { queryType: 'agents' }));
  await opened.page.getByRole('link', { name: 'lead-qualifier' }).click();
  await opened.page.getByTestId('active-filter').waitFor();
  expect(new URL(opened.page.url()).pathname).toBe(previewPaths.app);
  opened.expectClean();
  await opened.close();
});

test('a panel says which column its data lacks', async () => {
  const opened = await stage.open(solo(HIVE, { queryType: 'llm_calls' }));
  await opened.page.getByTestId('missing-columns').getByText('“derived_status”').waitFor();
  opened.expectClean();
  await opened.close();
});

test('a panel says what is wrong with the bridge', async () => {
  stage.bridge.fail({ status: 503, error: 'not_ready', message: 'starting' });
  const opened = await stage.open(solo(HIVE, { queryType: 'agents' }), { expected: [/503/] });
  await opened.page
    .getByText(/The bridge is not ready/)
    .first()
    .waitFor();
  opened.expectClean();
  await opened.close();
});

describe('the configuration page', () => {
  test.each([
    [undefined, 'Connected. Agents are reporting.'],
    [{ status: 401, error: 'unauthorized', message: 'no' }, 'The bridge does not know the API key. Enter a key'],
    [{ status: 502, error: 'x', message: 'no' }, 'The bridge cannot be reached. Check that the bridge runs'],
    [{ status: 503, error: 'x', message: 'no' }, 'The bridge is not ready.'],
  ])('tests the connection: with %j it says %p', async (error, verdict) => {
    stage.bridge.fail(error);
    const opened = await stage.open(`${previewPaths.configuration}?page=connection`, {
      expected: [/status of [45]\d\d/, /response: [45]\d\d/],
    });
    await opened.page.getByRole('button', { name: 'Test connection' }).click();
    await opened.page.getByTestId('connection-verdict').getByText(verdict).waitFor();
    opened.expectClean();
    await opened.close();
  });

  test.each(['dark', 'light'] as const)('shows the data source in use in the %s theme', async (theme) => {
    const opened = await stage.open(`${previewPaths.configuration}?page=connection`, { theme });
    await opened.page.getByRole('link', { name: 'Address and key' }).waitFor();
    opened.expectClean();
    await opened.screenshot(`configuration-${theme}`);
    await opened.close();
  });
});

test('the editor of the data source asks for address and key, and never shows the key', async () => {
  const opened = await stage.open(previewPaths.datasource);
  const { page } = opened;
  await page.getByLabel('Bridge URL').waitFor();
  expect(await page.getByLabel('API key').getAttribute('type')).toBe('password');
  opened.expectClean();
  await opened.close();
});

test("a task's page grows while the task runs, and asks for the calls of its own run only", async () => {
  const opened = await stage.open(`${previewPaths.app}/tasks/task_lead-4821?refresh=1s`);
  const { page } = opened;
  await page.getByTestId('timeline-view').getByText('search_crm').first().waitFor();
  timeline = sampleTimelineAnswer({
    task: running,
    action_tree: [sampleAction(), sampleAction({ action_id: 'a-9', name: 'send_offer' })],
  });
  await page.getByTestId('timeline-view').getByText('send_offer').first().waitFor();
  const calls = stage.bridge.requests.filter(({ pathname }) => pathname === '/v1/llm-calls').at(-1);
  expect(calls?.searchParams.get('task_id')).toBe('task_lead-4821');
  expect(calls?.searchParams.get('task_run_id')).toBe('run-1');
  opened.expectClean();
  await opened.close();
});

test('a task that is not there is said to be not found', async () => {
  const opened = await stage.open(`${previewPaths.app}/tasks/unknown`, { expected: [/404/] });
  await opened.page.getByRole('alert').getByText('Not found').waitFor();
  opened.expectClean();
  await opened.close();
});

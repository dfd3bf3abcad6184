import { createHash, randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBridge, type Bridge } from '@hiveboard/bridge';
import { startTestDatabase, type TestDatabase } from '@hiveboard/clickhouse/test-database';
import { init, type Hive } from '@hiveboard/sdk';
import type { LlmCallPage, TaskTimeline } from '@hiveboard/sdk/contract';
import { startPreview, type Preview } from '../grafana-plugin/preview/server/start-preview.js';
import { launchBrowser, type BrowserDriver } from '../grafana-plugin/test/browser.js';

/** A key, and how the bridge knows it. */
function newKey(name: string, scope: 'ingest' | 'read') {
  const key = randomBytes(24).toString('hex');
  const sha256 = createHash('sha256').update(key).digest('hex');
  return { key, known: { name, sha256, scopes: [scope], tenant: 'default' } };
}

const ingest = newKey('agents', 'ingest');
const read = newKey('grafana', 'read');

const spoolFolder = mkdtempSync(join(tmpdir(), 'hive-live-'));
let database: TestDatabase;
let bridge: Bridge;
let preview: Preview;
let browser: BrowserDriver;
let hive: Hive;

beforeAll(async () => {
  database = await startTestDatabase();
  bridge = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder: spoolFolder, maxBytes: 64 * 1024 * 1024 },
      keys: [ingest.known, read.known],
      maxBodyBytes: 64 * 1024 * 1024,
    },
    { database, log: { error: (details, message) => process.stderr.write(`${message} ${JSON.stringify(details)}\n`) } },
  );
  preview = await startPreview({ port: 0, bridgeUrl: bridge.url, readKey: read.key });
  browser = await launchBrowser();
  hive = init({ endpoint: bridge.url, apiKey: ingest.key, environment: 'test' });
});

afterAll(async () => {
  await hive.shutdown();
  await browser.close();
  await preview.stop();
  await bridge.close();
  await database.stop();
  rmSync(spoolFolder, { recursive: true, force: true });
});

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${bridge.url}${path}`, { headers: { authorization: `Bearer ${read.key}` } });
  return (await response.json()) as T;
}

/** A promise and the way to fulfil it. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('a task that is still running is on the screen, grows, and ends before the reader’s eyes', async () => {
  const agent = hive.agent('lead-qualifier', {
    type: 'sales',
    heartbeatInterval: 1,
    heartbeatPayload: () => ({ summary: 'Scoring the morning leads' }),
    queueProvider: () => ({ depth: 7, oldestAgeSeconds: 120 }),
  });
  const searched = gate();
  const scored = gate();
  const task = agent.task('lead-4821', { project: 'sales', type: 'lead' }, async (current) => {
    current.plan('Qualify the lead', ['Search the CRM', 'Score']);
    current.planStep({ stepIndex: 0, action: 'started', summary: 'Search the CRM' });
    await agent.track('search_crm', async () => {
      current.llmCall('pick_search_terms', {
        model: 'gpt-4o',
        provider: 'openai',
        tokensIn: 1500,
        tokensOut: 200,
        cost: 0.003,
      });
      await searched.opened;
    });
    current.planStep({ stepIndex: 0, action: 'completed', summary: 'Search the CRM' });
    current.llmCall('score_lead', {
      model: 'claude-sonnet-4-5',
      provider: 'anthropic',
      tokensIn: 2000,
      tokensOut: 100,
      cost: 0.0075,
    });
    await scored.opened;
  });

  const fleet = await browser.openPage(`${preview.url}/a/hiveboard-hive-app`);
  const card = fleet.page.getByTestId('agent-card').filter({ hasText: 'lead-qualifier' });
  await card.getByText('lead-4821').waitFor();
  await card
    .getByText(/processing/i)
    .first()
    .waitFor();
  await card.getByText('Scoring the morning leads').waitFor();
  await card.getByText('Q:7').waitFor();
  fleet.expectClean();

  const running = await browser.openPage(`${preview.url}/a/hiveboard-hive-app/tasks/lead-4821`);
  const timeline = running.page.getByTestId('timeline-view');
  await timeline.getByTestId('plan-bar').getByText('Search the CRM').waitFor();
  await timeline.getByText('gpt-4o').first().waitFor();
  await timeline.getByText('search_crm').first().waitFor();
  await timeline.getByTestId('timeline-live-end').waitFor();
  expect(await timeline.getByTestId('model-badge').allTextContents()).toEqual(['gpt-4o']);

  searched.open();
  await timeline.getByText('claude-sonnet-4-5').first().waitFor();
  await timeline.getByText('1/2 completed').waitFor();

  scored.open();
  await task;
  await timeline.getByTestId('timeline-live-end').waitFor({ state: 'detached' });
  await timeline
    .getByTestId('task-status')
    .getByText(/completed/i)
    .waitFor();
  running.expectClean();

  await hive.flush();
  const { task: told, plan } = await ask<TaskTimeline>('/v1/tasks/lead-4821/timeline');
  expect(told).toMatchObject({
    derived_status: 'completed',
    calls: 2,
    cost: 0.0105,
    tokens_in: 3500,
    tokens_out: 300,
    action_count: 1,
  });
  expect(plan).toMatchObject({ completed: 1 });
});

test('a stock OpenTelemetry program with no HiveBoard code shows up in the calls and in the Cost Explorer', async () => {
  const program = spawn(process.execPath, ['--import', 'tsx', 'examples/plain-opentelemetry.ts'], {
    cwd: `${__dirname}/..`,
    stdio: 'inherit',
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: bridge.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${ingest.key}`,
    },
  });
  expect(await once(program, 'exit')).toEqual([0, null]);
  const { data } = await ask<LlmCallPage>('/v1/llm-calls?agent_id=recipe-bot');
  expect(data).toMatchObject([{ name: 'chat gpt-4o-mini', model: 'gpt-4o-mini-2024-07-18', cost_source: 'list' }]);

  const costs = await browser.openPage(`${preview.url}/a/hiveboard-hive-app/costs`);
  await costs.page.getByTestId('cost-by-model').getByText('gpt-4o-mini-2024-07-18').waitFor();
  await costs.page.getByTestId('cost-by-agent').getByText('recipe-bot').waitFor();
  await costs.page.getByTestId('recent-calls').getByText('chat gpt-4o-mini').waitFor();
  costs.expectClean();
});

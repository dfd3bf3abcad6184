import type { AgentPipeline, ApprovalPage, FleetPipeline, PipelineCounts } from '@hiveboard/sdk/contract';
import type { Locator, Page } from 'playwright-core';
import { isDeepStrictEqual } from 'node:util';
import { until } from '../../clickhouse/test/until.js';
import { previewPaths } from '../preview/preview-data.js';
import type { OpenPage } from './browser.js';
import { sampleRoutes } from './sample-fleet.js';
import { setStage, type Stage } from './stage.js';

const pipeline: AgentPipeline = {
  agent_id: 'lead-qualifier',
  queue: {
    last_updated: new Date().toISOString(),
    depth: 1,
    report_age_seconds: 1,
    oldest_age_seconds: 95,
    oldest_age_now_seconds: 96,
    processing: null,
    items: [
      {
        id: 'q-1',
        priority: 'high',
        source: 'webhook',
        summary: 'Qualify lead 4822',
        queued_at: new Date().toISOString(),
      },
    ],
  },
  todos: null,
  scheduled: null,
  issues: null,
};

const counts: PipelineCounts = {
  queue_depth: 4,
  queue_oldest_age_seconds: 95,
  active_issues: { total: 2, critical: 1, high: 1, medium: 0 },
  active_todos: { total: 3, high: 1 },
  enabled_schedules: 2,
  missed_runs: 1,
  pending_approvals: 1,
  longest_approval_wait_seconds: 1260,
};
const fleetPipeline: FleetPipeline = {
  data: [{ agent_id: 'lead-qualifier', environment: 'production', group: 'sales', ...counts }],
  pagination: { cursor: null, has_more: false },
  totals: { agents: 1, ...counts },
};
const approvals: ApprovalPage = {
  data: [
    {
      request_id: 'r-1',
      status: 'abandoned',
      agent_id: 'lead-qualifier',
      task_id: 'task_lead-4821',
      task_run_id: 'run-1',
      task_type: null,
      project_id: null,
      environment: 'production',
      group: 'sales',
      approver: 'sales-lead',
      reason: 'Discount above 20 %',
      since: new Date().toISOString(),
      waiting_seconds: 1260,
      closed_at: new Date().toISOString(),
      decision: null,
      decided_by: null,
      comment: null,
    },
  ],
  pagination: { cursor: null, has_more: false },
  totals: { pending: 0, decided: 0, abandoned: 1 },
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    ...sampleRoutes(),
    '/v1/agents/lead-qualifier/pipeline': pipeline,
    '/v1/pipeline': fleetPipeline,
    '/v1/approvals': approvals,
  });
});
afterAll(() => stage.stop());

const editPanel = (id: number): string => `${previewPaths.dashboard}?editPanel=${id}`;
const editor = (page: Page): Locator => page.getByTestId('hive-query-editor');

async function openEditor(theme: 'dark' | 'light' = 'dark'): Promise<OpenPage> {
  const opened = await stage.open(editPanel(1), { theme });
  await editor(opened.page).waitFor();
  return opened;
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  const field = editor(page).getByLabel(label, { exact: true });
  await field.click();
  await field.fill(option);
  // Only this field's own list: that of the field before may still be closing. Once it is shut, the choice is made.
  const list = page.locator(`[id="${(await field.getAttribute('aria-controls')) ?? ''}"]`);
  await list.getByRole('option', { name: option }).first().click();
  await editor(page).locator('input[aria-expanded="true"]').waitFor({ state: 'detached' });
}

async function write(page: Page, label: string, text: string): Promise<void> {
  const field = editor(page).getByLabel(label, { exact: true });
  await field.fill(text);
  await field.press('Enter');
}

/** What each request to a path asked for, newest first, without its time range. */
const asked = (path: string): readonly Readonly<Record<string, string>>[] =>
  stage.bridge.requests
    .filter(({ pathname }) => pathname === path)
    .map(({ searchParams }) => {
      const { since, until, ...rest } = Object.fromEntries(searchParams);
      return rest;
    })
    .reverse();

/** Each question with every field it has: what is entered, and what the bridge is asked then. */
const questions = [
  { type: 'Agents', fields: [], path: '/v1/agents', params: { limit: '5000' } },
  {
    type: 'Tasks',
    fields: [
      [choose, 'Agent', 'contract-reviewer'],
      [choose, 'Status', 'Failed'],
      [write, 'Limit', '7'],
    ],
    path: '/v1/tasks',
    params: { agent_id: 'contract-reviewer', status: 'failed', limit: '7' },
  },
  {
    type: 'Task timeline',
    fields: [
      [choose, 'Agent', 'lead-qualifier'],
      [write, 'Task', 'task_lead-4821'],
      [write, 'Run', 'run-1'],
    ],
    path: '/v1/tasks/task_lead-4821/timeline',
    params: { task_run_id: 'run-1' },
  },
  {
    type: 'Cost explorer',
    fields: [
      [choose, 'Agent', 'lead-qualifier'],
      [choose, 'Model', 'gpt-4o-mini'],
      [write, 'Limit', '9'],
    ],
    path: '/v1/llm-calls',
    params: { agent_id: 'lead-qualifier', model: 'gpt-4o-mini', limit: '9' },
  },
  {
    type: 'Metrics',
    fields: [
      [choose, 'Measure', 'input tokens'],
      [choose, 'Group by', 'agent'],
      [choose, 'And by', 'model'],
      [choose, 'Format', 'time series'],
      [choose, 'Compare with', 'the period before'],
      [choose, 'Agent', 'lead-qualifier'],
      [choose, 'Model', 'gpt-4o-mini'],
    ],
    path: '/v1/metrics',
    params: {
      metric: 'tokens_in',
      group_by: 'agent_id,model',
      compare: 'previous',
      agent_id: 'lead-qualifier',
      model: 'gpt-4o-mini',
    },
  },
  {
    type: 'Model calls',
    fields: [
      [choose, 'Agent', 'lead-qualifier'],
      [choose, 'Model', 'gpt-4o-mini'],
      [write, 'Limit', '11'],
    ],
    path: '/v1/llm-calls',
    params: { agent_id: 'lead-qualifier', model: 'gpt-4o-mini', limit: '11' },
  },
  {
    type: 'Pipeline',
    fields: [[choose, 'Agent', 'lead-qualifier']],
    path: '/v1/agents/lead-qualifier/pipeline',
    params: {},
    frame: 'queue',
  },
  {
    type: 'Fleet pipeline',
    fields: [[write, 'Limit', '12']],
    path: '/v1/pipeline',
    params: { limit: '12' },
    frame: 'fleet_pipeline_totals',
  },
  {
    type: 'Approvals',
    fields: [
      [choose, 'Requests', 'all'],
      [write, 'Approver', 'sales-lead'],
      [choose, 'Agent', 'lead-qualifier'],
      [write, 'Limit', '13'],
    ],
    path: '/v1/approvals',
    params: {
      status: 'pending,decided,abandoned',
      approver: 'sales-lead',
      agent_id: 'lead-qualifier',
      limit: '13',
    },
    frame: 'approval_totals',
  },
] as const;

test.each(questions)('the question $type is asked with every field it has, and its answer shown', async (question) => {
  const opened = await openEditor();
  const { page } = opened;
  const before = asked(question.path).length;
  await page.getByLabel('Table view').check({ force: true });
  await choose(page, 'Show', question.type);
  for (const [enter, label, value] of question.fields) await enter(page, label, value);
  // Not only the newest: the list of models asks /v1/metrics too, up to a moment after a name was chosen from it.
  await until('the question is asked', () => {
    const newRequests = asked(question.path).slice(0, asked(question.path).length - before);
    return newRequests.some((params) => isDeepStrictEqual(params, question.params));
  });
  if ('frame' in question) {
    await page.getByRole('combobox', { name: 'Frame' }).click();
    await page.getByRole('option', { name: question.frame }).click();
  }
  await page.getByRole('table', { name: 'Frame' }).getByRole('row').nth(1).waitFor();
  opened.expectClean();
  await opened.screenshot(`query-${question.type.toLowerCase().replaceAll(' ', '-')}`);
  await opened.close();
});

test.each(['dark', 'light'] as const)('a panel follows its query at once, in the %s theme', async (theme) => {
  const opened = await openEditor(theme);
  const { page } = opened;
  await page.getByTestId('agent-card').first().waitFor();
  await opened.screenshot(`panel-editor-${theme}`);
  await choose(page, 'Show', 'Model calls');
  await page.getByTestId('missing-columns').waitFor();
  opened.expectClean();
  await opened.close();
});

test.each(['dark', 'light'] as const)('fits a narrow screen whatever is asked, in the %s theme', async (theme) => {
  const opened = await stage.open(editPanel(1), { theme, width: 420 });
  const { page } = opened;
  await editor(page).waitFor();
  for (const { type } of questions) {
    await choose(page, 'Show', type);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect({ type, overflow }).toEqual({ type, overflow: 0 });
  }
  await opened.screenshot(`query-editor-${theme}-420`);
  await opened.close();
});

test('a pipeline is asked for only when its agent is chosen', async () => {
  const opened = await openEditor();
  const { page } = opened;
  await page.getByTestId('agent-card').first().waitFor();
  const before = stage.bridge.requests.length;
  await choose(page, 'Show', 'Pipeline');
  await editor(page).getByLabel('Agent', { exact: true }).waitFor();
  await choose(page, 'Show', 'Agents');
  await choose(page, 'Show', 'Model calls');
  await page.getByTestId('missing-columns').waitFor();
  const paths = stage.bridge.requests.slice(before).map(({ pathname }) => pathname);
  expect(paths.filter((path) => path.endsWith('/pipeline'))).toEqual([]);
  opened.expectClean();
  await opened.close();
});

test('fields of another question start empty, a limit that is no number is dropped, a chosen agent can be cleared', async () => {
  const opened = await openEditor();
  const { page } = opened;
  await choose(page, 'Show', 'Model calls');
  await choose(page, 'Agent', 'lead-qualifier');
  await write(page, 'Limit', '12');
  await until('twelve are asked for', () => asked('/v1/llm-calls')[0]?.['limit'] === '12');
  await write(page, 'Limit', 'many');
  await until('as many as usual are asked for', () => asked('/v1/llm-calls')[0]?.['limit'] === '50');
  expect(await editor(page).getByLabel('Limit').inputValue()).toBe('');
  await editor(page).getByRole('button', { name: 'Clear value' }).click();
  await until('all agents are asked for', () => asked('/v1/llm-calls')[0]?.['agent_id'] === undefined);
  await write(page, 'Limit', '13');
  await choose(page, 'Show', 'Tasks');
  expect(await editor(page).getByLabel('Limit').inputValue()).toBe('');
  opened.expectClean();
  await opened.close();
});

import { readFileSync } from 'node:fs';
import type { AgentPipeline, AgentSummary, LlmCallPage, Page, TaskTimeline } from '@hiveboard/sdk/contract';
import { startReceiver } from './fixtures/otlp/receiver.js';
import { moveTo, type Carried } from './fixtures/otlp/recorded-spans.js';
import { startTestBridge, type TestBridge } from './test-bridge.js';

// What examples/python/agent.py sends with a bare OpenTelemetry SDK, after the semantic conventions alone.
const RECORDED = readFileSync(new URL('fixtures/otlp/python-agent.bin', import.meta.url));
const AGENT = 'lead-qualifier-py';
/** As if the program had begun then: telemetry of years ago would be refused. */
const START = Math.floor(Date.now() / 1000) * 1000 - 60_000;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const post = async (url: string, body: Uint8Array): Promise<number> => {
  const headers = { 'content-type': 'application/x-protobuf' };
  return (await fetch(url, { method: 'POST', headers, body: Buffer.from(body) })).status;
};
const send = (keep: (span: Carried) => boolean): Promise<number> =>
  post(`${hive.bridge.url}/v1/traces`, moveTo(START, RECORDED, keep));

const agent = async () =>
  (await hive.ask<Page<AgentSummary>>('/v1/agents')).body.data.find((a) => a.agent_id === AGENT);
const timeline = async () => (await hive.ask<TaskTimeline>('/v1/tasks/lead-4821/timeline')).body;

test('the bytes of the Python exporter are taken as they are', async () => {
  const receiver = await startReceiver();
  try {
    expect(await post(receiver.url('/v1/traces'), RECORDED)).toBe(200);
    expect(receiver.errors).toEqual([]);
    const names = receiver.accepted.flatMap(({ traces }) => traces.spans.map(({ name }) => name));
    expect(names.sort()).toEqual([
      ...Array<string>(4).fill('hive.agent'),
      'hive.progress',
      'hive.progress',
      `invoke_agent ${AGENT}`,
      'score_lead',
      'search_crm',
    ]);
  } finally {
    await receiver.close();
  }
});

describe('while the task runs', () => {
  beforeAll(async () => {
    const isOver = ({ name, events }: Carried): boolean =>
      name.startsWith('invoke_agent') || events.includes('hive.agent_stopped');
    expect(await send((span) => !isOver(span))).toBe(200);
  });

  test('the agent waits for the person whom it asked', async () => {
    expect(await agent()).toMatchObject({
      agent_type: 'sales',
      derived_status: 'waiting',
      environment: 'production',
      group: 'examples',
      heartbeat_summary: 'Waiting for leads',
      current_task_id: 'lead-4821',
      current_project_id: 'sales',
      waiting: { task_id: 'lead-4821', approver: 'sales-lead', reason: 'An offer over $10,000', count: 1 },
    });
  });

  test('the timeline shows the plan at its third step, and the money spent so far', async () => {
    const { task, plan } = await timeline();
    expect(task).toMatchObject({ derived_status: 'waiting', calls: 1, cost: 0.0075 });
    expect(plan?.steps.map(({ state }) => state)).toEqual(['completed', 'completed', 'started']);
  });
});

describe('once it has ended, with every event sent a second time', () => {
  beforeAll(async () => {
    expect(await send(() => true)).toBe(200);
  });

  test('the agent is offline, not stuck', async () => {
    expect(await agent()).toMatchObject({ derived_status: 'offline', waiting: null });
  });

  test('the task is completed, with its plan, its steps and its decision', async () => {
    const { task, plan, action_tree, events } = await timeline();
    expect(task).toMatchObject({
      task_type: 'lead_processing',
      project_id: 'sales',
      derived_status: 'completed',
      action_count: 2,
      error_count: 0,
      has_human_intervention: true,
    });
    expect(plan).toMatchObject({ goal: 'Qualify the lead', revision: 0, completed: 3 });
    expect(action_tree.map(({ name, status }) => [name, status])).toEqual([
      ['search_crm', 'completed'],
      ['score_lead', 'completed'],
    ]);
    expect(events.map(({ kind }) => kind).filter((kind) => !kind.startsWith('plan_'))).toEqual([
      'task_started',
      'action_completed',
      'action_completed',
      'llm_call',
      'approval_requested',
      'approval_received',
      'task_completed',
    ]);
  });

  test('the call is counted once, at the cost that was reported, inside its step', async () => {
    const { data, totals } = (await hive.ask<LlmCallPage>(`/v1/llm-calls?agent_id=${AGENT}`)).body;
    expect(totals).toMatchObject({ calls: 1, tokens_in: 1500, tokens_out: 200, cost: 0.0075, estimated_cost: 0 });
    expect(data).toMatchObject([
      {
        name: 'score_lead',
        model: 'claude-sonnet-4-5',
        provider: 'anthropic',
        cost_source: 'reported',
        duration_ms: 300,
      },
    ]);
    const call = (await timeline()).events.find(({ kind }) => kind === 'llm_call');
    const step = (await timeline()).action_tree.find(({ name }) => name === 'score_lead');
    expect(call?.action_id).toBe(step?.action_id);
  });

  test('the queue shows what waits', async () => {
    const { queue } = (await hive.ask<AgentPipeline>(`/v1/agents/${AGENT}/pipeline`)).body;
    expect(queue).toMatchObject({
      depth: 1,
      items: [{ id: 'lead-4822', priority: 'high', source: 'webhook', summary: 'Score Babbage & Sons' }],
    });
  });
});

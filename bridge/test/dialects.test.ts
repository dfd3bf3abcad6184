import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ActionNode, AgentSummary, LlmCallPage, Page, TaskSummary, TaskTimeline } from '@hiveboard/sdk/contract';
import { configFrom } from '../src/config.js';
import { moveTo } from './fixtures/otlp/recorded-spans.js';
import { decode } from './fixtures/otlp/schema.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

// What real libraries sent for one lead: they ask a model, look it up with a tool, and ask again. Nothing of ours took
// part. The programs that were recorded stand beside the bytes.
const START = Math.floor(Date.now() / 1000) * 1000 - 60_000;
const recorded = (name: string): Buffer => readFileSync(new URL(`fixtures/dialects/${name}.bin`, import.meta.url));

interface Request {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly traceId: Buffer }[] }[];
  }[];
}
const spansOf = (body: Buffer): readonly { readonly traceId: Buffer }[] =>
  // protobufjs answers with plain objects of the schema's shape, which is the one written above.
  (decode('ExportTraceServiceRequest', body) as Request).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );

let hive: TestBridge;
beforeAll(async () => {
  const own = fileURLToPath(new URL('fixtures/dialects/own.json', import.meta.url));
  hive = await startTestBridge([], { dialects: configFrom({ HIVE_DIALECTS: own }).dialects });
});
afterAll(async () => {
  await hive.stop();
});

async function post(body: Buffer): Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf' };
  const answer = await fetch(`${hive.bridge.url}/v1/traces`, { method: 'POST', headers, body: Buffer.from(body) });
  // An empty message: nothing was refused, and nothing warned about.
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0]);
}

/** Sends a recording span by span, the last first, and then as a whole, as retries and other batches would. */
async function sendTwice(name: string): Promise<string> {
  const whole = moveTo(START, recorded(name), () => true);
  const spans = spansOf(whole);
  for (let last = spans.length - 1; last >= 0; last -= 1) {
    let index = 0;
    await post(moveTo(START, recorded(name), () => index++ === last));
  }
  await post(whole);
  return spans[0]?.traceId.toString('hex') ?? '';
}

const outline = (nodes: readonly ActionNode[]): unknown[] =>
  nodes.map(({ name, children }) => (children.length === 0 ? name : { [name]: outline(children) }));

const TURN = { agent: [{ RunnableSequence: ['prompt'] }, 'RunnableLambda'] };
const ANSWERED = 'gpt-4.1-mini-2025-04-14';
const ENDS: readonly string[] = ['task_started', 'task_completed'];
const LISTED = { cost: 0.0000156, cost_source: 'list' };
const GEMINI = { model: 'gemini-2.5-flash', cost: 0.00002026, cost_source: 'list' };

test.each([
  {
    name: 'vercel-ai-6',
    task: { agent_id: 'lead-qualifier', task_type: 'ai.generateText', correlation_id: 'session-1', action_count: 1 },
    steps: ['search_crm'],
    call: {
      ...LISTED,
      agent_id: 'lead-qualifier',
      name: 'ai.generateText.doGenerate',
      model: ANSWERED,
      provider: 'openai',
      reasoning_tokens: 3,
      session_id: 'session-1',
      user_id: 'user-1',
    },
  },
  {
    name: 'vercel-ai-7',
    task: { agent_id: 'lead-qualifier', task_type: 'lead-qualifier', correlation_id: null, action_count: 3 },
    steps: [{ 'step 1': ['search_crm'] }, 'step 2'],
    call: {
      ...LISTED,
      agent_id: 'lead-service',
      name: 'chat gpt-4.1-mini',
      model: ANSWERED,
      provider: 'openai',
      reasoning_tokens: null,
      session_id: null,
      user_id: null,
    },
  },
  {
    name: 'langgraph-openinference',
    task: { agent_id: 'lead-service', task_type: 'lead-qualifier', correlation_id: 'session-1', action_count: 11 },
    steps: ['__start__', TURN, { tools: ['search_crm'] }, TURN],
    call: {
      ...LISTED,
      agent_id: 'lead-service',
      name: 'ChatOpenAI',
      model: 'gpt-4.1-mini',
      provider: null,
      reasoning_tokens: 3,
      session_id: 'session-1',
      user_id: null,
    },
  },
  {
    name: 'openai-agents-openinference',
    task: { agent_id: 'lead-service', task_type: 'Agent workflow', correlation_id: null, action_count: 5 },
    steps: [{ 'Agent workflow': [{ 'lead-qualifier': [{ turn: ['search_crm'] }, 'turn'] }] }],
    call: {
      ...LISTED,
      agent_id: 'lead-service',
      name: 'response',
      model: ANSWERED,
      provider: 'openai',
      reasoning_tokens: 3,
      session_id: null,
      user_id: null,
    },
  },
  {
    name: 'langfuse',
    task: { agent_id: 'lead-service', task_type: 'lead-qualifier', correlation_id: 'session-1', action_count: 1 },
    steps: ['search_crm'],
    call: {
      ...LISTED,
      agent_id: 'lead-service',
      name: 'OpenAI.chat',
      model: ANSWERED,
      provider: null,
      reasoning_tokens: 3,
      session_id: 'session-1',
      user_id: 'user-1',
    },
  },
  {
    name: 'langsmith',
    task: { agent_id: 'lead-service', task_type: 'lead-qualifier', correlation_id: 'session-1', action_count: 1 },
    steps: ['search_crm'],
    call: {
      ...LISTED,
      agent_id: 'lead-service',
      name: 'ChatOpenAI',
      model: ANSWERED,
      provider: 'openai',
      reasoning_tokens: 3,
      session_id: 'session-1',
      user_id: null,
    },
  },
  {
    name: 'google-adk',
    task: { agent_id: 'lead_qualifier', task_type: null, correlation_id: 'session-1', action_count: 2 },
    // Its outermost span says nothing of itself, and its tools hang below the calls.
    steps: ['lead_qualifier', 'search_crm'],
    ends: [],
    call: {
      ...GEMINI,
      agent_id: 'lead_qualifier',
      name: 'call_llm',
      provider: null,
      reasoning_tokens: 3,
      session_id: 'session-1',
      user_id: null,
    },
  },
  {
    name: 'google-adk-python',
    task: { agent_id: 'lead_qualifier', task_type: 'lead_qualifier', correlation_id: 'session-1', action_count: 2 },
    steps: [{ lead_qualifier: ['search_crm'] }],
    call: {
      ...GEMINI,
      agent_id: 'lead_qualifier',
      name: 'generate_content gemini-2.5-flash',
      provider: 'gcp.gemini',
      reasoning_tokens: 3,
      session_id: 'session-1',
      user_id: null,
    },
  },
  {
    name: 'pydantic-ai',
    task: { agent_id: 'lead-qualifier', task_type: 'lead-qualifier', action_count: 1 },
    steps: ['search_crm'],
    call: {
      agent_id: 'lead-qualifier',
      name: 'chat gpt-4.1-mini',
      model: ANSWERED,
      provider: 'openai',
      reasoning_tokens: 3,
      user_id: null,
      cost: 0.0000156,
      cost_source: 'reported',
    },
  },
  {
    name: 'strands-agents',
    task: { agent_id: 'lead-qualifier', task_type: 'lead-qualifier', correlation_id: 'session-1', action_count: 3 },
    steps: [{ execute_event_loop_cycle: ['search_crm'] }, 'execute_event_loop_cycle'],
    call: {
      ...LISTED,
      agent_id: 'lead-service',
      name: 'chat',
      model: 'gpt-4.1-mini',
      provider: null,
      reasoning_tokens: null,
      session_id: 'session-1',
      user_id: 'user-1',
    },
  },
  {
    name: 'genkit',
    task: { agent_id: 'lead-service', task_type: 'lead-qualifier', correlation_id: null, action_count: 3 },
    steps: [{ generate: ['search_crm', 'generate'] }],
    call: {
      ...LISTED,
      agent_id: 'lead-service',
      name: 'openai/gpt-4.1-mini',
      model: ANSWERED,
      provider: null,
      reasoning_tokens: 3,
      session_id: null,
      user_id: null,
    },
  },
  {
    name: 'openai-agents-python',
    task: { agent_id: 'lead-service', task_type: 'Agent workflow', correlation_id: null, action_count: 2 },
    steps: ['lead-qualifier', 'search_crm'],
    call: {
      // This instrumentation's word for an agent that it does not know.
      agent_id: 'OpenAI Agent',
      name: 'chat gpt-4.1-mini-2025-04-14',
      model: ANSWERED,
      provider: 'openai',
      cache_read_tokens: null,
      reasoning_tokens: null,
      session_id: null,
      user_id: null,
      cost: 0.0000192,
      cost_source: 'list',
    },
  },
])(
  'a run of $name is a task of an agent, with its steps, and two calls',
  async ({ name, task, steps, call, ends = ENDS }) => {
    const trace = await sendTwice(name);
    const isReported = call.cost_source === 'reported';
    const spend = {
      calls: 2,
      unpriced_calls: 0,
      tokens_in: 40,
      tokens_out: 14,
      cost: isReported ? 2 * call.cost : 0,
      estimated_cost: isReported ? 0 : 2 * call.cost,
    };

    const timeline = (await hive.ask<TaskTimeline>(`/v1/tasks/${trace}/timeline`)).body;
    expect(timeline.task).toMatchObject({ ...task, ...spend, derived_status: 'completed', environment: 'test' });
    expect(outline(timeline.action_tree)).toEqual(steps);
    expect(timeline.events.filter(({ kind }) => kind.startsWith('task_')).map(({ kind }) => kind)).toEqual(ends);

    const { data, totals } = (await hive.ask<LlmCallPage>(`/v1/llm-calls?task_id=${trace}`)).body;
    expect(totals).toEqual(spend);
    const each = { metadata: null, tokens_in: 20, tokens_out: 7, cache_read_tokens: 12, ...call };
    expect(data).toMatchObject([each, each]);

    const agents = (await hive.ask<Page<AgentSummary>>('/v1/agents')).body.data;
    expect(agents.find(({ agent_id }) => agent_id === task.agent_id)).toMatchObject({ derived_status: 'idle' });
  },
);

test('a call of openllmetry-openai that nothing encloses is a call of its service, and no task', async () => {
  const trace = await sendTwice('openllmetry-openai');
  const { data } = (await hive.ask<LlmCallPage>('/v1/llm-calls')).body;
  expect(data.filter(({ task_id }) => task_id === null)).toMatchObject([
    { agent_id: 'lead-service', model: ANSWERED, provider: 'openai', tokens_in: 20, tokens_out: 7, cost: 0.0000192 },
  ]);
  expect((await hive.ask<unknown>(`/v1/tasks/${trace}/timeline`)).status).toBe(404);
});

test("a client's own span inside its instrumentation's is one call, where both arrive together", async () => {
  const whole = moveTo(START, recorded('openinference-anthropic'), () => true);
  await post(whole);
  await post(whole);
  const trace = spansOf(whole)[0]?.traceId.toString('hex') ?? '';
  const { data } = (await hive.ask<LlmCallPage>('/v1/llm-calls?model=claude-sonnet-4-5-20250929')).body;
  expect(data).toMatchObject([
    {
      name: 'anthropic.messages.create',
      task_id: trace,
      provider: 'anthropic',
      tokens_in: 20,
      tokens_out: 7,
      cache_read_tokens: 12,
      cache_write_tokens: 2,
      cost: 0.0001341,
      cost_source: 'list',
    },
  ]);
});

test('a framework and a client whose spans have nothing in common are two calls, in traces of their own', async () => {
  const sent = spansOf(moveTo(START, recorded('openllmetry-langchain'), () => true));
  expect(new Set(sent.map(({ traceId }) => traceId.toString('hex'))).size).toBe(2);
  await sendTwice('openllmetry-langchain');
  const { data } = (await hive.ask<LlmCallPage>('/v1/llm-calls?limit=200')).body;
  const [framework, client] = [348, 321];
  const told = data.filter(({ duration_ms }) => duration_ms === framework || duration_ms === client);
  expect(told).toMatchObject([
    { duration_ms: framework, model: 'gpt-4.1-mini', tokens_in: 20, tokens_out: 7, task_id: null },
    { duration_ms: client, model: ANSWERED, tokens_in: 20, tokens_out: 7, task_id: null },
  ]);
});

test('a framework that tells of itself inside a task of ours makes no second task of it', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const both = {
    traceId,
    spanId: '00f067aa0ba902b7',
    start: START,
    end: START + 900,
    attributes: {
      'hive.record': 'task',
      'hive.agent.id': 'both',
      'hive.task.id': 'lead-1',
      'hive.task.run_id': 'run-1',
    },
  };
  const framework = {
    traceId,
    parentSpanId: both.spanId,
    start: START + 100,
    end: START + 800,
    attributes: { 'ai.operationId': 'ai.generateText', 'ai.telemetry.functionId': 'both' },
  };
  const tasks = async (): Promise<string[]> =>
    (await hive.ask<Page<TaskSummary>>('/v1/tasks?agent_id=both')).body.data.map(({ task_id }) => task_id);
  await hive.send(otlp([framework]));
  expect(await tasks()).toEqual([traceId]);
  await hive.send(otlp([both]));
  expect(await tasks()).toEqual(['lead-1']);
});

test("a dialect of the user's own file is read like ours", async () => {
  const traceId = 'ac3e'.repeat(8);
  const [root, tool, ask] = ['ac3e000000000001', 'ac3e000000000002', 'ac3e000000000003'];
  const robot = { 'acme.robot': 'wall-e' };
  await hive.send(
    otlp([
      { traceId, spanId: root, start: START, end: START + 900, attributes: { ...robot, 'acme.kind': 'robot' } },
      {
        traceId,
        spanId: tool,
        parentSpanId: root,
        start: START + 100,
        end: START + 200,
        attributes: { ...robot, 'acme.function': 'crush', 'acme.ok': false, 'acme.why': 'stuck' },
      },
      {
        traceId,
        spanId: ask,
        parentSpanId: root,
        name: 'ask',
        start: START + 300,
        end: START + 400,
        attributes: {
          ...robot,
          'acme.kind': 'completion',
          'acme.model': 'brain-1',
          'acme.usage': '{"in":100,"out":20,"cached":60}',
          'acme.dollars': 0.25,
        },
      },
    ]),
  );
  const { task, action_tree } = (await hive.ask<TaskTimeline>(`/v1/tasks/${traceId}/timeline`)).body;
  expect(task).toMatchObject({ agent_id: 'wall-e', task_type: 'wall-e', calls: 1, tokens_in: 160, cost: 0.25 });
  expect(action_tree).toMatchObject([{ name: 'crush', status: 'failed', error_message: 'stuck' }]);
  const { data } = (await hive.ask<LlmCallPage>(`/v1/llm-calls?task_id=${traceId}`)).body;
  expect(data).toMatchObject([
    { name: 'ask', model: 'brain-1', provider: 'acme', tokens_out: 20, cache_read_tokens: 60, cost_source: 'reported' },
  ]);
});

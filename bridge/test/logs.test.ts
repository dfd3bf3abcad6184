import { readFileSync } from 'node:fs';
import type {
  AgentSummary,
  LlmCallPage,
  MetricsAnswer,
  Page,
  TaskSummary,
  TaskTimeline,
} from '@hiveboard/sdk/contract';
import { decodeProtobufLogs } from '../src/decode/protobuf-logs.js';
import { digestOf } from '../src/keys/api-key.js';
import { countLogs, moveLogsTo } from './fixtures/otlp/recorded-logs.js';
import { moveTo } from './fixtures/otlp/recorded-spans.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

// What Claude Code and Codex sent while each looked one company up with a tool, and answered. Nothing of ours took part.
// The programs that were recorded stand beside the bytes.
const START = Math.floor(Date.now() / 1000) * 1000 - 60_000;
const recorded = (name: string): Buffer => readFileSync(new URL(`fixtures/dialects/${name}.bin`, import.meta.url));

/** Every test is a tenant of its own: it sees what it sent, and nothing else. */
const TENANTS = Array.from({ length: 16 }, (_, index) => `tenant-${index}`);

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge(
    TENANTS.map((tenant) => ({
      name: tenant,
      sha256: digestOf(tenant).toString('hex'),
      scopes: ['ingest', 'read', 'admin'],
      tenant,
    })),
  );
});
afterAll(async () => {
  await hive.stop();
});

let bearer: { readonly authorization: string };
beforeEach(() => {
  bearer = { authorization: `Bearer ${TENANTS.pop() ?? ''}` };
});

/** Sends a request, and expects it to be taken without a word. */
async function post(signal: 'logs' | 'traces', body: Buffer): Promise<void> {
  const isJson = body.toString('utf8', 0, 1) === '{';
  const headers = { ...bearer, 'content-type': isJson ? 'application/json' : 'application/x-protobuf' };
  const answer = await fetch(`${hive.bridge.url}/v1/${signal}`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    headers['content-type'],
    isJson ? '{}' : '',
  ]);
}

/** Sends a recording record by record, the last first, and then as a whole, as retries and other batches would. */
async function sendTwice(name: string): Promise<void> {
  const logs = recorded(`${name}.logs`);
  for (let last = countLogs(logs) - 1; last >= 0; last -= 1)
    await post(
      'logs',
      moveLogsTo(START, logs, (index) => index === last),
    );
  await post('logs', moveLogsTo(START, logs));
}

const all = async <T>(path: string): Promise<readonly T[]> => (await hive.ask<Page<T>>(path, bearer)).body.data;

/** Everything that the API says of the one run that there is, but for what differs from one recording to the next. */
async function told() {
  const agents = await all<AgentSummary>('/v1/agents');
  const [task, ...others] = await all<TaskSummary>('/v1/tasks');
  const { body: calls } = await hive.ask<LlmCallPage>('/v1/llm-calls', bearer);
  const { body: timeline } = await hive.ask<TaskTimeline>(`/v1/tasks/${task?.task_id ?? ''}/timeline`, bearer);
  const { body: metrics } = await hive.ask<MetricsAnswer>('/v1/metrics?range=1h', bearer);
  return {
    agents: agents.map(({ agent_id, derived_status, environment, stats_1h: { calls, tokens_in, tokens_out } }) => ({
      agent_id,
      derived_status,
      environment,
      calls,
      tokens_in,
      tokens_out,
    })),
    tasks: 1 + others.length,
    task: timeline.task,
    kinds: timeline.events.map(({ kind }) => kind),
    actions: timeline.action_tree.map(({ name, status, children }) => ({ name, status, children })),
    calls: calls.data.map(({ event_id: _, duration_ms, timestamp: __, ...call }) => ({
      ...call,
      isTimed: duration_ms !== null,
    })),
    totals: calls.totals,
    summary: metrics.summary,
  };
}

const SPEND = { tokens_in: 2500, tokens_out: 52 };
const AGENT = { derived_status: 'idle', environment: 'test', ...SPEND };
const RUN = {
  task_id: expect.any(String) as string,
  task_run_id: expect.any(String) as string,
  project_id: 'default',
  environment: 'test',
  correlation_id: expect.any(String) as string,
  trace_id: '',
  derived_status: 'completed',
  started_at: new Date(START).toISOString(),
  completed_at: expect.any(String) as string,
  duration_ms: expect.any(Number) as number,
  action_count: 1,
  error_count: 0,
  retry_count: 0,
  retry_ms: 0,
  waiting_ms: 0,
  working_ms: expect.any(Number) as number,
  escalation_count: 0,
  has_escalation: false,
  has_human_intervention: false,
  error_message: null,
  ...SPEND,
};

const claudeSpend = { calls: 2, unpriced_calls: 0, ...SPEND, cost: 0.001845, estimated_cost: 0 };
const claudeCall = {
  agent_id: 'claude-code',
  task_id: expect.any(String) as string,
  task_run_id: expect.any(String) as string,
  project_id: 'default',
  environment: 'test',
  name: 'sdk',
  model: 'claude-sonnet-4-5-20250929',
  provider: 'anthropic',
  tokens_in: 1250,
  cache_read_tokens: 1200,
  cache_write_tokens: 30,
  reasoning_tokens: null,
  cost_source: 'reported',
  error_message: null,
  prompt_preview: null,
  response_preview: null,
  isTimed: true,
  session_id: expect.any(String) as string,
  user_id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  action_id: null,
  attempt: null,
  group: 'default',
  plan_step: null,
  plan_revision: null,
  metadata: null,
};

test.each(['claude-code', 'claude-code-json'])(
  'a run of %s is a task with its tool, and two calls that cost what it says',
  async (name) => {
    await sendTwice(name);
    expect(await told()).toEqual({
      agents: [{ agent_id: 'claude-code', calls: 2, ...AGENT }],
      tasks: 1,
      task: { ...RUN, agent_id: 'claude-code', task_type: 'claude_code', ...claudeSpend },
      kinds: ['task_started', 'action_completed', 'llm_call', 'llm_call'],
      actions: [{ name: 'Bash', status: 'completed', children: [] }],
      calls: [
        { ...claudeCall, tokens_out: 12, cost: 0.0007125 },
        { ...claudeCall, tokens_out: 40, cost: 0.0011325 },
      ],
      totals: claudeSpend,
      summary: claudeSpend,
    });
  },
);

const codexSpend = { calls: 3, unpriced_calls: 1, ...SPEND, cost: 0, estimated_cost: 0.000945 };
const codexCall = {
  ...claudeCall,
  agent_id: 'codex_exec',
  name: 'response.completed',
  model: 'gpt-5-codex',
  provider: 'openai',
  cache_write_tokens: 0,
  reasoning_tokens: 3,
  cost_source: 'list',
  isTimed: false,
  user_id: null,
};

test.each(['codex', 'codex-json', 'codex-traced'])(
  'a run of %s is a task with its tool, two calls at the price of the list, and one that failed before',
  async (name) => {
    await sendTwice(name);
    expect(await told()).toEqual({
      agents: [{ agent_id: 'codex_exec', calls: 3, ...AGENT }],
      tasks: 1,
      task: {
        ...RUN,
        agent_id: 'codex_exec',
        task_type: 'codex',
        ...codexSpend,
      },
      kinds: ['task_started', 'llm_call', 'llm_call', 'action_completed', 'llm_call'],
      actions: [{ name: 'exec_command', status: 'completed', children: [] }],
      calls: [
        { ...codexCall, tokens_out: 12, cost: 0.0003325 },
        { ...codexCall, tokens_out: 40, cost: 0.0006125 },
        {
          ...codexCall,
          name: '/responses',
          tokens_in: null,
          tokens_out: null,
          cache_read_tokens: null,
          cache_write_tokens: null,
          reasoning_tokens: null,
          cost: null,
          cost_source: 'unpriced',
          error_message: 'http 500',
          isTimed: true,
        },
      ],
      totals: codexSpend,
      summary: codexSpend,
    });
  },
);

test('an agent whose framework started Codex in its own trace keeps its run', async () => {
  const logs = moveLogsTo(START, recorded('codex-traced.logs'));
  const { records } = decodeProtobufLogs(logs);
  const prompt = records.find(({ attributes }) => attributes.get('event.name') === 'codex.user_prompt');
  const traceId = prompt?.traceId ?? '';
  await hive.send(
    otlp([{ traceId, name: 'boss', start: START, attributes: { 'gen_ai.operation.name': 'invoke_agent' } }]),
    bearer,
  );
  await post('logs', logs);
  const tasks = await all<TaskSummary>('/v1/tasks');
  expect(tasks.map(({ task_type }) => task_type).sort()).toEqual(['boss', 'codex']);
});

test('what Codex tells of its tokens on a span is no second call', async () => {
  await sendTwice('codex');
  await hive.send(
    otlp(
      [
        {
          name: 'handle_responses',
          start: START,
          end: START + 10,
          attributes: {
            'codex.request.reasoning_effort': 'default',
            'gen_ai.usage.input_tokens': '1250',
            'gen_ai.usage.cache_read.input_tokens': '1200',
            'gen_ai.usage.cache_write.input_tokens': '0',
            'gen_ai.usage.output_tokens': '40',
            'codex.usage.total_tokens': '1290',
          },
        },
      ],
      { 'service.name': 'codex_exec' },
    ),
    bearer,
  );
  expect((await told()).summary).toEqual(codexSpend);
});

test('a run of Claude Code whose request failed has failed', async () => {
  await sendTwice('claude-code-failed');
  expect(await told()).toMatchObject({
    agents: [{ agent_id: 'claude-code', derived_status: 'error' }],
    task: { derived_status: 'failed', error_message: 'messages: nothing can be said' },
    kinds: ['task_started', 'llm_call'],
    calls: [{ model: 'claude-sonnet-4-5', tokens_in: null, error_message: 'messages: nothing can be said' }],
  });
});

describe('Claude Code that sends its spans and its logs', () => {
  const spans = async (): Promise<void> => {
    await post(
      'traces',
      moveTo(START, recorded('claude-code-traced.spans'), () => true),
    );
  };
  const logs = async (): Promise<void> => {
    await sendTwice('claude-code-traced');
  };

  test.each([
    ['spans first', [spans, logs]],
    ['logs first', [logs, spans]],
    ['logs only late', [spans, spans, logs, logs]],
  ])('is one run whose money counts once, %s', async (_order, sends) => {
    for (const send of sends) await send();
    const spend = { calls: 2, unpriced_calls: 0, ...SPEND, cost: 0, estimated_cost: 0.001845 };
    const { agents, tasks, task, actions, summary, calls } = await told();
    const execution = { name: 'claude_code.tool.execution', status: 'completed', children: [] };
    expect({ agents, tasks, summary }).toEqual({
      agents: [{ agent_id: 'claude-code', calls: 2, ...AGENT }],
      tasks: 1,
      summary: spend,
    });
    expect(task).toEqual({
      ...RUN,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      agent_id: 'claude-code',
      action_count: 2,
      task_type: 'claude_code.interaction',
      ...spend,
    });
    expect(actions).toMatchObject([{ name: 'Bash', status: 'completed', children: [execution] }]);
    expect(calls).toMatchObject([{ model: 'claude-sonnet-4-5' }, { model: 'claude-sonnet-4-5' }]);
  });
});

test('a tool of Claude Code that failed says so on its span', async () => {
  await post(
    'traces',
    moveTo(START, recorded('claude-code-tool-failed.spans'), () => true),
  );
  expect((await told()).actions).toMatchObject([
    { name: 'Bash', children: [{ name: 'claude_code.tool.execution', status: 'failed', error_message: 'ShellError' }] },
  ]);
});

test('an event of ours that comes on a span and as a log record is one event', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const spanId = '00f067aa0ba902b7';
  const work = { 'hive.agent.id': 'seller', 'hive.task.id': 'lead-1', 'hive.task.run_id': 'run-1' };
  const called = {
    'hive.event.id': '0198c2a4-5b7e-7000-8000-000000000001',
    'hive.event.kind': 'llm_call',
    'hive.llm_call.name': 'score',
    'gen_ai.request.model': 'gpt-4o',
    'hive.cost.usd': 0.25,
  };
  const event = { name: 'hive.llm_call', at: START + 5, attributes: called };
  const task = { traceId, spanId, start: START, end: START + 10, attributes: { ...work, 'hive.record': 'task' } };
  const attributes = Object.entries({ ...work, ...called }).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { doubleValue: value } : { stringValue: value },
  }));
  const record = {
    timeUnixNano: `${START + 5}000000`,
    eventName: 'hive.llm_call',
    attributes,
    traceId,
    spanId,
    flags: 1,
  };
  const body = {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeLogs: [{ logRecords: [record] }],
      },
    ],
  };
  await post('logs', Buffer.from(JSON.stringify(body)));
  await hive.send(otlp([{ ...task, events: [event] }]), bearer);
  await post('logs', Buffer.from(JSON.stringify(body)));
  const { kinds, summary } = await told();
  expect(kinds).toEqual(['task_started', 'llm_call', 'task_completed']);
  expect(summary).toMatchObject({ calls: 1, cost: 0.25 });
});

/** What Prometheus counts, of this test's tenant or of all. */
async function counted(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${hive.bridge.url}/metrics`, { headers: bearer })).text();
  const samples = text.split('\n').flatMap((line) => {
    const [, name = '', value] = /^(hive_\S.*) (\S+)$/.exec(line) ?? [];
    return value === undefined ? [] : [[name, Number(value)] as const];
  });
  return new Map(samples);
}

test('records are counted by what became of them; an application may export all its logs', async () => {
  const before = await counted();
  await sendTwice('claude-code');
  await post('logs', moveLogsTo(START, recorded('claude-code-traced.logs')));
  await post(
    'logs',
    Buffer.from('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"ready"}}]}]}]}'),
  );
  const old = moveLogsTo(START - 100 * 24 * 3600 * 1000, recorded('claude-code-failed.logs'));
  const headers = { ...bearer, 'content-type': 'application/x-protobuf' };
  const answer = await fetch(`${hive.bridge.url}/v1/logs`, { method: 'POST', headers, body: new Uint8Array(old) });
  expect(await answer.text()).toContain('2 rejected: time is more than 90 days ago');
  const tenant = `tenant="${bearer.authorization.slice('Bearer '.length)}"`;
  const counters = [...(await counted())]
    .map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const)
    .filter(([name, value]) => value !== 0 && /^hive_(log_records|llm_c|tasks_ended|spans)/.test(name));
  const call = 'model="claude-sonnet-4-5-20250929",cost_source="reported"';
  expect(new Map(counters)).toEqual(
    new Map([
      [`hive_llm_calls_total{${tenant},${call},outcome="success"}`, 2],
      [`hive_llm_cost_usd_total{${tenant},agent="claude-code",${call}}`, 0.001845],
      // Twice six of a run without spans, six of a run with spans, and one line.
      ['hive_log_records_accepted_total{outcome="stored"}', 8],
      ['hive_log_records_accepted_total{outcome="in_span"}', 4],
      ['hive_log_records_accepted_total{outcome="ignored"}', 7],
      ['hive_log_records_rejected_total{reason="time is more than 90 days ago"}', 2],
    ]),
  );
});

import { digestOf } from '../src/keys/api-key.js';
import { ROUTES } from '../src/api/routes.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

// Two tenants whose agents, tasks and events have the same names and ids: only the key tells whose a row is.
const ACME = 'word-of-acme';
const GLOBEX = 'word-of-globex';
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge(
    [ACME, GLOBEX, 'idler'].map((name) => ({
      name,
      sha256: digestOf(name).toString('hex'),
      scopes: ['ingest', 'read'],
      tenant: `tenant ${name}`,
      limits: { ingest: 1000, read: 1000 },
    })),
  );
});
afterAll(async () => {
  await hive.stop();
});

/** Far from the edge of any five minutes of an agent's heartbeats. */
const T0 = Math.floor(Date.now() / 1000) * 1000 - 450_000;
const PERIOD = `since=${T0 - 3_600_000}&until=${T0 + 3_600_000}`;

/** All that one tenant's only agent does, told in a word of its own; each call comes `times` times. */
function telemetry(word: string, times: number): readonly SentSpan[] {
  let count = 0;
  const event = (kind: string, attributes: Readonly<Record<string, string | number>> = {}) => {
    const id = `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;
    const usual = { 'hive.event.id': id, 'hive.event.kind': kind, 'hive.event.summary': word };
    return { name: `hive.${kind}`, at: T0 + count * 10, attributes: { ...usual, ...attributes } };
  };
  const of = (task: string) => ({
    'hive.agent.id': 'agent',
    'hive.task.id': task,
    'hive.task.run_id': `${task}-run`,
    'hive.task.type': word,
    'hive.project': word,
    'hive.correlation_id': word,
  });
  return [
    {
      name: 'hive.agent',
      start: T0,
      attributes: { 'hive.record': 'agent', 'hive.agent.id': 'agent' },
      events: [
        event('agent_registered', { 'hive.agent.type': word, 'hive.agent.stuck_threshold_seconds': 3600 }),
        event('heartbeat'),
        event('queue_snapshot', { 'hive.queue.depth': times, 'hive.queue.items': `[{"id":"${word}"}]` }),
        event('todo', { 'hive.todo.id': 'todo', 'hive.todo.action': 'created', 'hive.todo.title': word }),
        event('scheduled', { 'hive.schedule.items': `[{"id":"${word}","name":"${word}"}]` }),
        ...Array.from({ length: times }, () =>
          event('issue', { 'hive.issue.id': 'issue', 'hive.issue.title': word, 'hive.issue.severity': 'high' }),
        ),
      ],
    },
    {
      name: 'hive.progress',
      traceId: '1'.repeat(32),
      start: T0 + 3000,
      attributes: { ...of('open'), 'hive.record': 'progress', 'hive.progress.start_time_ms': T0 + 3000 },
      events: [event('approval_requested', { 'hive.approval.approver': word, 'hive.approval.reason': word })],
    },
    {
      name: 'search',
      traceId: '2'.repeat(32),
      spanId: 'a'.repeat(16),
      start: T0,
      end: T0 + 500,
      attributes: { ...of('done'), 'hive.record': 'action', 'hive.action.name': word },
    },
    {
      name: 'invoke_agent agent',
      traceId: '2'.repeat(32),
      spanId: 'b'.repeat(16),
      start: T0,
      end: T0 + 2000,
      error: word,
      attributes: { ...of('done'), 'hive.record': 'task' },
      events: [
        event('plan_created', { 'hive.plan.goal': word, 'hive.plan.steps': `["${word}"]` }),
        event('plan_step', { 'hive.plan.step.index': 0, 'hive.plan.step.action': 'started' }),
        event('retry', { 'hive.retry.attempt': 1, 'hive.retry.reason': word }),
        event('escalated', { 'hive.escalation.reason': word }),
        ...Array.from({ length: times }, () =>
          event('llm_call', {
            'hive.llm_call.name': word,
            'gen_ai.request.model': word,
            'gen_ai.usage.input_tokens': 100 * times,
            'gen_ai.usage.output_tokens': 10 * times,
            'hive.cost.usd': 0.01 * times,
          }),
        ),
        event('llm_call', { 'hive.llm_call.name': word, 'gen_ai.request.model': word }),
      ],
    },
  ];
}

/** How each route is asked for what a tenant has. A route that is added is added here, or the walk fails. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  '/v1/agents': ['/v1/agents', '/v1/agents?status=waiting', '/v1/agents?sort=name&q=AGENT&limit=1'],
  '/v1/agents/{id}': [`/v1/agents/agent?${PERIOD}`],
  '/v1/agents/{id}/pipeline': ['/v1/agents/agent/pipeline'],
  '/v1/pipeline': ['/v1/pipeline', '/v1/pipeline?limit=1'],
  '/v1/approvals': [
    '/v1/approvals',
    '/v1/approvals?status=pending,decided,abandoned&agent_id=agent&sort=newest&limit=1',
  ],
  '/v1/tasks': [
    `/v1/tasks?${PERIOD}`,
    `/v1/tasks?${PERIOD}&agent_id=agent&task_id=done&status=failed`,
    `/v1/tasks?${PERIOD}&limit=1`,
  ],
  '/v1/tasks/{id}/timeline': ['/v1/tasks/done/timeline', '/v1/tasks/open/timeline?task_run_id=open-run'],
  '/v1/events': [`/v1/events?${PERIOD}`, `/v1/events?${PERIOD}&agent_id=agent&kind=issue,retry&limit=1`],
  '/v1/llm-calls': [`/v1/llm-calls?${PERIOD}`, `/v1/llm-calls?${PERIOD}&agent_id=agent&task_id=done&limit=1`],
  '/v1/unpriced-models': [`/v1/unpriced-models?${PERIOD}`, `/v1/unpriced-models?${PERIOD}&limit=1`],
  '/v1/metrics': [
    `/v1/metrics?${PERIOD}&metric=cost&group_by=model`,
    `/v1/metrics?${PERIOD}&metric=tokens&group_by=model&agent_id=agent`,
  ],
};
const PATHS = Object.values(QUESTIONS).flat();

/** What changes while time passes: how old things are, and how long open tasks take. */
const PASSING: ReadonlySet<string> = new Set([
  'heartbeat_age_seconds',
  'duration_ms',
  'report_age_seconds',
  'waiting_seconds',
  'longest_approval_wait_seconds',
]);

/** An answer as text, without what changes by itself. */
async function answer(path: string, key: string): Promise<string> {
  const { body } = await hive.ask<object>(path, bearer(key));
  return JSON.stringify(body, (name, value: unknown) => (PASSING.has(name) ? undefined : value));
}

test('the walk goes over every route', () => {
  expect(Object.keys(QUESTIONS).sort()).toEqual(ROUTES.map(({ path }) => path).sort());
});

test('no answer changes by what another tenant sends, and none speaks of it', async () => {
  const answers = async (key: string): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>();
    for (const path of PATHS) found.set(path, await answer(path, key));
    return found;
  };
  await hive.send(otlp(telemetry(ACME, 1), { 'service.name': ACME, 'hive.group': ACME }), bearer(ACME));
  const before = await answers(ACME);
  await hive.send(otlp(telemetry(GLOBEX, 3), { 'service.name': GLOBEX, 'hive.group': GLOBEX }), bearer(GLOBEX));
  expect(await answers(ACME)).toEqual(before);

  const idle = await answers('idler');
  const globex = await answers(GLOBEX);
  for (const path of PATHS) {
    expect([path, before.get(path)]).toEqual([path, expect.stringContaining(ACME)]);
    expect([path, globex.get(path)]).toEqual([path, expect.stringContaining(GLOBEX)]);
    expect([path, globex.get(path)]).not.toEqual([path, expect.stringContaining(ACME)]);
    expect([path, idle.get(path)]).not.toEqual([path, expect.stringMatching(/word-of/)]);
  }
});

test('sums are those of the tenant alone', async () => {
  const totals = async (key: string) =>
    (await hive.ask<{ readonly totals: object }>(`/v1/llm-calls?${PERIOD}`, bearer(key))).body.totals;
  const none = { calls: 0, unpriced_calls: 0, tokens_in: 0, tokens_out: 0, cost: 0, estimated_cost: 0 };
  expect([await totals(ACME), await totals(GLOBEX), await totals('idler')]).toEqual([
    { ...none, calls: 2, unpriced_calls: 1, tokens_in: 100, tokens_out: 10, cost: 0.01 },
    { ...none, calls: 4, unpriced_calls: 1, tokens_in: 900, tokens_out: 90, cost: 0.09 },
    none,
  ]);
});

test('a cursor of another tenant leads nowhere near its rows', async () => {
  const { body } = await hive.ask<{ readonly pagination: { readonly cursor: string } }>(
    `/v1/llm-calls?${PERIOD}&limit=1`,
    bearer(GLOBEX),
  );
  const { cursor } = body.pagination;
  expect(await answer(`/v1/llm-calls?${PERIOD}&cursor=${cursor}`, ACME)).not.toContain(GLOBEX);
});

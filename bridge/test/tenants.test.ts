import { digestOf } from '../src/keys/api-key.js';
import { ROUTES } from '../src/api/routes.js';
import { oneOfEverything } from './one-of-everything.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

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
  '/v1/cost/timeseries': [`/v1/cost/timeseries?${PERIOD}&split_by=model`],
  '/v1/cost/waste': [`/v1/cost/waste?${PERIOD}`, `/v1/cost/waste?${PERIOD}&agent_id=agent`],
  '/v1/metrics': [
    `/v1/metrics?${PERIOD}&metric=cost&group_by=model`,
    `/v1/metrics?${PERIOD}&metric=tokens&group_by=model&agent_id=agent`,
    `/v1/metrics?${PERIOD}&metric=llm_calls&group_by=model,plan_step&compare=previous`,
    `/v1/metrics?${PERIOD}&metric=tasks&group_by=task_type`,
    `/v1/metrics?${PERIOD}&metric=events&group_by=project,kind`,
  ],
};
const PATHS = Object.values(QUESTIONS).flat();
/** Answers that are sums alone, without a word that anybody sent. */
const SUMS = '/v1/cost/waste';

/** What changes while time passes: how old things are, and how long open tasks take. */
const PASSING: ReadonlySet<string> = new Set([
  'heartbeat_age_seconds',
  'duration_ms',
  'report_age_seconds',
  'waiting_seconds',
  'longest_approval_wait_seconds',
  'waiting_ms',
  'working_ms',
  'waited_ms',
  'tools_ms',
  'other_ms',
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
  await hive.send(
    otlp(oneOfEverything({ word: ACME, times: 1, start: T0 }), { 'service.name': ACME, 'hive.group': ACME }),
    bearer(ACME),
  );
  const before = await answers(ACME);
  await hive.send(
    otlp(oneOfEverything({ word: GLOBEX, times: 3, start: T0 }), { 'service.name': GLOBEX, 'hive.group': GLOBEX }),
    bearer(GLOBEX),
  );
  expect(await answers(ACME)).toEqual(before);

  const idle = await answers('idler');
  const globex = await answers(GLOBEX);
  for (const path of PATHS) {
    if (path.startsWith(SUMS)) {
      expect([path, new Set([before.get(path), globex.get(path), idle.get(path)]).size]).toEqual([path, 3]);
      continue;
    }
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

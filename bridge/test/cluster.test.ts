import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import { startTestCluster, type TestCluster } from '../../clickhouse/test/cluster.js';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { ROUTES } from '../src/api/routes.js';
import { startBridge, type Bridge } from '../src/bridge.js';
import { createReader } from '../src/query/reader.js';
import { noteEndings } from '../src/rollups/note-endings.js';
import { reckon } from '../src/rollups/reckon.js';
import { otlp, type SentSpan } from './test-bridge.js';

// Three shards, each a ClickHouse of its own, and two bridges that write to them at once, beside a bridge with a single
// ClickHouse that is told the same: whatever is asked, both must say the same.

const HOUR = 3_600_000;
/** Bridges agree on the time, so that they receive everything at the same moment. */
const NOW = Math.floor(Date.now() / 1000) * 1000;
const AGENTS = 6;

let folder: string;
let cluster: TestCluster;
let single: TestDatabase;
let left: Bridge;
let right: Bridge;
let alone: Bridge;
const databases: Database[] = [];
const admins: ClickHouseClient[] = [];

const start = (name: string, database: Database): Promise<Bridge> =>
  startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder: join(folder, name), maxBytes: 64 * 1024 * 1024 },
      keys: [],
      maxBodyBytes: 4 * 1024 * 1024,
    },
    { database, log: { error: () => undefined }, clock: () => NOW },
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hive-cluster-bridges-'));
  [cluster, single] = await Promise.all([startTestCluster(3), startTestDatabase()]);
  // Both prepare the cluster, at once.
  databases.push(...(await Promise.all([0, 1].map((server) => openDatabase(cluster.through(server))))));
  admins.push(...cluster.urls.map((url) => createClient({ url, ...cluster.admin })));
  const [first, second] = databases;
  if (first === undefined || second === undefined) throw new Error('There are two ways into the cluster.');
  [left, right, alone] = await Promise.all([start('left', first), start('right', second), start('alone', single)]);
});
afterAll(async () => {
  await Promise.all([left, right, alone].map((bridge) => bridge.close()));
  await Promise.all([...databases, ...admins].map((client) => client.close()));
  await Promise.all([cluster.stop(), single.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** What one agent does in one task, `ago` hours ago. */
function work(agent: number, task: number, ago: number): object {
  const at = NOW - ago * HOUR - agent * 1000;
  const word = `agent-${agent}`;
  let count = 0;
  const event = (kind: string, attributes: Readonly<Record<string, string | number>> = {}) => {
    const id = `0198c2a4-5b7e-7000-8${String(agent).padStart(3, '0')}-${(task * 1000 + ++count).toString(16).padStart(12, '0')}`;
    const usual = { 'hive.event.id': id, 'hive.event.kind': kind, 'hive.event.summary': `${kind} ${count}` };
    return { name: `hive.${kind}`, at: at + count * 10, attributes: { ...usual, ...attributes } };
  };
  const of = {
    'hive.agent.id': word,
    'hive.task.id': `task-${agent}-${task}`,
    'hive.task.run_id': `run-${agent}-${task}`,
    'hive.task.type': 'work',
    'hive.project': `project-${agent % 2}`,
  };
  const traceId = `${agent}${task}`.padStart(32, 'a');
  const call = (model: string, cost: number) =>
    event('llm_call', {
      'hive.llm_call.name': 'ask',
      'gen_ai.request.model': model,
      'gen_ai.usage.input_tokens': 100 + agent,
      'gen_ai.usage.output_tokens': 10 + task,
      ...(cost > 0 ? { 'hive.cost.usd': cost } : {}),
    });
  const isOpen = task % 3 === 2;
  const spans: readonly SentSpan[] = [
    {
      name: 'hive.agent',
      start: at,
      attributes: { 'hive.record': 'agent', 'hive.agent.id': word },
      events: [
        event('agent_registered', { 'hive.agent.type': 'worker', 'hive.agent.stuck_threshold_seconds': 360_000 }),
        event('heartbeat'),
        event('queue_snapshot', { 'hive.queue.depth': task, 'hive.queue.items': `[{"id":"${word}-${task}"}]` }),
        event('todo', { 'hive.todo.id': `todo-${task % 2}`, 'hive.todo.action': 'created', 'hive.todo.title': word }),
        event('scheduled', { 'hive.schedule.items': `[{"id":"${word}","name":"${word}"}]` }),
        event('issue', { 'hive.issue.id': 'issue', 'hive.issue.title': word, 'hive.issue.severity': 'high' }),
      ],
    },
    {
      name: 'search',
      traceId,
      spanId: `${agent}${task}`.padStart(16, 'b'),
      start: at,
      end: at + 500,
      attributes: { ...of, 'hive.record': 'action', 'hive.action.name': 'search' },
    },
    {
      name: isOpen ? 'hive.progress' : `invoke_agent ${word}`,
      traceId,
      spanId: `${agent}${task}`.padStart(16, 'c'),
      start: at,
      end: at + 2000,
      ...(task % 3 === 1 ? { error: 'it broke' } : {}),
      attributes: {
        ...of,
        'hive.record': isOpen ? 'progress' : 'task',
        ...(isOpen ? { 'hive.progress.start_time_ms': at } : {}),
      },
      events: [
        event('plan_created', { 'hive.plan.goal': word, 'hive.plan.steps': '["one","two"]' }),
        event('plan_step', { 'hive.plan.step.index': 0, 'hive.plan.step.action': 'completed' }),
        event('approval_requested', { 'hive.approval.approver': 'ann', 'hive.approval.reason': word }),
        ...(isOpen
          ? []
          : [event('approval_received', { 'hive.approval.approved_by': 'ann', 'hive.approval.decision': 'approved' })]),
        event('retry', { 'hive.retry.attempt': 1, 'hive.retry.reason': word }),
        call('model-a', 0.01 * (agent + 1)),
        call('model-b', 0.002 * (task + 1)),
        call('model-nobody-knows', 0),
      ],
    },
  ];
  return otlp(spans);
}

async function send(bridge: Bridge, body: object): Promise<void> {
  const answer = await fetch(`${bridge.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
}

/** Tells all bridges of some rounds of work; every third request comes to both of the cluster's. */
async function tell(tasks: readonly number[]): Promise<void> {
  for (const task of tasks) {
    const requests = Array.from({ length: AGENTS }, (_, agent) => {
      const body = work(agent, task, 1 + task * 7);
      const turn = agent + task;
      return [
        send(alone, body),
        ...(turn % 2 === 0 || turn % 3 === 0 ? [send(left, body)] : []),
        ...(turn % 2 === 1 || turn % 3 === 0 ? [send(right, body)] : []),
      ];
    });
    await Promise.all(requests.flat());
  }
}

const PERIOD = `since=${NOW - 72 * HOUR}&until=${NOW + HOUR}`;
/** Every route of the API, whatever routes there are, and what else tells more. */
const QUESTIONS: readonly string[] = [
  ...ROUTES.map(({ path, parameters }) => {
    const id = path.startsWith('/v1/agents/') ? 'agent-3' : 'task-3-1';
    return `${path.replace('{id}', id)}${'since' in parameters.shape ? `?${PERIOD}` : ''}`;
  }),
  `/v1/tasks?${PERIOD}&sort=cost&limit=4`,
  `/v1/tasks?${PERIOD}&sort=duration&status=failed&limit=4`,
  `/v1/tasks?${PERIOD}&sort=duration&limit=200`,
  `/v1/tasks?${PERIOD}&status=failed&q=it+broke`,
  `/v1/tasks/task-2-2/timeline`,
  `/v1/events?${PERIOD}&kind=issue,retry&limit=7`,
  `/v1/llm-calls?${PERIOD}&agent_id=agent-5&model=model-a`,
  `/v1/approvals?${PERIOD}&status=pending,decided,abandoned`,
  ...['model', 'agent_id'].map((group) => `/v1/metrics?${PERIOD}&metric=cost&group_by=${group}`),
  '/v1/metrics?metric=tokens&time_range=30d',
  '/v1/metrics?metric=tokens&time_range=6h',
];

/** What is asked, as text: without how long it has been, which changes by itself. */
const answers = async (bridge: Bridge): Promise<ReadonlyMap<string, unknown>> => {
  const found = new Map<string, unknown>();
  for (const path of QUESTIONS) {
    const response = await fetch(`${bridge.url}${path}`);
    const text = await response.text();
    const body: unknown = JSON.parse(text, (name, value: unknown) => (/_(ms|seconds)$/.test(name) ? 0 : value));
    found.set(path, { status: response.status, body });
  }
  return found;
};

async function expectTheSame(bridge: Bridge): Promise<void> {
  const expected = await answers(alone);
  for (const [path, answer] of expected)
    expect([path, answer]).toEqual([path, expect.objectContaining({ status: 200 })]);
  expect(await answers(bridge)).toEqual(expected);
}

const spooled = async (bridge: Bridge): Promise<number> => {
  const body = (await (await fetch(`${bridge.url}/readyz`)).json()) as { readonly spool: { readonly bytes: number } };
  return body.spool.bytes;
};
const count = async (client: ClickHouseClient, table: string): Promise<number> => {
  const answer = await client.query({ query: `SELECT toUInt32(count()) AS n FROM ${table}`, format: 'JSONEachRow' });
  return (await answer.json<{ readonly n: number }>())[0]?.n ?? 0;
};

/** How many servers answer for all. */
const answering = async (): Promise<number> => {
  const counted = await Promise.allSettled(admins.map((admin) => count(admin, 'hive.events')));
  return counted.filter(({ status }) => status === 'fulfilled').length;
};

test('every answer of a cluster is that of a single server', async () => {
  await tell([0, 1, 2]);
  await expectTheSame(left);
});

test('rows lie on all shards, each once', async () => {
  for (const [table, rows] of [
    ['llm_call_log', AGENTS * 3 * 3],
    ['task_registers', AGENTS * 3],
    ['agent_registers', AGENTS],
  ] as const) {
    await Promise.all(admins.map((admin) => admin.command({ query: `OPTIMIZE TABLE hive_local.${table} FINAL` })));
    const counts = await Promise.all(admins.map((admin) => count(admin, `hive_local.${table}`)));
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(rows);
  }
});

test('of each shard, the greatest part says which the longest runs are', async () => {
  const [database] = databases;
  if (database === undefined) throw new Error('There is a database.');
  const reader = createReader(database.reader);
  expect(
    await reader.rows(
      'SELECT shardNum() AS shard, uniqExact(_part) AS parts FROM hive.task_registers GROUP BY shard ORDER BY shard',
      {},
    ),
  ).toEqual([1, 2, 3].map((shard) => ({ shard, parts: 1 })));
  const hashesOf = async (source: string): Promise<readonly string[]> => {
    const rows = await reader.rows<{ readonly digits: string }>(
      `SELECT toString(hash) AS digits FROM ${source} ORDER BY duration_ms DESC, hash DESC`,
      { since: NOW - 72 * HOUR, until: NOW + HOUR },
    );
    return rows.map(({ digits }) => digits);
  };
  const all = await hashesOf(`hive.run_order(tenant = 'default', since = {since:Int64})`);
  const few = await hashesOf(
    `hive.longest_runs(tenant = 'default', since = {since:Int64}, until = {until:Int64}, most = 3, longest = 1000000000000)`,
  );
  expect([few, few.length >= 3]).toEqual([all.slice(0, few.length), true]);
});

test('sums of a cluster, and noted endings, made by both bridges at once, are those of a single server', async () => {
  const forever = new AbortController().signal;
  await Promise.all([...databases, single].map(({ writer }) => reckon(writer, forever)));
  await Promise.all([...databases, single].map(({ writer }) => noteEndings(writer, forever)));
  expect(await Promise.all(admins.map((admin) => count(admin, 'hive.noted_endings FINAL')))).toEqual([12, 12, 12]);
  expect(await Promise.all(admins.map((admin) => count(admin, 'hive.dirty_hours')))).toEqual([0, 0, 0]);
  await expectTheSame(right);
});

test('a shard that dies takes no row with it: what comes meanwhile waits, and questions are refused', async () => {
  await cluster.kill(2);
  await tell([3, 4]);
  expect(Math.min(await spooled(left), await spooled(right))).toBeGreaterThan(0);
  for (const [path, answer] of await answers(left)) {
    const refusal = expect.objectContaining({ error: 'store_unavailable' }) as unknown;
    expect([path, answer]).toEqual([path, { status: 503, body: refusal }]);
  }
  await cluster.restart(2);
  await tell([5]);
  await until('the spools are empty', async () => (await spooled(left)) + (await spooled(right)) === 0);
  await until('every server answers', async () => (await answering()) === 3);
  await expectTheSame(left);
  expect(await Promise.all(admins.map((admin) => count(admin, 'hive.dead_letters')))).toEqual([0, 0, 0]);
});

test('a span that a Collector writes is one row, whichever server it comes to', async () => {
  const span = {
    Timestamp: new Date(NOW - HOUR).toISOString(),
    TraceId: 'f'.repeat(32),
    SpanId: 'f'.repeat(16),
    SpanName: 'chat',
    SpanAttributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.agent.name': 'collected',
      'gen_ai.request.model': 'model-a',
      'gen_ai.usage.input_tokens': '5',
    },
  };
  for (const admin of admins) {
    await admin.insert({
      table: 'hive.collector_traces',
      values: [span],
      format: 'JSONEachRow',
      clickhouse_settings: { distributed_foreground_insert: 1, date_time_input_format: 'best_effort' },
    });
    await admin.insert({
      table: 'hive_local.collector_traces',
      values: [span],
      format: 'JSONEachRow',
      clickhouse_settings: { distributed_foreground_insert: 1, date_time_input_format: 'best_effort' },
    });
  }
  expect(await Promise.all(admins.map((admin) => count(admin, "hive.calls WHERE agent_id = 'collected'")))).toEqual([
    1, 1, 1,
  ]);
});

test('how long things are kept holds on every server', async () => {
  const retention = { events: 5, calls: 20, previews: 3, hours: 50, spans: 2, deadLetters: 4 };
  await (await openDatabase(cluster.through(1), { retention })).close();
  const ttl = async (admin: ClickHouseClient): Promise<unknown> => {
    const query =
      "SELECT extract(engine_full, 'toIntervalDay\\((\\d+)\\)') AS days FROM system.tables WHERE database = 'hive_local' AND name IN ('events', 'llm_call_log') ORDER BY name";
    return (await admin.query({ query, format: 'JSONCompactEachRow' })).json();
  };
  expect(await Promise.all(admins.map(ttl))).toEqual(admins.map(() => [['5'], ['20']]));
  const since = "hive.kept WHERE dateDiff('hour', calls_from, now('UTC')) = 20 * 24 - 2";
  expect(await Promise.all(admins.map((admin) => count(admin, since)))).toEqual([1, 1, 1]);
});

test('a cluster of other servers than are named is not prepared', async () => {
  const config = cluster.through(0);
  const wrong = { ...config, cluster: { name: 'hive', urls: cluster.urls.slice(1), isReplicated: false } };
  await expect(openDatabase(wrong)).rejects.toThrow('The ClickHouse cluster hive has 3 servers, and 2 are named');
});

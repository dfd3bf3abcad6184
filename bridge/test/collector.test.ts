import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { init } from '@hiveboard/sdk';
import { otelTracesTable, readSchema } from '@hiveboard/clickhouse';
import { EVENT_CONCEPTS, snakeCase } from '@hiveboard/sdk/contract';
import { digestOf, type ApiKey, type KeyScope } from '../src/keys/api-key.js';
import { DIALECTS } from '../src/normalise/dialects.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

// The bridge reads spans and also keeps them as they came. Copies of these in a table of a Collector's, which is connected
// as docs/collector.md says, must become under another tenant what the bridge made of them.
const keyOf = (name: string, scope: KeyScope, tenant: string): ApiKey => ({
  name,
  sha256: digestOf(name).toString('hex'),
  scopes: [scope],
  tenant,
});
const DOCUMENT = readFileSync(join(__dirname, '../../docs/collector.md'), 'utf8');
let hive: TestBridge;

const rows = async <T = Record<string, unknown>>(query: string): Promise<readonly T[]> =>
  (await hive.database.reader.query({ query, format: 'JSONEachRow' })).json<T>();

/** What no bridge may do. */
async function command(query: string): Promise<void> {
  const admin = createClient({ url: hive.database.url, ...hive.database.admin });
  await admin.command({ query });
  await admin.close();
}

const COLUMNS = Object.keys(otelTracesTable.columns)
  .filter((name) => name !== 'tenant' && name !== 'by_bridge')
  .map((name) => `\`${name}\``)
  .join(', ');
const collect = (): Promise<void> =>
  command(`INSERT INTO otel.otel_traces (${COLUMNS}) SELECT ${COLUMNS} FROM hive.otel_traces FINAL WHERE by_bridge`);

/** The statement of the documentation, for a tenant. */
const feed = (tenant: string): string => {
  const statement = /```sql\n(CREATE[^`]*(?:`[^`]+`[^`]*)*);\n```/.exec(DOCUMENT)?.[1] ?? '';
  return statement.replace("'default'", `'${tenant}'`).replace('collector_feed', `collector_feed_of_${tenant}`);
};

const START = Date.now() - 60_000;
const TRACE = '1'.repeat(32);
const chat = (attributes: SentSpan['attributes'], more: Partial<SentSpan> = {}): SentSpan => ({
  name: 'chat gpt-4o',
  start: START + 5,
  end: START + 905,
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', ...attributes },
  ...more,
});
const FOREIGN: readonly SentSpan[] = [
  {
    traceId: TRACE,
    spanId: 'a'.repeat(16),
    name: 'invoke_agent triage',
    start: START,
    end: START + 5000,
    error: 'gave up',
    events: [
      { name: 'exception', at: START + 9, attributes: { 'exception.type': 'E', 'exception.message': 'too hard' } },
    ],
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'triage',
      'gen_ai.conversation.id': 'c-7',
    },
  },
  {
    traceId: TRACE,
    spanId: 'b'.repeat(16),
    parentSpanId: 'a'.repeat(16),
    name: 'execute_tool search',
    start: START + 10,
    end: START + 20,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search "all"',
      'gen_ai.tool.call.id': 'call_1',
    },
  },
  {
    traceId: TRACE,
    spanId: 'c'.repeat(16),
    parentSpanId: 'a'.repeat(16),
    name: 'invoke_agent helper',
    start: START + 30,
    end: START + 40,
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper' },
  },
  chat(
    {
      'gen_ai.provider.name': 'Azure',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.cache_read.input_tokens': 500,
      'gen_ai.usage.cache_creation.input_tokens': 7,
      'gen_ai.usage.reasoning.output_tokens': 3,
      'gen_ai.agent.name': 'triage',
      'gen_ai.input.messages': '[{"role":"user"}]',
      'gen_ai.output.messages': 'text — “quoted”',
      'user.id': 'u-1',
      'session.id': 's-1',
      'openai.response.service_tier': 'flex',
    },
    { traceId: TRACE, spanId: 'd'.repeat(16), parentSpanId: 'c'.repeat(16) },
  ),
  chat(
    { 'gen_ai.system': 'openai.chat', 'gen_ai.usage.prompt_tokens': 3 },
    { traceId: '2'.repeat(32), error: 'refused' },
  ),
  chat({ 'hive.cost.usd': 0.0123456789, 'hive.agent.id': 'payer' }, { traceId: '3'.repeat(32) }),
  chat({}, { traceId: '4'.repeat(32), parentSpanId: 'e'.repeat(16) }),
  {
    traceId: '5'.repeat(32),
    name: 'completion of an old library',
    start: START,
    end: START + 1,
    attributes: { 'gen_ai.request.model': 'old', 'gen_ai.usage.completion_tokens': 5 },
  },
  { traceId: '6'.repeat(32), name: 'GET /', start: START, attributes: { 'http.route': '/' } },
  {
    traceId: '7'.repeat(32),
    name: 'hand-made',
    start: START,
    events: [
      { name: 'hive.custom', at: START + 1, attributes: { 'hive.custom.name': 'bare' } },
      { name: 'hive.brand_new', at: START + 2, attributes: { 'hive.brand_new.x': 'y', 'hive.event.id': 'no uuid' } },
    ],
    attributes: {},
  },
];

beforeAll(async () => {
  const keys = [keyOf('agents', 'ingest', 'bridge'), keyOf('bridge', 'read', 'bridge'), keyOf('twin', 'read', 'twin')];
  hive = await startTestBridge(keys, { keepsRawSpans: true });
  const sdk = init({ endpoint: hive.bridge.url, apiKey: 'agents', environment: 'staging', group: 'sales' });
  const agent = sdk.agent('lead-qualifier', { type: 'sales', version: '1.2.3', framework: 'own' });
  await agent.task('lead-1', { project: 'crm', type: 'qualify', correlationId: 'flow-1' }, async (task) => {
    task.plan('Qualify', ['Search', 'Score'], { revision: 1 });
    task.planStep({ stepIndex: 0, action: 'started', summary: 'Searching', planRevision: 1 });
    await agent.track('search_crm', () => Promise.resolve(1));
    task.llmCall('score', {
      model: 'gpt-4o',
      provider: 'openai',
      tokensIn: 10,
      tokensOut: 2,
      cost: 0.00123,
      durationMs: 12,
    });
    task.llmCall('unknown cost', { model: 'gpt-4o', tokensIn: 10, metadata: { a: 1 } });
    task.retry({ attempt: 1, reason: 'rate limit', backoffSeconds: 1.5 });
    task.escalate({ reason: 'unsure', assignedTo: 'ann' });
    task.requestApproval({ approver: 'bob', reason: '“big” deal' });
    task.approvalReceived({ approvedBy: 'bob', decision: 'approved' });
    task.event('note', { text: 'a "quoted" word', list: [1, null] });
  });
  await agent
    .task('lead-2', {}, async () => {
      await agent.track('write_crm', () => Promise.reject(new TypeError('no access')));
    })
    .catch(() => undefined);
  agent.queueSnapshot({ depth: 3, items: [{ id: 'q1' }] });
  agent.todo({ todoId: 't1', action: 'created', summary: 'Call back' });
  agent.reportIssue({ summary: 'CRM slow', severity: 'high', context: { ms: 900 } });
  agent.scheduled({ items: [{ id: 's1', name: 'nightly' }] });
  await sdk.flush();
  await sdk.shutdown();
  const sent = await hive.send(otlp(FOREIGN, { 'service.name': 'shop' }), { authorization: 'Bearer agents' });
  expect(sent.status).toBe(200);
  await command('CREATE DATABASE otel');
  await command(
    `CREATE TABLE otel.otel_traces ENGINE = MergeTree ORDER BY Timestamp AS SELECT ${COLUMNS} FROM hive.otel_traces LIMIT 0`,
  );
  await command(feed('twin'));
  await collect();
});
afterAll(async () => {
  await hive.stop();
});

/** What a table says of a tenant. */
const TABLES = {
  events: `SELECT * EXCEPT (tenant, received_at) FROM hive.events FINAL WHERE tenant = '?' ORDER BY event_id`,
  llm_call_log: `SELECT * EXCEPT (tenant, received_at, cost, cost_source, price_version, input_cost),
    if(cost_source = 'reported', cost, NULL) AS reported FROM hive.llm_call_log FINAL WHERE tenant = '?' ORDER BY event_id`,
  agent_registers: `SELECT * EXCEPT (tenant, last_received) FROM hive.agent_registers FINAL WHERE tenant = '?' ORDER BY agent_id`,
  task_registers: `SELECT * EXCEPT (tenant, last_received) FROM hive.task_registers FINAL WHERE tenant = '?' ORDER BY task_id`,
} as const;
const told = async (table: keyof typeof TABLES, tenant: string): Promise<readonly unknown[]> =>
  (await rows(TABLES[table].replace('?', tenant))).map((row) => ({
    ...row,
    ...(typeof row['data'] === 'string' ? { data: JSON.parse(row['data']) as unknown } : {}),
    ...(typeof row['metadata'] === 'string' && row['metadata'] !== ''
      ? { metadata: JSON.parse(row['metadata']) as unknown }
      : {}),
  }));

test.each([
  ['events', 30],
  ['llm_call_log', 7],
  ['agent_registers', 5],
  ['task_registers', 3],
] as const)('%s are what the bridge would have written', async (table, atLeast) => {
  const own = await told(table, 'bridge');
  expect(own.length).toBeGreaterThanOrEqual(atLeast);
  expect(await told(table, 'twin')).toEqual(own);
});

test('spans that a Collector sends again change nothing', async () => {
  const before = await Promise.all([told('events', 'twin'), told('llm_call_log', 'twin')]);
  await collect();
  expect(await Promise.all([told('events', 'twin'), told('llm_call_log', 'twin')])).toEqual(before);
});

test('a call that takes both ways counts once, at the price that the bridge knows', async () => {
  const spend = `SELECT cost_source, count() AS calls, sum(cost) AS cost FROM hive.llm_call_log FINAL
    WHERE tenant = 'bridge' GROUP BY cost_source ORDER BY cost_source`;
  const before = await rows(spend);
  expect(before.map(({ cost_source }) => cost_source)).toEqual(['list', 'reported', 'unpriced']);
  await command(feed('bridge'));
  await collect();
  expect(await rows(spend)).toEqual(before);
});

test('the API shows agents, tasks and calls of a Collector’s tenant as those of the bridge’s', async () => {
  interface Page {
    readonly data: readonly Readonly<Record<string, unknown>>[];
  }
  const ask = async (path: string, key: string): Promise<Page['data']> =>
    (await hive.ask<Page>(path, { authorization: `Bearer ${key}` })).body.data;
  const read = (key: string) =>
    Promise.all([
      ask('/v1/agents', key).then((agents) =>
        agents.map(({ agent_id, status, agent_type }) => [agent_id, status, agent_type]),
      ),
      ask('/v1/tasks', key).then((tasks) =>
        tasks.map(({ task_id, status, action_count }) => [task_id, status, action_count]),
      ),
      ask('/v1/llm-calls?agent_id=triage', key).then((calls) =>
        calls.map(({ event_id, tokens_in }) => [event_id, tokens_in]),
      ),
    ]);
  const [agents, tasks, calls] = await read('twin');
  expect(agents.map(([id]) => id).sort()).toEqual(['helper', 'lead-qualifier', 'payer', 'shop', 'triage']);
  expect(tasks.map(([id]) => id).sort()).toEqual([TRACE, 'lead-1', 'lead-2']);
  expect(calls).toHaveLength(1);
  expect([agents, tasks, calls]).toEqual(await read('bridge'));
});

test('a progress span that a Collector lets through tells of a run that is still open', async () => {
  const attributes = {
    'hive.record': 'progress',
    'hive.agent.id': 'runner',
    'hive.task.id': 'open-1',
    'hive.task.run_id': 'run-1',
    'hive.progress.seq': '0',
    'hive.progress.start_time_ms': String(START),
  };
  await hive.database.writer.insert({
    table: 'collector_traces',
    values: [
      {
        Timestamp: new Date(START + 1000).toISOString().replace('T', ' ').replace('Z', ''),
        TraceId: '9'.repeat(32),
        SpanId: '9'.repeat(16),
        SpanName: 'hive.progress',
        SpanAttributes: attributes,
        tenant: 'progress',
      },
    ],
    format: 'JSONEachRow',
  });
  expect(
    await rows(`SELECT task_id, task_run_id, agent_id, toUnixTimestamp64Milli(started_at) AS at, is_ended
      FROM hive.runs WHERE tenant = 'progress'`),
  ).toEqual([{ task_id: 'open-1', task_run_id: 'run-1', agent_id: 'runner', at: START, is_ended: 0 }]);
  expect(await rows(`SELECT kind FROM hive.events WHERE tenant = 'progress'`)).toEqual([{ kind: 'task_started' }]);
});

describe('the views', () => {
  const CONTENT = new Set(['promptPreview', 'responsePreview', 'metadata']);
  let sql: string;
  beforeAll(async () => {
    const { migrations } = await readSchema();
    sql = migrations.map((file) => file.sql).join('\n');
  });

  test.each(EVENT_CONCEPTS.map((concept) => [concept.kind, concept] as const))(
    'know every field of %s',
    (kind, { fields }) => {
      const missing = Object.entries(fields)
        .filter(([name]) => kind !== 'llm_call' || !CONTENT.has(name))
        .map(([name, { key }]) => `('${kind}', '${key}', '${snakeCase(name)}', `)
        .filter((row) => !sql.includes(row));
      expect(missing).toEqual([]);
    },
  );

  test.each(DIALECTS.filter(({ name }) => name !== 'gen_ai').map((dialect) => [dialect.name, dialect] as const))(
    'leave spans of %s alone',
    (_, { marks, gates }) => {
      const keys = marks ?? gates.map((gate) => gate.key);
      expect(keys.filter((key) => !sql.includes(`'${key}'`))).toEqual([]);
    },
  );
});

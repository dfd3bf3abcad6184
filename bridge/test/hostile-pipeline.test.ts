import { createClient } from '@clickhouse/client';
import { z } from 'zod';
import type { AgentPage, AgentPipeline, ApprovalPage, FleetPipeline } from '@hiveboard/sdk/contract';
import { freshId, ofAgent } from './agent-news.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

// What a Collector writes to ClickHouse has not been read by the bridge: its rows hold whatever JSON somebody sent.
let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const NOW = Math.floor(Date.now() / 1000) * 1000;

/** Puts events of an agent, with such data, past the bridge. */
async function store(agent: string, ...events: readonly (readonly [kind: string, data: string])[]): Promise<void> {
  await hive.send(otlp([ofAgent(agent, { at: NOW, kind: 'heartbeat' })]));
  const admin = createClient({ url: hive.database.url, ...hive.database.admin });
  await admin.insert({
    table: 'hive.events',
    format: 'JSONEachRow',
    values: events.map(([kind, data], index) => ({
      tenant: 'default',
      ts: NOW + index,
      event_id: freshId(),
      received_at: NOW + index,
      kind,
      agent_id: agent,
      summary: kind,
      data,
    })),
  });
  await admin.close();
}

const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const VALUES: readonly (readonly [string, string])[] = [
  ['text', '"x"'],
  ['a number', '7'],
  ['a huge number', '1e400'],
  ['a negative number', '-5'],
  ['null', 'null'],
  ['true', 'true'],
  ['an object', '{"id":{"a":1},"next_run":["x"],"interval":{},"enabled":"yes","queued_at":5}'],
  [
    'a list of anything',
    '[1,"x",null,[],{"id":5,"summary":null,"next_run":1e30,"interval":7,"enabled":1,"queued_at":{}}]',
  ],
  ['very deep', DEEP],
  ['a list of what is very deep', `[{"id":${DEEP}},${DEEP}]`],
  ['no JSON', '[{'],
  ['JSON as text', '"[{\\"id\\":\\"a\\"}]"'],
];

const text = z.string();
const textOrNull = text.nullable();
const amount = z.number().nonnegative();
const count = z.number().int().nonnegative();
const queue = z.strictObject({
  last_updated: text,
  report_age_seconds: amount,
  depth: count,
  oldest_age_seconds: amount.nullable(),
  oldest_age_now_seconds: amount.nullable(),
  items: z
    .array(z.strictObject({ id: text, priority: text, source: text, summary: text, queued_at: text }).partial())
    .nullable(),
  processing: z
    .strictObject({ id: text, summary: text, started_at: text, elapsed_ms: z.number() })
    .partial()
    .nullable(),
});
const entry = z.strictObject({
  id: textOrNull,
  name: textOrNull,
  next_run: textOrNull,
  interval: textOrNull,
  enabled: z.boolean(),
  last_status: textOrNull,
  missed_runs: count,
  missed_when_reported: count,
});
const todo = z.strictObject({
  todo_id: text,
  action: text,
  active: z.boolean(),
  summary: text,
  priority: textOrNull,
  source: textOrNull,
  context: textOrNull,
  due_by: textOrNull,
  created_at: text,
  updated_at: text,
  event_count: count,
  history: z.array(z.strictObject({ event_id: text, timestamp: text, action: text, summary: text })),
});
const issue = z.strictObject({
  issue_key: text,
  issue_id: textOrNull,
  summary: text,
  severity: text,
  category: textOrNull,
  context: z.json(),
  action: text,
  by: textOrNull,
  occurrences: count,
  recurrences: count,
  reopened_at: textOrNull,
  first_seen: text,
  last_seen: text,
  decisions: z.array(z.strictObject({ timestamp: text, action: text, by: textOrNull })),
});
/** What the contract says of an agent that has told of each part. */
const pipeline = z.strictObject({
  agent_id: text,
  queue,
  todos: z.strictObject({
    last_updated: text,
    active_count: count,
    completed_count: count,
    dismissed_count: count,
    items: z.array(todo),
  }),
  scheduled: z.strictObject({ last_updated: text, enabled_count: count, missed_runs: count, items: z.array(entry) }),
  issues: z
    .strictObject({
      last_updated: text,
      active_count: count,
      resolved_count: count,
      dismissed_count: count,
      active: z.array(issue),
      closed: z.array(issue),
    })
    .nullable(),
});

let round = 0;

test.each(VALUES)('%s where something else belongs leaves every answer what it is', async (_name, value) => {
  const agent = `hostile-${(round += 1)}`;
  const fields = (...names: readonly string[]): string => `{${names.map((name) => `"${name}":${value}`).join(',')}}`;
  await store(
    agent,
    ['queue_snapshot', fields('depth', 'oldest_age_seconds', 'items', 'processing')],
    ['scheduled', fields('items')],
    ['todo', fields('todo_id', 'action', 'title', 'priority', 'source', 'context', 'due_by')],
    ['issue', fields('title', 'severity', 'category', 'context', 'issue_id', 'action', 'by', 'occurrence_count')],
    ['issue', `{"title":"known","severity":"high","context":${value}}`],
    ['approval_requested', fields('approver', 'reason')],
    ['approval_received', fields('approved_by', 'decision', 'comment')],
    ['approval_requested', value],
  );
  const { status, body } = await hive.ask(`/v1/agents/${agent}/pipeline`);
  expect([status, pipeline.safeParse(body).error?.issues]).toEqual([200, undefined]);
  const approvals = await hive.ask<ApprovalPage>(`/v1/approvals?agent_id=${agent}`);
  expect([approvals.status, approvals.body.totals.pending]).toEqual([200, 1]);
});

test('what wants to be an item and is none is left out, the others stay', async () => {
  await store(
    'mixed',
    ['queue_snapshot', '{"depth":3,"items":[7,{"id":"a","priority":5,"evil":{"x":1}},null,{"summary":"b"}]}'],
    ['scheduled', '{"items":["x",{"name":"Sync","next_run":5,"enabled":"no"},[]]}'],
  );
  const { body } = await hive.ask<AgentPipeline>('/v1/agents/mixed/pipeline');
  expect(body.queue?.items).toEqual([{ id: 'a' }, { summary: 'b' }]);
  expect(body.scheduled?.items).toMatchObject([{ name: 'Sync', enabled: true, missed_runs: 0 }]);
});

test('a report with very many items is answered in bounds, and counted whole', async () => {
  const items = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ id: `${index}`, interval: '1h' })));
  await store('many', ['scheduled', `{"items":${items}}`], ['queue_snapshot', `{"depth":20000,"items":${items}}`]);
  const { body } = await hive.ask<AgentPipeline>('/v1/agents/many/pipeline');
  expect([body.scheduled?.items.length, body.scheduled?.enabled_count]).toEqual([500, 20_000]);
  expect([body.queue?.items?.length, body.queue?.depth]).toEqual([500, 20_000]);
});

test('very deep values that come through the bridge are left out, their events stay', async () => {
  const words = {
    'hive.issue.title': 'deep',
    'hive.issue.context': `{"a":${DEEP}}`,
    'hive.queue.depth': 2,
    'hive.queue.items': `[{"id":${DEEP}}]`,
  };
  const { status } = await hive.send(
    otlp([ofAgent('deep', { at: NOW, kind: 'issue', words }, { at: NOW, kind: 'queue_snapshot', words })]),
  );
  expect(status).toBe(200);
  const { body } = await hive.ask<AgentPipeline>('/v1/agents/deep/pipeline');
  expect(body.issues?.active).toMatchObject([{ summary: 'deep', context: null }]);
  expect(body.queue).toMatchObject({ depth: 2, items: null });
});

test('the fleet tells of no work that is none', async () => {
  await store('odd', ['queue_snapshot', '{"depth":1,"processing":["x"]}']);
  await store('even', ['queue_snapshot', '{"depth":1,"processing":{"id":"a","summary":7}}']);
  const { body } = await hive.ask<AgentPage>('/v1/agents');
  const queueOf = (id: string) => body.data.find(({ agent_id }) => agent_id === id)?.queue;
  expect([queueOf('odd'), queueOf('even')]).toMatchObject([{ processing: null }, { processing: { id: 'a' } }]);
  expect(queueOf('even')?.processing).toEqual({ id: 'a' });
});

test('none of it keeps the fleet from being told', async () => {
  const { status, body } = await hive.ask<FleetPipeline>('/v1/pipeline');
  expect(status).toBe(200);
  expect(body.totals.agents).toBeGreaterThan(VALUES.length);
});

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createClient } from '@clickhouse/client';
import type { ApiError, LlmCallRecord, Page } from '@hiveboard/sdk/contract';
import { until as eventually } from '../../clickhouse/test/until.js';
import { digestOf, type ApiKey } from '../src/keys/api-key.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const KEYS: readonly Pick<ApiKey, 'name' | 'scopes' | 'tenant'>[] = [
  { name: 'agents', scopes: ['ingest'], tenant: 'acme' },
  { name: 'acme', scopes: ['read'], tenant: 'acme' },
  { name: 'crowd', scopes: ['read'], tenant: 'crowd' },
];
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const DAY = 86_400_000;
/** An hour into a day, so that two hours cross midnight. */
const T0 = Math.floor(Date.now() / DAY) * DAY - 5 * DAY + 3_600_000;
const PERIOD = `since=${T0 - DAY}&until=${T0 + DAY}`;

const told: string[] = [];
let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge(
    KEYS.map((key) => ({
      ...key,
      sha256: digestOf(key.name).toString('hex'),
      limits: { ingest: 1000, read: 1000 },
    })),
    { log: { error: (_details, message) => told.push(message) } },
  );
  await hive.send(otlp(HOSTILE), bearer('agents'));
  await hive.send(otlp(MANY), bearer('agents'));
});
afterAll(async () => {
  await hive.stop();
});

/** Calls whose names a spreadsheet would run, and that CSV has to quote. */
const NAMES = ['=HYPERLINK("http://evil")', '+1', '-1', '@x', 'a,"b"\r\nc', '🐝 é', '\tx', 'l\nm', 'r\rs'];
const HOSTILE: readonly SentSpan[] = NAMES.map((name, index) => ({
  name,
  start: T0 + index,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.agent.name': 'hostile',
    'gen_ai.request.model': 'm',
    'gen_ai.usage.input_tokens': index,
    'hive.cost.usd': 0.25,
  },
}));

/** More runs than are held at once, a call each; some begin in one millisecond, and they are of two days. */
const RUNS = 1_100;
const MANY: readonly SentSpan[] = Array.from({ length: RUNS }, (_, index) => {
  const start = T0 - 2 * 3_600_000 + Math.floor(index / 3) * 20_000;
  return {
    traceId: (index + 1).toString(16).padStart(32, '0'),
    name: 'invoke_agent many',
    start,
    end: start + 5,
    attributes: {
      'hive.record': 'task',
      'hive.agent.id': 'many',
      'hive.task.id': `task-${index}`,
      'hive.task.run_id': `run-${index}`,
    },
    events: [
      {
        name: 'hive.llm_call',
        at: start + 1,
        attributes: {
          'hive.event.id': `0198c2a4-5b7e-7000-8000-${index.toString(16).padStart(12, '0')}`,
          'hive.event.kind': 'llm_call',
          'hive.llm_call.name': 'call',
          'gen_ai.request.model': 'm',
        },
      },
    ],
  };
});

/** A file as it comes. */
async function file(path: string, key = 'acme'): Promise<IncomingMessage> {
  const [answer] = (await once(get(`${hive.bridge.url}${path}`, { headers: bearer(key) }), 'response')) as [
    IncomingMessage,
  ];
  return answer;
}
const rowsOf = (jsonLines: string): readonly unknown[] =>
  jsonLines
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

/** All rows of a list, page by page. */
async function pagesOf<T>(path: string): Promise<readonly T[]> {
  const rows: T[] = [];
  for (let cursor = ''; ;) {
    const { body } = await hive.ask<Page<T>>(`${path}&limit=200&cursor=${cursor}`, bearer('acme'));
    rows.push(...body.data);
    if (body.pagination.cursor === null) return rows;
    cursor = body.pagination.cursor;
  }
}

test('calls come as lines of JSON, each as the list has it', async () => {
  const answer = await file(`/v1/llm-calls.jsonl?${PERIOD}&agent_id=hostile`);
  expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
    200,
    'application/jsonl; charset=utf-8',
    'no-store',
  ]);
  expect(rowsOf(await text(answer))).toEqual(await pagesOf(`/v1/llm-calls?${PERIOD}&agent_id=hostile`));
});

test('calls come as CSV, where no name is run as a formula', async () => {
  const answer = await file(`/v1/llm-calls.csv?${PERIOD}&agent_id=hostile`);
  const today = new Date().toISOString().slice(0, 10);
  expect([answer.headers['content-type'], answer.headers['content-disposition']]).toEqual([
    'text/csv; charset=utf-8; header=present',
    `attachment; filename="llm-calls-${today}.csv"`,
  ]);
  const csv = await text(answer);
  const calls = await pagesOf<LlmCallRecord>(`/v1/llm-calls?${PERIOD}&agent_id=hostile`);
  const SHOWN = [
    '"r\rs"',
    '"l\nm"',
    "'\tx",
    '🐝 é',
    '"a,""b""\r\nc"',
    "'@x",
    "'-1",
    "'+1",
    '"\'=HYPERLINK(""http://evil"")"',
  ];
  const lines = calls.map(
    (call, index) =>
      `${call.event_id},${call.timestamp},hostile,,,,,default,production,,,,,,,${SHOWN[index] ?? ''},m,,` +
      `${NAMES.length - 1 - index},,,,,0.25,reported,0,,,,\r\n`,
  );
  expect(csv).toBe(`${HEADER}\r\n${lines.join('')}`);
});
const HEADER =
  'event_id,timestamp,agent_id,task_id,task_run_id,action_id,project_id,group,environment,plan_step,plan_revision,attempt,' +
  'session_id,user_id,service_tier,name,model,provider,tokens_in,tokens_out,cache_read_tokens,cache_write_tokens,reasoning_tokens,' +
  'cost,cost_source,duration_ms,error_message,prompt_preview,response_preview,metadata';

test.each([
  ['calls', '/v1/llm-calls', 'event_id'],
  ['runs', '/v1/tasks', 'task_run_id'],
])('an export of %s holds all that the list pages through, in its order', async (_name, path, id) => {
  const all = rowsOf(await text(await file(`${path}.jsonl?${PERIOD}&agent_id=many`)));
  const listed = await pagesOf<Readonly<Record<string, unknown>>>(`${path}?${PERIOD}&agent_id=many`);
  expect(all).toHaveLength(RUNS);
  expect(all).toEqual(listed.map((row) => expect.objectContaining({ [id]: row[id] }) as unknown));
});

test('an export without rows is a line of names', async () => {
  expect(await text(await file(`/v1/llm-calls.csv?${PERIOD}&agent_id=nobody`))).toBe(`${HEADER}\r\n`);
  expect(await text(await file(`/v1/tasks.jsonl?${PERIOD}&agent_id=nobody`))).toBe('');
});

test('an export asks for a key that may read, and tells what that key may see', async () => {
  expect((await hive.ask<ApiError>('/v1/tasks.csv')).body).toMatchObject({ error: 'authentication_failed' });
  expect((await hive.ask<ApiError>('/v1/tasks.csv', bearer('agents'))).body).toMatchObject({
    error: 'insufficient_scope',
  });
  expect(await text(await file(`/v1/llm-calls.jsonl?${PERIOD}`, 'crowd'))).toBe('');
});

test.each([
  [
    '/v1/llm-calls.csv?limit=5',
    'limit',
    /^limit: not a parameter; expected one of time_range, range, since, until, agent_id/,
  ],
  ['/v1/tasks.jsonl?status=sad', 'status', /^status: expected any of completed, failed/],
  ['/v1/tasks.jsonl?since=2026-11-21&until=2026-11-20', 'since', /^since: expected a moment before until/],
])('%s is refused before a file begins', async (path, parameter, message) => {
  const { status, body } = await hive.ask<ApiError>(path, bearer('acme'));
  expect([status, body.error, body.details]).toEqual([400, 'invalid_parameter', { parameter }]);
  expect(body.message).toMatch(message);
});

/** Calls of the crowd: some forty megabytes that do not compress, more than sockets take in unread. */
const CROWD = 20_000;
const CROWD_FILE = `/v1/llm-calls.jsonl?${PERIOD}`;
async function insertCrowd(): Promise<void> {
  const admin = createClient({ url: hive.database.url, ...hive.database.admin });
  await admin.command({
    query: `INSERT INTO hive.llm_call_log (tenant, ts, event_id, received_at, agent_id, model, cost_source, prompt_preview)
      SELECT 'crowd', fromUnixTimestamp64Milli(${T0} + intDiv(number, 4), 'UTC'), generateUUIDv4(), now64(3), 'crowd', 'm', 'reported',
        randomPrintableASCII(2000)
      FROM numbers(${CROWD})`,
  });
  await admin.close();
}

test('exports that nobody reads wait where they are, and no more than eight do so at once', async () => {
  await insertCrowd();
  const waiting = await Promise.all(Array.from({ length: 8 }, () => file(CROWD_FILE, 'crowd')));
  expect(waiting.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 8 }, () => 200));
  const ninth = await fetch(`${hive.bridge.url}${CROWD_FILE}`, { headers: bearer('crowd') });
  expect([ninth.status, ninth.headers.get('retry-after'), await ninth.json()]).toEqual([
    503,
    '5',
    expect.objectContaining({ error: 'too_many_exports' }),
  ]);
  const [one, ...others] = waiting;
  const ids = new Set(one === undefined ? [] : (await text(one)).match(/(?<=^\{"event_id":")[^"]+/gm));
  expect(ids.size).toBe(CROWD);
  for (const other of others) other.destroy();
  // Whoever leaves makes room.
  await eventually('there is room again', async () => {
    const again = await file(CROWD_FILE, 'crowd');
    again.destroy();
    return again.statusCode === 200;
  });
  expect(told).not.toContain('An export broke off');
});

test('whoever only asks for the head gets no rows', async () => {
  const answer = await fetch(`${hive.bridge.url}/v1/tasks.csv?${PERIOD}`, { method: 'HEAD', headers: bearer('acme') });
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/csv; charset=utf-8; header=present',
    '',
  ]);
});

test('an export that ClickHouse breaks off does not end as a whole one does', async () => {
  const answer = await file(CROWD_FILE, 'crowd');
  await once(answer, 'readable');
  await hive.database.close();
  await expect(text(answer)).rejects.toThrow(/aborted/);
  expect(told).toContain('An export broke off');
});

import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { createClient } from '@clickhouse/client';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  // Ages in answers stand still: an answer changes only by what is told.
  hive.freezeClock();
  const spans = Array.from({ length: 30 }, (_, index) => ({
    start: Date.now() - 5000,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': `model-${index}`,
      'gen_ai.usage.input_tokens': 10,
    },
  }));
  await hive.send(otlp(spans));
});
afterAll(async () => {
  await hive.stop();
});

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Asks as a bare client does, which takes nothing out of its wrapping. */
const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    request(`${hive.bridge.url}${path}`, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });

/** Its period stands still too. */
const METRICS = `/v1/metrics?group_by=model&since=${Date.now() - 3_600_000}&until=${Date.now() + 3_600_000}`;

test('a long answer is compressed for those who understand it', async () => {
  const plain = await ask(METRICS);
  const gzipped = await ask(METRICS, { 'accept-encoding': 'gzip' });
  expect([plain.headers['content-encoding'], gzipped.headers['content-encoding']]).toEqual([undefined, 'gzip']);
  expect(gunzipSync(gzipped.body).equals(plain.body)).toBe(true);
  expect(gzipped.body.length).toBeLessThan(plain.body.length / 4);
});

test('a short answer is sent as it is', async () => {
  const { headers, body } = await ask('/v1/agents?environment=nowhere', { 'accept-encoding': 'gzip' });
  expect([headers['content-encoding'], JSON.parse(body.toString())]).toEqual([
    undefined,
    {
      data: [],
      pagination: { cursor: null, has_more: false },
      counts: { stuck: 0, error: 0, waiting: 0, processing: 0, idle: 0, offline: 0 },
    },
  ]);
});

test.each([
  ['/v1/agents', 'private, no-cache'],
  ['/v1/tasks', 'private, no-cache'],
  [METRICS, 'private, no-cache'],
  // These hold what people and models wrote.
  ['/v1/llm-calls', 'no-store'],
  ['/v1/events', 'no-store'],
])('%s that has not changed is only said to hold', async (path, cacheControl) => {
  const first = await ask(path);
  expect([first.status, first.headers['cache-control']]).toEqual([200, cacheControl]);
  expect(String(first.headers['vary'])).toMatch(/Authorization, X-API-Key/);
  const again = await ask(path, { 'if-none-match': String(first.headers['etag']) });
  expect([again.status, again.body.length, again.headers['etag']]).toEqual([304, 0, first.headers['etag']]);
});

test('an answer that has changed is told anew', async () => {
  const first = await ask('/v1/agents');
  await hive.send(
    otlp([
      {
        start: Date.now() - 5000,
        attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.agent.name': 'new' },
      },
    ]),
  );
  const second = await ask('/v1/agents', { 'if-none-match': String(first.headers['etag']) });
  expect(second.status).toBe(200);
  expect(second.body.toString()).toContain('"agent_id":"new"');
});

test('a table that is not there yet is something that passes', async () => {
  const { url, admin } = hive.database;
  const client = createClient({ url, ...admin, keep_alive: { enabled: false } });
  await client.command({ query: 'RENAME TABLE hive.llm_call_log TO hive.llm_calls_away' });
  const { status, headers, body } = await ask('/v1/llm-calls');
  await client.command({ query: 'RENAME TABLE hive.llm_calls_away TO hive.llm_call_log' });
  await client.close();
  expect([status, headers['retry-after']]).toEqual([503, '5']);
  expect(JSON.parse(body.toString())).toMatchObject({ error: 'store_unavailable' });
});

test('a stream of events is never compressed: it would wait until there is much to tell', async () => {
  const caller = new AbortController();
  const answer = await fetch(`${hive.bridge.url}/v1/stream`, {
    headers: { 'accept-encoding': 'gzip' },
    signal: caller.signal,
  });
  expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, null]);
  caller.abort();
});

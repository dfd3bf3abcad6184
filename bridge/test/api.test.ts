import { createHash } from 'node:crypto';
import type { ApiError, LlmCallPage } from '@hiveboard/sdk/contract';
import { ROUTES } from '../src/api/routes.js';
import { SPOOL_BYTES, otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const hash = (key: string): string => createHash('sha256').update(key).digest('hex');
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const chat: SentSpan = {
  name: 'chat',
  start: Date.now() - 1000,
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 10 },
};

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge([
    { name: 'agents', sha256: hash('in'), scopes: ['ingest'], tenant: 'acme' },
    { name: 'grafana', sha256: hash('out'), scopes: ['read'], tenant: 'acme' },
    { name: 'other', sha256: hash('other'), scopes: ['ingest', 'read'], tenant: 'globex' },
  ]);
});
afterAll(async () => {
  await hive.stop();
});

test.each(ROUTES.map(({ path }) => path.replace('{id}', 'anything')))(
  '%s asks for a key that may read',
  async (path) => {
    expect((await hive.ask<ApiError>(path)).body).toMatchObject({ error: 'authentication_failed', status: 401 });
    expect((await hive.ask<ApiError>(path, bearer('wrong'))).body).toMatchObject({
      error: 'authentication_failed',
      status: 401,
    });
    expect((await hive.ask<ApiError>(path, bearer('in'))).body).toMatchObject({
      error: 'insufficient_scope',
      status: 403,
    });
  },
);

test('telemetry asks for a key that may ingest', async () => {
  expect((await hive.send(otlp([chat]))).status).toBe(401);
  expect((await hive.send(otlp([chat]), bearer('out'))).status).toBe(403);
  expect((await hive.send(otlp([chat]), bearer('in'))).status).toBe(200);
});

test('what one tenant sends another never sees', async () => {
  await hive.send(otlp([chat]), bearer('in'));
  const calls = async (key: string) => (await hive.ask<LlmCallPage>('/v1/llm-calls', bearer(key))).body.totals.calls;
  expect(await calls('out')).toBeGreaterThan(0);
  expect(await calls('other')).toBe(0);
});

test('a path that does not exist says so', async () => {
  expect((await hive.ask<ApiError>('/v1/robots')).body).toMatchObject({ error: 'not_found', status: 404 });
});

test('a path that cannot be decoded is refused', async () => {
  expect((await hive.ask<ApiError>('/v1/tasks/%E0%A4%A/timeline', bearer('out'))).status).toBe(400);
});

test.each([
  ['/v1/metrics?metric=love', 'metric'],
  ['/v1/tasks?limit=-1', 'limit'],
  ['/v1/llm-calls?cursor=!!!', 'cursor'],
  ['/v1/agents?status=sleepy', 'status'],
  ['/v1/tasks/t/timeline?run=1', 'run'],
])('%s names the parameter that is wrong', async (path, parameter) => {
  const { status, body } = await hive.ask<ApiError>(path, bearer('out'));
  expect([status, body.error, body.details]).toEqual([400, 'invalid_parameter', { parameter }]);
});

test('health and readiness need no key', async () => {
  expect(await hive.ask('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
  expect(await hive.ask('/readyz')).toEqual({
    status: 200,
    body: { status: 'ready', spool: { bytes: 0, max_bytes: SPOOL_BYTES, oldest_age_seconds: null } },
  });
});

test('a broken body is answered in JSON and stores nothing', async () => {
  const response = await fetch(`${hive.bridge.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer('in') },
    body: '{"resourceSpans": [',
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 3 });
});

test('a body over the limit is refused', async () => {
  const big = otlp([{ ...chat, attributes: { ...chat.attributes, filler: 'x'.repeat(5 * 1024 * 1024) } }]);
  expect((await hive.send(big, bearer('in'))).status).toBe(413);
});

// The engine is gone from here on.
test('without ClickHouse telemetry is kept in the spool, and whoever asks is told to come back', async () => {
  await hive.database.server?.stop();
  expect(await hive.send(otlp([chat]), bearer('in'))).toEqual({ status: 200, body: {} });
  const question = await fetch(`${hive.bridge.url}/v1/agents`, { headers: bearer('out') });
  expect([question.status, question.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await question.json()).toMatchObject({ error: 'store_unavailable' });
  expect((await hive.ask('/healthz')).status).toBe(200);
  expect(await hive.ask('/readyz')).toMatchObject({
    status: 200,
    body: { status: 'spooling', missing: ['clickhouse'] },
  });
});

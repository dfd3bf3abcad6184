import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { startBridge, type Bridge } from '../src/bridge.js';
import { digestOf } from '../src/keys/api-key.js';
import { callGrpc, type GrpcAnswer } from './fixtures/otlp/grpc-client.js';
import { encode } from './fixtures/otlp/schema.js';
import { openGate, type Gate } from './gate.js';

const folder = mkdtempSync(join(tmpdir(), 'hive-grpc-'));
let engine: TestDatabase;
let gate: Gate;
let database: Database;
let bridge: Bridge;
beforeAll(async () => {
  engine = await startTestDatabase();
  gate = await openGate(engine.url);
  database = await openDatabase({ kind: 'external', url: gate.url, ...engine.admin });
  bridge = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      grpcPort: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder, maxBytes: 8 * 1024 },
      keys: [
        { name: 'agents', sha256: digestOf('agents').toString('hex'), scopes: ['ingest'], tenant: 'acme' },
        { name: 'grafana', sha256: digestOf('grafana').toString('hex'), scopes: ['read'], tenant: 'acme' },
        {
          name: 'slow',
          sha256: digestOf('slow').toString('hex'),
          scopes: ['ingest'],
          tenant: 'acme',
          limits: { ingest: 1 },
        },
      ],
      maxBodyBytes: 1024 * 1024,
    },
    { database, log: { error: () => undefined } },
  );
});
afterAll(async () => {
  await bridge.close();
  await database.close();
  await gate.shut();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
let callCount = 0;

/** A request with one call to a model by an agent. */
function request(agent: string): Uint8Array {
  callCount += 1;
  const spanId = Buffer.from(callCount.toString(16).padStart(16, 'a'), 'hex');
  const at = `${Date.now() - 60_000}000000`;
  const attributes = [
    text('gen_ai.operation.name', 'chat'),
    text('gen_ai.request.model', 'gpt-4o'),
    text('gen_ai.agent.name', agent),
  ];
  const span = {
    traceId: Buffer.alloc(16, 7),
    spanId,
    name: 'chat',
    startTimeUnixNano: at,
    endTimeUnixNano: at,
    attributes,
  };
  return encode('ExportTraceServiceRequest', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

const send = (key: string | undefined, body: Uint8Array): Promise<GrpcAnswer> =>
  callGrpc(bridge.grpcUrl ?? '', { body, headers: key === undefined ? {} : { 'x-api-key': key } });

async function calls(agent: string): Promise<number> {
  const answer = await fetch(`${bridge.url}/v1/llm-calls?agent_id=${agent}`, { headers: { 'x-api-key': 'grafana' } });
  return ((await answer.json()) as { readonly data: readonly unknown[] }).data.length;
}

test('keys open the way in that they open over HTTP, and no other', async () => {
  const answers = [];
  for (const key of [undefined, 'nobody', 'grafana', 'agents']) answers.push(await send(key, request('keys')));
  expect(answers.map(({ code, message }) => [code, message])).toEqual([
    [16, 'Send an API key: Authorization: Bearer <key>, or x-api-key.'],
    [16, 'This API key is not known.'],
    [7, 'This API key lacks the scope ingest.'],
    [0, ''],
  ]);
  expect(answers[3]?.headers).toMatchObject({ 'ratelimit-policy': '"ingest";q=100;w=1' });
  expect(await calls('keys')).toBe(1);
});

test('a key that has spent its rate is told when to come back', async () => {
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send('slow', request('slow'))));
  const refused = answers.filter(({ code }) => code !== 0);
  expect(refused.length).toBeGreaterThan(0);
  for (const { code, retryAfter } of refused) expect([code, retryAfter]).toEqual([8, 1]);
});

test('with ClickHouse away and the spool full, calls come back later and nothing is lost', async () => {
  await gate.shut();
  let kept = 0;
  let answer = await send('agents', request('full'));
  while (answer.code === 0) {
    kept += 1;
    answer = await send('agents', request('full'));
  }
  expect(answer).toMatchObject({
    code: 14,
    message: 'ClickHouse did not take the rows, and the spool is full',
    retryAfter: 5,
  });
  expect(kept).toBeGreaterThan(0);
  await gate.open();
  await until('the spool is carried on', async () => (await calls('full')) === kept);
  expect((await send('agents', request('full'))).code).toBe(0);
  expect(await calls('full')).toBe(kept + 1);
});

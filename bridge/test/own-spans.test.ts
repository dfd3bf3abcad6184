import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../clickhouse/test/until.js';
import { digestOf } from '../src/keys/api-key.js';
import { startBridgeProcess, type BridgeProcess } from './bridge-process.js';
import { startReceiver, type Receiver } from './fixtures/otlp/receiver.js';
import { otlp } from './test-bridge.js';

const folder = mkdtempSync(join(tmpdir(), 'hive-own-spans-'));
let backend: Receiver;
let bridge: BridgeProcess;
let url: string;
beforeAll(async () => {
  backend = await startReceiver();
  bridge = startBridgeProcess({
    HIVE_DATA_DIR: folder,
    HIVE_API_KEYS: JSON.stringify([
      { name: 'all', sha256: digestOf('key-private').toString('hex'), scopes: ['admin'] },
    ]),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${backend.port}`,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  ({ url } = await bridge.listening());
});
afterAll(async () => {
  bridge.child.kill('SIGKILL');
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

const headers = { authorization: 'Bearer key-private', 'content-type': 'application/json' };
const post = async (body: object): Promise<number> =>
  (await fetch(`${url}/v1/traces`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
const call = otlp([
  {
    name: 'chat name-private',
    start: Date.now(),
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.prompt': 'prompt-private',
    },
  },
]);
const heard = () => backend.accepted.flatMap(({ traces }) => traces.spans);
const hears = (name: string, times = 1): Promise<void> =>
  until(`${times} × ${name}`, () => Promise.resolve(heard().filter((span) => span.name === name).length >= times));

test('requests, questions and inserts are told to a backend, with counts and without content', async () => {
  expect(await post(call)).toBe(200);
  expect((await fetch(`${url}/v1/agents/agent-private/pipeline`, { headers })).status).toBe(404);
  await Promise.all(['receive traces', 'keep', 'GET /v1/agents/{id}/pipeline'].map((name) => hears(name)));
  const spans = heard();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [receive] = named('receive traces');
  const [keep] = named('keep');
  const [question] = named('GET /v1/agents/{id}/pipeline');
  expect(receive?.resource.attributes).toEqual(
    new Map(
      Object.entries({
        ...Object.fromEntries(receive?.resource.attributes ?? []),
        'service.name': 'hiveboard-bridge',
        'deployment.environment.name': 'test',
      }),
    ),
  );
  expect([receive?.kind, receive?.parentSpanId, receive?.attributes]).toEqual([
    2,
    '',
    new Map<string, unknown>([
      ['hive.encoding', 'json'],
      ['hive.bytes', JSON.stringify(call).length],
      ['hive.items', 1],
      ['hive.rejected', 0],
    ]),
  ]);
  const children = spans.filter(({ parentSpanId }) => parentSpanId === receive?.spanId);
  expect(children.map(({ name }) => name).sort()).toEqual(['decode', 'normalise', 'write']);
  for (const span of spans) expect(span.endTimeUnixNano).toBeGreaterThanOrEqual(span.startTimeUnixNano);
  const [write] = children.filter(({ name }) => name === 'write');
  expect([keep?.parentSpanId, keep?.links.map(({ spanId }) => spanId)]).toEqual(['', [write?.spanId]]);
  expect(named('insert').map(({ parentSpanId, kind }) => [parentSpanId, kind])).toEqual([[keep?.spanId, 3]]);
  expect(question?.attributes).toEqual(
    new Map([
      ['http.request.method', 'GET'],
      ['http.route', '/v1/agents/{id}/pipeline'],
      ['error.type', 'agent_not_found'],
    ]),
  );
  expect(question?.status.code).toBe(0);
  expect(named('query').map(({ parentSpanId }) => parentSpanId)).toContain(question?.spanId);
  const written = JSON.stringify(spans, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value instanceof Map ? [...(value as Map<string, unknown>)] : value,
  );
  expect(written).not.toContain('private');
});

test('a request that carries spans of bridges is not traced, so that no circle of bridges and Collectors turns', async () => {
  const own = structuredClone(otlp([{ name: 'receive traces', start: Date.now(), attributes: {} }])) as {
    readonly resourceSpans: { scopeSpans: { scope?: object }[] }[];
  };
  for (const { scopeSpans } of own.resourceSpans)
    for (const part of scopeSpans) part.scope = { name: '@hiveboard/bridge' };
  const before = heard().filter(({ name }) => name === 'receive traces').length;
  expect(await post(own)).toBe(200);
  expect(await post(call)).toBe(200);
  await hears('receive traces', before + 1);
  // The bridge ends its spans in the order of its requests, and sends the last when it stops.
  bridge.child.kill('SIGTERM');
  expect(await bridge.exited).toEqual([0, null]);
  expect(heard().filter(({ name }) => name === 'receive traces')).toHaveLength(before + 1);
});

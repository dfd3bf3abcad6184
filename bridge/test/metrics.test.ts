import { digestOf } from '../src/keys/api-key.js';
import { otlp, SPOOL_BYTES, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const KEYS = [
  ['agents', 'ingest'],
  ['grafana', 'read'],
  ['prometheus', 'admin'],
] as const;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge(
    KEYS.map(([name, scope]) => ({
      name,
      sha256: digestOf(`secret-${name}`).toString('hex'),
      scopes: [scope],
      tenant: 'acme',
    })),
  );
});
afterAll(async () => {
  await hive.stop();
});

const chat: SentSpan = {
  name: 'chat',
  start: Date.now() - 1000,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 1_000_000,
    'gen_ai.prompt': 'a private word',
  },
};

const scrape = (key: string) => fetch(`${hive.bridge.url}/metrics`, { headers: bearer(key) });
async function metrics(): Promise<string> {
  return (await scrape('secret-prometheus')).text();
}

test('metrics are for admins', async () => {
  expect((await fetch(`${hive.bridge.url}/metrics`)).status).toBe(401);
  expect((await scrape('secret-agents')).status).toBe(403);
  expect((await scrape('secret-grafana')).status).toBe(403);
  const answer = await scrape('secret-prometheus');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
});

test('what was accepted, rejected and stored is told, and nothing that is private', async () => {
  const key = bearer('secret-agents');
  await hive.send(otlp([chat, { ...chat, spanId: 'bad' }, { ...chat, start: 0 }]), key);
  await hive.send(otlp([chat]), bearer('secret-nobody'));
  const text = await metrics();
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'hive_otlp_requests_total{signal="traces",status="200"} 1',
      'hive_otlp_requests_total{signal="traces",status="401"} 1',
      'hive_spans_accepted_total 1',
      'hive_spans_rejected_total{reason="span id is not 8 bytes, or is all zeros"} 1',
      'hive_spans_rejected_total{reason="time is more than 90 days ago"} 1',
      'hive_rows_stored_total{table="llm_call_log"} 1',
      'hive_insert_duration_seconds_count{outcome="success"} 1',
      'hive_lag_seconds_count 1',
      'hive_llm_cost_usd_total{tenant="acme",agent="shop",model="gpt-4o",cost_source="list"} 2.5',
    ]),
  );
  expect(text).toContain('nodejs_eventloop_lag_seconds');
  for (const secret of ['secret', 'private', 'Bearer', digestOf('secret-agents').toString('hex')]) {
    expect(text).not.toContain(secret);
  }
});

// The engine is gone from here on.
test('inserts that fail are told apart, and so is what waits on the disk for them', async () => {
  expect((await metrics()).split('\n')).toEqual(
    expect.arrayContaining([
      'hive_spool_bytes 0',
      `hive_spool_limit_bytes ${SPOOL_BYTES}`,
      'hive_spool_full 0',
      'hive_spool_oldest_age_seconds 0',
    ]),
  );
  await hive.database.server?.stop();
  expect((await hive.send(otlp([chat]), bearer('secret-agents'))).status).toBe(200);
  hive.shiftClock(3_600_000);
  const text = await metrics();
  expect(text).toMatch(/^hive_insert_duration_seconds_count\{outcome="failure"\} [1-9]/m);
  expect(text).toMatch(/^hive_spool_bytes [1-9]\d+$/m);
  expect(text).toMatch(/^hive_spool_oldest_age_seconds 36\d\d(\.\d+)?$/m);
  expect(text.split('\n')).toEqual(expect.arrayContaining(['hive_spans_accepted_total 2', 'hive_spool_full 0']));
});

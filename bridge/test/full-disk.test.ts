import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { startBridgeProcess, type BridgeProcess } from './bridge-process.js';
import { openGate, type Gate } from './gate.js';
import { otlp } from './test-bridge.js';

const folder = mkdtempSync(join(tmpdir(), 'hive-full-disk-'));
let engine: TestDatabase;
let gate: Gate;
let bridge: BridgeProcess;
let url: string;
beforeAll(async () => {
  engine = await startTestDatabase();
  gate = await openGate(engine.url);
  bridge = startBridgeProcess(
    {
      HIVE_DATA_DIR: folder,
      CLICKHOUSE_URL: gate.url,
      CLICKHOUSE_USER: engine.admin.username,
      CLICKHOUSE_PASSWORD: engine.admin.password,
    },
    { disk: 'full' },
  );
  ({ url } = await bridge.listening());
});
afterAll(async () => {
  bridge.child.kill('SIGTERM');
  await bridge.exited;
  await gate.shut();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

let requests = 0;

/** Sends a few calls under an id; answers the status. */
async function send(): Promise<number> {
  const id = String(++requests).padStart(12, '0');
  const at = Date.now();
  const events = [0, 1, 2].map((index) => ({
    name: 'hive.llm_call',
    at,
    attributes: {
      'hive.event.id': `01930000-0000-7000-800${index}-${id}`,
      'hive.event.kind': 'llm_call',
      'gen_ai.request.model': 'gpt-4o',
      'hive.cost.usd': 0.01,
      'hive.llm.prompt_preview': 'x'.repeat(400),
    },
  }));
  const attributes = { 'hive.record': 'task', 'hive.agent.id': 'full', 'hive.task.id': 't', 'hive.task.run_id': 'r' };
  const body = JSON.stringify(otlp([{ start: at, attributes, events }]));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

async function storedCalls(): Promise<number | undefined> {
  const query = `SELECT count() AS calls, countIf(copies > 1) AS twice FROM
    (SELECT event_id, count() AS copies FROM hive.llm_call_log FINAL GROUP BY event_id)`;
  const [row] = await (await engine.reader.query({ query, format: 'JSONEachRow' })).json<{ calls: number }>();
  return row?.calls;
}

test('a disk that is full costs nothing that was acknowledged, and the bridge goes on', async () => {
  await gate.shut();
  const statuses: number[] = [];
  // A segment that cannot grow is followed by another: the limit is one file's, not the disk's.
  while (statuses.filter((status) => status === 503).length < 3) statuses.push(await send());
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  await gate.open();
  await until('the bridge takes telemetry again', async () => (await send()) === 200);
  const acknowledged = statuses.filter((status) => status === 200).length + 1;
  await until('all that was acknowledged is there', async () => ((await storedCalls()) ?? 0) >= 3 * acknowledged);
  // A refused request may be in nevertheless: its sender comes back with it, and the copies are one.
  expect(await storedCalls()).toBe(3 * acknowledged);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { startBridge, type Bridge } from '../src/bridge.js';
import { openGate, type Gate } from './gate.js';
import { otlp } from './test-bridge.js';

const folder = mkdtempSync(join(tmpdir(), 'hive-rollups-'));
const failures: string[] = [];
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
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder, maxBytes: 1024 * 1024 },
      keys: [],
      maxBodyBytes: 1024 * 1024,
    },
    { database, log: { error: (_, message) => failures.push(message) } },
  );
});
afterAll(async () => {
  await bridge.close();
  await database.close();
  await gate.shut();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

let spans = 0;
async function send(cost: number): Promise<void> {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'm',
    'gen_ai.agent.name': 'a',
    'hive.cost.usd': cost,
  };
  const spanId = (++spans).toString(16).padStart(16, '0');
  const body = JSON.stringify(otlp([{ name: 'chat', spanId, start: Date.now() - 1000, attributes }]));
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${bridge.url}/v1/traces`, { method: 'POST', headers, body })).status).toBe(200);
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${bridge.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
}

async function sums(view: string): Promise<unknown> {
  const query = `SELECT toUInt32(sum(calls)) AS calls, toString(sum(cost)) AS cost FROM hive.${view}`;
  const [row] = await (await engine.reader.query({ query, format: 'JSONEachRow' })).json();
  return row;
}

const untilSums = async (expected: object): Promise<void> => {
  for (const view of ['llm_cost_hourly', 'llm_cost_daily']) {
    await until(`${view} is up to date`, async () => JSON.stringify(await sums(view)) === JSON.stringify(expected));
  }
};

test('a running bridge keeps hours and days up to date', async () => {
  await send(0.1);
  await send(0.2);
  await untilSums({ calls: 2, cost: '0.3' });
  // The sums can be read a moment before the pass that made them is over, and counted.
  await until('an hour and a day are counted', async () => (await metric('hive_rollup_reckoned_total')) >= 2);
});

test('while ClickHouse is away the lag grows, which is said once; then the rollups follow', async () => {
  const complaint = 'Rollups cannot be brought up to date';
  await gate.shut();
  await until('it is noticed', () => failures.includes(complaint));
  const lag = await metric('hive_rollup_lag_seconds');
  await send(0.4);
  await until('the lag has grown', async () => (await metric('hive_rollup_lag_seconds')) > lag + 6);
  await gate.open();
  await untilSums({ calls: 3, cost: '0.7' });
  await until('there is no lag', async () => (await metric('hive_rollup_lag_seconds')) < 5);
  expect(failures.filter((message) => message === complaint)).toHaveLength(1);
});

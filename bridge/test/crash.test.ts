import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { startBridgeProcess, type BridgeProcess } from './bridge-process.js';
import { openGate, type Gate } from './gate.js';
import { otlp } from './test-bridge.js';

const ROUNDS = 4;
const SENDERS = 4;

const folder = mkdtempSync(join(tmpdir(), 'hive-crash-'));
let engine: TestDatabase;
let gate: Gate;
let bridge: BridgeProcess | undefined;
beforeAll(async () => {
  engine = await startTestDatabase();
  gate = await openGate(engine.url);
});
afterAll(async () => {
  bridge?.child.kill('SIGKILL');
  await gate.shut();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A bridge beside a ClickHouse that is somebody else's; fulfils with its address. */
async function startBridge(): Promise<string> {
  bridge = startBridgeProcess({
    HIVE_DATA_DIR: folder,
    CLICKHOUSE_URL: gate.url,
    CLICKHOUSE_USER: engine.admin.username,
    CLICKHOUSE_PASSWORD: engine.admin.password,
  });
  return (await bridge.listening()).url;
}

function killEngine(): void {
  if (engine.server === undefined) throw new Error('A test engine has a process.');
  process.kill(engine.server.pid(), 'SIGKILL');
}

async function killBridge(): Promise<void> {
  bridge?.child.kill('SIGKILL');
  await bridge?.exited;
}

/** A request with a few calls. */
function request(ids: readonly string[]): string {
  const at = Date.now();
  const events = ids.map((id) => ({
    name: 'hive.llm_call',
    at,
    attributes: {
      'hive.event.id': id,
      'hive.event.kind': 'llm_call',
      'gen_ai.request.model': 'gpt-4o',
      'hive.cost.usd': 0.01,
    },
  }));
  const attributes = { 'hive.record': 'task', 'hive.agent.id': 'crash', 'hive.task.id': 't', 'hive.task.run_id': 'r' };
  return JSON.stringify(otlp([{ start: at, attributes, events }]));
}

/** Sends until the bridge dies; fulfils with what was acknowledged. Some of it is sent again, as exporters do. */
async function sendUntilDeath(url: string): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  for (;;) {
    const ids = Array.from({ length: 5 }, () => randomUUID());
    const body = request(ids);
    for (let copy = randomInt(2); copy >= 0; copy--) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body }).catch(() => undefined);
      if (answer === undefined) return acknowledged;
      // The spool has room for all of it: there is no reason to refuse.
      if (answer.status !== 200) throw new Error(`The bridge answered ${answer.status}.`);
      acknowledged.push(...ids);
    }
  }
}

const spooledBytes = async (url: string): Promise<number> => {
  const { spool } = (await (await fetch(`${url}/readyz`)).json()) as { readonly spool: { readonly bytes: number } };
  return spool.bytes;
};

const stored = async (): Promise<ReadonlyMap<string, number>> => {
  const answer = await engine.reader.query({
    query: 'SELECT toString(event_id) AS id, count() AS copies FROM hive.llm_call_log FINAL GROUP BY id',
    format: 'JSONEachRow',
  });
  const rows = await answer.json<{ id: string; copies: number }>();
  return new Map(rows.map(({ id, copies }) => [id, copies]));
};

test('what was acknowledged is there once, whenever the bridge and ClickHouse are killed', async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const url = await startBridge();
    const senders = Array.from({ length: SENDERS }, () => sendUntilDeath(url));
    await pause(randomInt(300));
    killEngine();
    await gate.shut();
    await until('something is spooled', async () => (await spooledBytes(url)) > 0);
    await pause(randomInt(300));
    // Half of the rounds it dies while the spool fills, half while it empties.
    if (round % 2 === 0) await killBridge();
    await until('the engine is back', async () => (await engine.reader.ping({ select: true })).success);
    await gate.open();
    await pause(randomInt(500));
    if (round % 2 === 1) await killBridge();
    acknowledged.push(...(await Promise.all(senders)).flat());
  }
  const url = await startBridge();
  await until('the spool is empty', async () => (await spooledBytes(url)) === 0);
  const copies = await stored();
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter((id) => copies.get(id) !== 1)).toEqual([]);
  expect([...copies.values()].filter((count) => count !== 1)).toEqual([]);
});

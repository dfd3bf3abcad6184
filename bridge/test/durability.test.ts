import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { openDatabase, startEmbeddedServer, type Database } from '@hiveboard/clickhouse';
import { isRecord } from '@hiveboard/sdk/contract';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { startBridge, type Bridge } from '../src/bridge.js';
import { openGate, type Gate } from './gate.js';
import { otlp } from './test-bridge.js';

const root = mkdtempSync(join(tmpdir(), 'hive-durability-'));
let engine: TestDatabase;
let gate: Gate;
let database: Database;
beforeAll(async () => {
  engine = await startTestDatabase();
  gate = await openGate(engine.url);
  database = await openDatabase({ kind: 'external', url: gate.url, ...engine.admin });
});
afterAll(async () => {
  await database.close();
  await gate.shut();
  await engine.stop();
  rmSync(root, { recursive: true, force: true });
});

const silent: { error(details: object, message: string): void } = { error: () => undefined };
let folderCount = 0;
const freshFolder = (): string => join(root, String(++folderCount));

const start = (
  folder: string,
  { maxBytes = 64 * 1024 * 1024, log = silent }: { readonly maxBytes?: number; readonly log?: typeof silent } = {},
): Promise<Bridge> =>
  startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder, maxBytes },
      keys: [],
      maxBodyBytes: 4 * 1024 * 1024,
    },
    { database, log },
  );

const T0 = Date.now() - 60_000;
let callCount = 0;

/** A request with one priced call of each agent named. */
const calls = (...agents: readonly string[]): object =>
  otlp(
    agents.map((agent) => ({
      name: `chat ${agent}`,
      spanId: (++callCount).toString(16).padStart(16, 'a'),
      start: T0,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.output_tokens': 100,
        'gen_ai.agent.name': agent,
      },
    })),
  );

const send = (bridge: Bridge, body: object): Promise<Response> =>
  fetch(`${bridge.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const readyz = async (bridge: Bridge): Promise<{ readonly status: number; readonly body: unknown }> => {
  const response = await fetch(`${bridge.url}/readyz`);
  return { status: response.status, body: await response.json() };
};

const rows = async (query: string): Promise<readonly unknown[]> =>
  (await engine.reader.query({ query, format: 'JSONEachRow' })).json();

/** How often each agent called, and for how much. */
const spend = (prefix: string): Promise<readonly unknown[]> =>
  rows(
    `SELECT agent_id AS agent, count() AS calls, toFloat64(sum(cost)) AS cost FROM hive.llm_call_log FINAL
     WHERE startsWith(agent_id, '${prefix}') GROUP BY agent ORDER BY agent`,
  );
const COST = 0.0035;

/** What the tests do to the schema, no bridge may. */
async function command(query: string): Promise<void> {
  const admin = createClient({ url: engine.url, ...engine.admin });
  await admin.command({ query });
  await admin.close();
}

const EMPTY = { bytes: 0, max_bytes: 64 * 1024 * 1024, oldest_age_seconds: null };
const untilEmpty = (bridge: Bridge): Promise<void> =>
  until('the spool is empty', async () => {
    const { body } = await readyz(bridge);
    const { status, spool } = body as { readonly status: string; readonly spool: { readonly bytes: number } };
    return status === 'ready' && spool.bytes === 0;
  });

test('while ClickHouse is away telemetry is kept on the disk, and follows when it is back', async () => {
  const bridge = await start(freshFolder());
  expect((await send(bridge, calls('away-1'))).status).toBe(200);
  await gate.shut();
  for (const agent of ['away-2', 'away-3', 'away-3']) expect((await send(bridge, calls(agent))).status).toBe(200);
  expect(await readyz(bridge)).toEqual({
    status: 200,
    body: {
      status: 'spooling',
      missing: ['clickhouse'],
      spool: { ...EMPTY, bytes: expect.any(Number) as number, oldest_age_seconds: expect.any(Number) as number },
    },
  });
  expect(await spend('away-')).toEqual([{ agent: 'away-1', calls: 1, cost: COST }]);
  await gate.open();
  await untilEmpty(bridge);
  expect(await spend('away-')).toEqual([
    { agent: 'away-1', calls: 1, cost: COST },
    { agent: 'away-2', calls: 1, cost: COST },
    { agent: 'away-3', calls: 2, cost: 2 * COST },
  ]);
  await bridge.close();
});

describe('a connection that was closed just when something is sent on it', () => {
  const said: string[] = [];
  let bridge: Bridge;
  beforeAll(async () => {
    bridge = await start(freshFolder(), { log: { error: (_details, message) => said.push(message) } });
  });
  afterAll(() => bridge.close());
  const ask = async (): Promise<readonly [status: number, retryAfter: string | null, answer: unknown]> => {
    const answer = await fetch(`${bridge.url}/v1/agents/cut-1/pipeline`);
    return [answer.status, answer.headers.get('retry-after'), await answer.json()];
  };

  test('is no reason to refuse an answer', async () => {
    expect((await send(bridge, calls('cut-1'))).status).toBe(200);
    const known = await ask();
    expect(known[0]).toBe(200);
    gate.cut(1);
    expect(await ask()).toEqual(known);
    expect(gate.cuts()).toBe(0);
  });

  test('keeps nothing in the spool that ClickHouse would take', async () => {
    gate.cut(1);
    expect((await send(bridge, calls('cut-2'))).status).toBe(200);
    expect(gate.cuts()).toBe(0);
    expect(await spend('cut-2')).toEqual([{ agent: 'cut-2', calls: 1, cost: COST }]);
    expect(said).not.toContain('ClickHouse does not take rows; the spool keeps them');
  });

  test('is an outage when the next is cut too', async () => {
    gate.cut(100);
    expect(await ask()).toMatchObject([503, '5', { error: 'store_unavailable' }]);
    gate.cut(0);
    expect((await ask())[0]).toBe(200);
  });
});

test('a bridge that stops meanwhile leaves the spool to the next, which carries it on', async () => {
  const folder = freshFolder();
  const first = await start(folder);
  await gate.shut();
  const request = calls('heir-1', 'heir-2');
  expect((await send(first, request)).status).toBe(200);
  await first.close();
  await gate.open();
  const second = await start(folder);
  // The sender did not hear the answer, and says it again.
  expect((await send(second, request)).status).toBe(200);
  await untilEmpty(second);
  expect(await spend('heir-')).toEqual([
    { agent: 'heir-1', calls: 1, cost: COST },
    { agent: 'heir-2', calls: 1, cost: COST },
  ]);
  await second.close();
});

test('a full spool refuses, with a time to come back, and keeps what it has', async () => {
  const bridge = await start(freshFolder(), { maxBytes: 8 * 1024 });
  await gate.shut();
  let kept = 0;
  let answer = await send(bridge, calls('full'));
  while (answer.status === 200) {
    kept += 1;
    answer = await send(bridge, calls('full'));
  }
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.json()).toEqual({
    code: 14,
    message: 'ClickHouse did not take the rows, and the spool is full',
  });
  expect(await readyz(bridge)).toMatchObject({
    status: 503,
    body: { status: 'not ready', missing: ['clickhouse', 'room in the spool'] },
  });
  await gate.open();
  await untilEmpty(bridge);
  expect((await send(bridge, calls('full'))).status).toBe(200);
  expect(await spend('full')).toEqual([
    { agent: 'full', calls: kept + 1, cost: expect.closeTo((kept + 1) * COST) as number },
  ]);
  await bridge.close();
});

test('a bridge that starts while ClickHouse is away takes telemetry, and prepares the tables once it is back', async () => {
  const empty = await startEmbeddedServer({ dataDir: join(root, 'empty') });
  const door = await openGate(empty.url);
  await door.shut();
  const said: string[] = [];
  const bridge = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'external', url: door.url, ...empty.users.admin },
      spool: { folder: freshFolder(), maxBytes: 64 * 1024 * 1024 },
      keys: [],
      maxBodyBytes: 4 * 1024 * 1024,
    },
    { log: { error: (_details, message) => said.push(message) } },
  );
  expect((await send(bridge, calls('early'))).status).toBe(200);
  expect(await readyz(bridge)).toMatchObject({ status: 200, body: { status: 'spooling', missing: ['clickhouse'] } });
  expect((await fetch(`${bridge.url}/v1/agents`)).status).toBe(503);
  expect(said[0]).toBe('ClickHouse does not answer; telemetry waits in the spool until it does');
  await door.open();
  await until('the bridge is ready', async () => {
    const { body } = await readyz(bridge);
    return isRecord(body) && body['status'] === 'ready';
  });
  await untilEmpty(bridge);
  const { data } = (await (await fetch(`${bridge.url}/v1/agents`)).json()) as { readonly data: readonly object[] };
  expect(data).toMatchObject([{ agent_id: 'early' }]);
  await bridge.close();
  await door.shut();
  await empty.stop();
});

test('a bridge does not start when ClickHouse refuses it', async () => {
  const database = { kind: 'external', url: engine.url, username: 'nobody', password: 'wrong' } as const;
  const config = { host: '127.0.0.1', port: 0, database, keys: [], maxBodyBytes: 1024 };
  await expect(
    startBridge({ ...config, spool: { folder: freshFolder(), maxBytes: 1024 } }, { log: silent }),
  ).rejects.toThrow('cannot be prepared');
});

test('two bridges cannot share a spool', async () => {
  const folder = freshFolder();
  const bridge = await start(folder);
  await expect(start(folder)).rejects.toThrow('is in use by another bridge');
  await bridge.close();
});

describe('a row that ClickHouse refuses', () => {
  const letters = (): Promise<readonly unknown[]> =>
    rows(
      `SELECT tenant, extract(reason, '^\\\\w+') AS error, extract(statement, 'INTO (\\\\S+)') AS target,
              position(base64Decode(payload), 'poison') > 0 AS is_it
       FROM hive.dead_letters FINAL ORDER BY payload`,
    );
  const letter = { tenant: 'default', error: 'VIOLATED_CONSTRAINT', target: 'hive.llm_call_log', is_it: 1 };

  beforeAll(() =>
    command(`ALTER TABLE hive.llm_call_log ADD CONSTRAINT sound CHECK NOT startsWith(agent_id, 'poison')`),
  );
  afterAll(() => command('ALTER TABLE hive.llm_call_log DROP CONSTRAINT sound'));

  test('is set aside with the reason, and all others go through', async () => {
    const bridge = await start(freshFolder());
    const request = calls('well-1', 'well-2', 'poison-1', 'well-3', 'well-4', 'poison-2', 'well-5');
    const answers = await Promise.all([request, calls('well-6'), request].map((body) => send(bridge, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await spend('well-')).toEqual([1, 2, 3, 4, 5, 6].map((n) => ({ agent: `well-${n}`, calls: 1, cost: COST })));
    expect(await spend('poison-')).toEqual([]);
    // Two rows, each of which arrived twice.
    expect(await letters()).toEqual([letter, letter, letter, letter]);
    await bridge.close();
  });

  test('holds up nothing in the spool either', async () => {
    const bridge = await start(freshFolder());
    await gate.shut();
    await send(bridge, calls('spooled-1', 'poison-3', 'spooled-2'));
    await gate.open();
    await untilEmpty(bridge);
    expect(await spend('spooled-')).toEqual([1, 2].map((n) => ({ agent: `spooled-${n}`, calls: 1, cost: COST })));
    expect(await letters()).toEqual(Array.from({ length: 5 }, () => letter));
    await bridge.close();
  });
});

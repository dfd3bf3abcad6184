import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import type { ApiError } from '@hiveboard/sdk/contract';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { startBridge } from '../src/bridge.js';
import { configFrom } from '../src/config.js';
import { startTestBridge, type TestBridge } from './test-bridge.js';

const asAdmin = ({ database: { url, admin } }: TestBridge): ClickHouseClient => createClient({ url, ...admin });

/** Calls of many agents, more than a question can look at in the memory or the time that it has here. */
const CALLS = `
INSERT INTO hive.llm_call_log (tenant, ts, event_id, received_at, agent_id, model, cost_source, metadata)
SELECT 'default', now64(3) - toIntervalSecond(number % 3000), generateUUIDv4(), now64(3), toString(number), 'm', 'unpriced', randomPrintableASCII(100)
FROM numbers(200000)`;

const LIMITS = [
  ['memory', { memoryBytes: 4 * 1024 * 1024 }],
  ['time', { seconds: 0.001 }],
] as const;

describe.each(LIMITS)('a question that takes more %s than it may', (_what, queryLimits) => {
  let hive: TestBridge;
  beforeAll(async () => {
    hive = await startTestBridge([], { queryLimits });
    const admin = asAdmin(hive);
    await admin.command({ query: CALLS });
    await admin.close();
  });
  afterAll(async () => {
    await hive.stop();
  });

  test.each(['/v1/unpriced-models', '/v1/llm-calls', '/v1/llm-calls.csv'])('%s is refused in words', async (path) => {
    expect(await hive.ask<ApiError>(path)).toEqual({
      status: 400,
      body: {
        error: 'query_too_expensive',
        message:
          'The question takes more time or memory than one may. Ask for a shorter time range or a narrower filter.',
        status: 400,
        details: null,
      },
    });
  });
});

describe('on a ClickHouse of the user, HIVE_QUERY_MEMORY_MB', () => {
  let engine: TestDatabase;
  beforeAll(async () => {
    engine = await startTestDatabase();
    const admin = createClient({ url: engine.url, ...engine.admin });
    // A sum for each of so many models takes more than 16 MB.
    await admin.command({ query: CALLS.replace("'m'", "concat('model ', toString(number))") });
    await admin.close();
  });
  afterAll(async () => {
    await engine.stop();
  });

  /** What a bridge of this environment answers to a question that takes more than 16 MB. */
  async function asked(environment: Readonly<Record<string, string>>): Promise<readonly [number, string | undefined]> {
    const { username, password } = engine.admin;
    const folder = await mkdtemp(join(tmpdir(), 'hive-spool-'));
    const config = configFrom({
      CLICKHOUSE_URL: engine.url,
      CLICKHOUSE_USER: username,
      CLICKHOUSE_PASSWORD: password,
      HIVE_QUERY_SECONDS: '60',
      HIVE_SPOOL_DIR: folder,
      ...environment,
    });
    const bridge = await startBridge({ ...config, port: 0 }, { log: { error: () => undefined } });
    try {
      const response = await fetch(`${bridge.url}/v1/unpriced-models`);
      return [response.status, ((await response.json()) as Partial<ApiError>).error];
    } finally {
      await bridge.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  test.each(['the user who writes', 'a reader of its own'])('limits what a question takes through %s', async (who) => {
    const { username, password } = engine.server?.users.reader ?? engine.admin;
    const reader =
      who === 'a reader of its own' ? { CLICKHOUSE_READER_USER: username, CLICKHOUSE_READER_PASSWORD: password } : {};
    expect(await asked(reader)).toEqual([200, undefined]);
    expect(await asked({ ...reader, HIVE_QUERY_MEMORY_MB: '16' })).toEqual([400, 'query_too_expensive']);
  });
});

test('whoever hangs up ends the question in ClickHouse too', async () => {
  const hive = await startTestBridge();
  const admin = asAdmin(hive);
  try {
    // Two seconds for each of twenty days: long enough to be looked for, and ended between two of them.
    await admin.command({
      query: `CREATE OR REPLACE VIEW hive.calls AS
        SELECT *, cost AS reported_cost, cost AS estimated_cost, 1 AS is_unpriced
        FROM (SELECT * FROM hive.llm_call_log WHERE sleepEachRow(0.05) = 0)`,
    });
    await admin.command({ query: CALLS.replace('% 3000', '% 20 * 86400').replace('200000', '800') });
    const running = async (): Promise<number> => {
      const query = `SELECT count() AS count FROM system.processes WHERE query LIKE '%is_unpriced%'`;
      const [row] = await (await admin.query({ query, format: 'JSONEachRow' })).json<{ count: number | string }>();
      // It sees itself.
      return Number(row?.count) - 1;
    };
    const request = get(`${hive.bridge.url}/v1/unpriced-models?time_range=30d`);
    request.on('error', () => undefined);
    await until('the question is asked', async () => (await running()) > 0);
    request.destroy();
    await until('the question is ended', async () => (await running()) === 0);
    await admin.command({ query: 'SYSTEM FLUSH LOGS' });
    const ended = await admin.query({
      query: `SELECT DISTINCT exception_code FROM system.query_log WHERE type = 'ExceptionWhileProcessing' AND query LIKE '%is_unpriced%'`,
      format: 'JSONEachRow',
    });
    expect(await ended.json()).toEqual([{ exception_code: 394 }]);
  } finally {
    await admin.close();
    await hive.stop();
  }
});

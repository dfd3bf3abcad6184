import { get } from 'node:http';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import type { ApiError } from '@hiveboard/sdk/contract';
import { until } from '../../clickhouse/test/until.js';
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

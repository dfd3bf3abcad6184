import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { migrate, readSchema, type Credentials } from '@hiveboard/clickhouse';
import { startTestCluster, type TestCluster } from '../../clickhouse/test/cluster.js';
import { until } from '../../clickhouse/test/until.js';
import { createAdmin } from '../../clickhouse/src/clients.js';
import { startBridgeProcess, type BridgeProcess } from './bridge-process.js';

// Migration 0025 copies all calls before a bridge answers. Whoever is killed meanwhile, nothing is lost, and nothing there twice.

const COPIES = '0025';
const CALLS = 20_000;
const TENTH = CALLS / 10;
const NOW = Date.now();
/** The sum of the numbers from 1. */
const sumTo = (last: number): number => (last * (last + 1)) / 2;
/** What they cost, in billionths of a dollar: as many as their number, seven times, and eleven times in the first tenth. */
const NANODOLLARS = 7 * sumTo(CALLS) + 4 * sumTo(TENTH);

/** Who copies so slowly, a few rows at a time, that it can be watched. */
const SLOW: Credentials = { username: 'slow', password: 'slow' };
const SLOW_USER = `<clickhouse>
  <profiles>
    <slow>
      <max_threads>1</max_threads>
      <max_insert_threads>1</max_insert_threads>
      <max_block_size>500</max_block_size>
      <min_insert_block_size_rows>500</min_insert_block_size_rows>
      <max_execution_speed>2000</max_execution_speed>
      <timeout_before_checking_execution_speed>0</timeout_before_checking_execution_speed>
    </slow>
  </profiles>
  <users>
    <slow>
      <password>${SLOW.password}</password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>slow</profile>
      <quota>default</quota>
      <access_management>1</access_management>
    </slow>
  </users>
</clickhouse>`;

/** Calls of four days, some billionths of a dollar each, as bridges of the old version insert them. */
const insertCalls = (from: number, to: number, nanodollars: number, receivedLater: number): string => `
INSERT INTO hive.llm_calls (tenant, ts, event_id, received_at, agent_id, model, tokens_in, cost, cost_source)
SELECT 'default', fromUnixTimestamp64Milli(${NOW}) - toIntervalHour(number % 96), toUUID(concat('0198c2a4-0000-7000-8000-', leftPad(hex(number), 12, '0'))),
  fromUnixTimestamp64Milli(${NOW + receivedLater}), 'ann', 'm', number, toDecimal64(number + 1, 9) * ${nanodollars} / 1000000000, 'reported'
FROM numbers(${from}, ${to - from})`;

describe.each(['the bridge', 'ClickHouse'] as const)('when %s is killed in the middle of the copy', (victim) => {
  let folder: string;
  let servers: TestCluster;
  let admin: ClickHouseClient;
  let bridge: BridgeProcess | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hive-killed-upgrade-'));
    servers = await startTestCluster(1, { users: SLOW_USER });
    const [url = ''] = servers.urls;
    admin = createAdmin(url, servers.admin);
    const { migrations } = await readSchema();
    const before = migrations.filter(({ name }) => name < COPIES);
    const { error } = await migrate([{ url, client: admin }], { migrations: before, views: [] });
    if (error !== undefined) throw error;
  });
  afterAll(async () => {
    bridge?.child.kill('SIGKILL');
    await bridge?.exited;
    await admin.close();
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const rows = async (query: string): Promise<readonly unknown[]> =>
    (await admin.query({ query, format: 'JSONCompactEachRow' })).json();

  const start = ({ username, password }: Credentials): BridgeProcess =>
    startBridgeProcess({
      HIVE_DATA_DIR: folder,
      CLICKHOUSE_URL: servers.urls[0] ?? '',
      CLICKHOUSE_USER: username,
      CLICKHOUSE_PASSWORD: password,
    });

  /** All calls, each once, what they cost to the last decimal. */
  const tally = (table: string): Promise<readonly unknown[]> =>
    rows(`SELECT count(), uniqExact(event_id), toDecimalString(sum(cost), 9), sum(tokens_in) FROM ${table}`);

  const isUnderWay = async (): Promise<boolean> => {
    const [copied] = await rows(
      `SELECT uniqExact(event_id) BETWEEN 1 AND ${CALLS / 2} FROM hive.llm_call_log
       WHERE (SELECT count() FROM system.tables WHERE database = 'hive' AND name = 'llm_call_log') = 1`,
    ).catch(() => [[0]]);
    return JSON.stringify(copied) === '[1]';
  };

  test('each call is there once after the next start, and costs the same', async () => {
    await admin.command({ query: insertCalls(0, CALLS, 7, 0) });
    // Every tenth was told again, at another price, and some twice alike.
    await admin.command({ query: insertCalls(0, TENTH, 11, 60) });
    await admin.command({ query: insertCalls(TENTH, 2 * TENTH, 7, 0) });
    const expected = await tally('hive.llm_calls FINAL');
    expect(expected).toEqual([[CALLS, CALLS, (NANODOLLARS / 1e9).toFixed(9), sumTo(CALLS - 1)]]);

    bridge = start(SLOW);
    await until('the copy is under way', isUnderWay);
    if (victim === 'ClickHouse') await servers.kill(0);
    bridge.child.kill('SIGKILL');
    await bridge.exited;
    if (victim === 'ClickHouse') {
      await servers.restart(0);
      // Rows of a copy that broke off stay, and are not all.
      expect(await isUnderWay()).toBe(true);
    }

    bridge = start(servers.admin);
    const { url } = await bridge.listening();
    expect(await tally('hive.calls')).toEqual(expected);
    const ofOldCopies = "SELECT count() FROM system.processes WHERE user = 'slow'";
    await until('no old copy is under way', async () => JSON.stringify(await rows(ofOldCopies)) === '[[0]]');
    expect(await tally('hive.calls')).toEqual(expected);
    expect(await rows('SELECT count() FROM hive.llm_calls')).toEqual([[0]]);
    const answer = await fetch(`${url}/v1/llm-calls?time_range=7d&limit=1`);
    const { totals } = (await answer.json()) as { readonly totals: unknown };
    expect(totals).toEqual({
      calls: CALLS,
      unpriced_calls: 0,
      tokens_in: sumTo(CALLS - 1),
      tokens_out: 0,
      cost: NANODOLLARS / 1e9,
      estimated_cost: 0,
    });
  });
});

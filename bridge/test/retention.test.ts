import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { DEFAULT_RETENTION, type Retention } from '@hiveboard/clickhouse';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { applyRetention } from '../../clickhouse/src/retention.js';
import { reckon, recount } from '../src/rollups/reckon.js';
import { startBridgeProcess } from './bridge-process.js';

const DAY = 24 * 3_600_000;
/** The middle of an hour so many days ago. */
const ago = (days: number): number => Math.floor(Date.now() / DAY) * DAY - days * DAY + 5_400_000;

let database: TestDatabase;
let admin: ClickHouseClient;
beforeAll(async () => {
  database = await startTestDatabase();
  admin = createClient({ url: database.url, ...database.admin });
});
afterAll(async () => {
  await admin.close();
  await database.stop();
});

const forever = new AbortController().signal;
const rows = async (query: string): Promise<readonly unknown[]> =>
  (await admin.query({ query, format: 'JSONCompactEachRow' })).json();

const callAt = (days: number, cost: number) =>
  database.writer.insert({
    table: 'hive.llm_call_log',
    values: [
      {
        tenant: 't',
        ts: new Date(ago(days)).toISOString(),
        event_id: randomUUID(),
        agent_id: 'a',
        cost,
        cost_source: 'reported',
      },
    ],
    format: 'JSONEachRow',
  });

/** Keeps as long as wanted, and waits until all that has expired is gone. */
async function keep(wanted: Partial<Retention>): Promise<void> {
  await applyRetention([admin], { ...DEFAULT_RETENTION, ...wanted });
  await until(
    'the change has reached every part',
    async () => (await rows('SELECT count() FROM system.mutations WHERE NOT is_done'))[0]?.toString() === '0',
  );
  for (const table of ['llm_call_log', 'llm_cost_hours', 'llm_call_inserts']) {
    await admin.command({ query: `OPTIMIZE TABLE hive.${table} FINAL` });
  }
}

/** Adds up whatever has changed, after a look for what a crash may have left. */
async function addUp(): Promise<void> {
  await recount(admin, forever);
  expect(await reckon(admin, forever)).toMatchObject({ isComplete: true });
}

/** Calls that are still there, and what all hours and days say of that day. */
const known = async (days: number) => {
  const day = Math.floor(ago(days) / DAY) * DAY;
  const sum = async (from: string) => Number((await rows(`SELECT toFloat64(sum(cost)) FROM ${from}`))[0]);
  const at = `fromUnixTimestamp64Milli(${day}, 'UTC')`;
  return {
    calls: await sum(`hive.calls WHERE toDate(ts) = toDate(${at})`),
    hours: await sum(`hive.llm_cost_hourly WHERE toDate(hour) = toDate(${at})`),
    days: await sum(`hive.llm_cost_daily WHERE day = toDate(${at})`),
    spend: await sum(`hive.spend(tenant = 't', since = ${day}, until = ${day + DAY}, step = 86400)`),
  };
};
const all = (cost: number) => ({ calls: cost, hours: cost, days: cost, spend: cost });
const without = (calls: 0 | 8, cost: number) => ({ ...all(cost), calls });

test('what hours and days came to stands when their calls have expired, however long calls are kept before and after', async () => {
  for (const days of [1, 20, 40, 60]) await callAt(days, days);
  await addUp();
  expect([await known(1), await known(20), await known(40)]).toEqual([all(1), all(20), all(40)]);

  await keep({ calls: 30 });
  await addUp();
  expect([await known(1), await known(20), await known(40)]).toEqual([all(1), all(20), without(0, 40)]);

  // More days again: what has expired does not come back, and what comes late is no reason to forget it.
  await keep({ calls: 90 });
  await callAt(40, 8);
  await callAt(20, 8);
  await addUp();
  expect([await known(1), await known(20), await known(40)]).toEqual([all(1), all(28), without(8, 40)]);
});

test('days stand when their hours have expired too', async () => {
  await keep({ calls: 10, hours: 17 });
  await addUp();
  expect(await known(60)).toEqual({ calls: 0, hours: 0, days: 60, spend: 60 });
  expect(await known(1)).toEqual(all(1));
});

test('a bridge applies what its environment says when it starts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hive-retention-'));
  const eventsTtl =
    "SELECT extract(engine_full, 'toIntervalDay\\((\\d+)\\)') FROM system.tables WHERE name = 'events' AND database = 'hive'";
  for (const days of ['5', '45']) {
    const { child, exited, listening } = startBridgeProcess({
      HIVE_DATA_DIR: folder,
      CLICKHOUSE_URL: database.url,
      CLICKHOUSE_USER: database.admin.username,
      CLICKHOUSE_PASSWORD: database.admin.password,
      HIVE_RETENTION_EVENTS_DAYS: days,
    });
    await listening();
    expect(await rows(eventsTtl)).toEqual([[days]]);
    child.kill('SIGTERM');
    await exited;
  }
  await rm(folder, { recursive: true, force: true });
});

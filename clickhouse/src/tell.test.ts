import type { ClickHouseClient } from '@clickhouse/client';
import { startTestDatabase, type TestDatabase } from '../test/engine.js';
import { until } from '../test/until.js';
import { createAdmin } from './clients.js';
import { tell } from './tell.js';

let database: TestDatabase;
let client: ClickHouseClient;
beforeAll(async () => {
  database = await startTestDatabase();
  client = createAdmin(database.url, database.admin);
  await client.command({ query: 'CREATE TABLE hive.heard (a UInt8) ENGINE = MergeTree ORDER BY a' });
});
afterAll(async () => {
  await client.close();
  await database.stop();
});

const refusals = async (): Promise<number> => {
  const query = "SELECT toUInt32(sum(value)) AS n FROM system.errors WHERE name = 'CANNOT_ASSIGN_ALTER'";
  return (await (await client.query({ query, format: 'JSONEachRow' })).json<{ n: number }>())[0]?.n ?? 0;
};

/** Refused with this code until something was heard. */
const refused = (code: number): string =>
  `SELECT throwIf((SELECT count() FROM hive.heard) = 0, 'Not yet.', toInt16(${code}))
   SETTINGS allow_custom_error_code_in_throwif = 1`;

test('what collides with the same on another replica is told again, until that one is done', async () => {
  const told = tell(client, refused(517));
  await until('it was refused twice', async () => (await refusals()) >= 2);
  await client.command({ query: 'INSERT INTO hive.heard SELECT 1' });
  await expect(told).resolves.toBeUndefined();
});

test('any other refusal is one', async () => {
  await client.command({ query: 'TRUNCATE TABLE hive.heard' });
  await expect(tell(client, refused(395))).rejects.toThrow('Not yet.');
});

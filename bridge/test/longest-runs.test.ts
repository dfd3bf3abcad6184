import { createClient } from '@clickhouse/client';
import { createReader } from '../src/query/reader.js';
import { startTestBridge, type TestBridge } from './test-bridge.js';

const T0 = Date.now() - 30 * 86_400_000;
const HOUR = 3_600_000;
const EVER = { since: T0, until: T0 + 1_000 * HOUR, longest: Number.MAX_SAFE_INTEGER };

/** Registers of runs in one part: when they began and, of two in three, when they ended, at random. */
const registers = (round: number, count: number): string => `
INSERT INTO hive.task_registers (tenant, task_id, task_run_id, agent_id, started_at, ended, last_received)
WITH cityHash64(number, ${round}) AS dice, ${T0} + 1000 * (cityHash64(number, ${round}, 1) % 500_000) AS began,
    began + 1000 * (cityHash64(number, ${round}, 2) % 20_000) AS over
SELECT 'default', concat('t', toString(if(${round} = 0, number, dice % 3000))), 'r', 'a', fromUnixTimestamp64Milli(toInt64(began), 'UTC'),
    if(cityHash64(number, ${round}, 3) % 3 = 0, (fromUnixTimestamp64Milli(toInt64(0), 'UTC'), '', ''),
        (fromUnixTimestamp64Milli(toInt64(over), 'UTC'), 'completed', '')),
    fromUnixTimestamp64Milli(toInt64(began), 'UTC')
FROM (SELECT arrayJoin(range(${count})) AS number)`;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  // Each insert stays a part by itself.
  const admin = createClient({ url: hive.database.url, ...hive.database.server?.users.admin });
  await admin.command({ query: 'SYSTEM STOP MERGES hive.task_registers' });
  await admin.close();
  // Of runs that are known already something else is told later: an earlier start, an end, or another end.
  for (const [round, count] of [2_000, 150, 150, 150, 20, 20, 1].entries())
    await hive.database.writer.command({ query: registers(round, count) });
});
afterAll(async () => {
  await hive.stop();
});

/** The runs of a source, the longest first. Those that are open began whole seconds apart from each other. */
async function longestOf(
  source: string,
  bindings: typeof EVER & { readonly most: number },
): Promise<readonly string[]> {
  const rows = await createReader(hive.database.reader).rows<{ readonly digits: string }>(
    `SELECT toString(hash) AS digits FROM ${source}
    WHERE started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
        AND duration_ms <= {longest:Int64}
    ORDER BY duration_ms DESC, hash DESC`,
    { tenant: 'default', ...bindings },
  );
  return rows.map(({ digits }) => digits);
}

describe.each([
  ['of all', EVER],
  ['that took less than the first page', { ...EVER, longest: 15_000_000 }],
  ['of some hours', { ...EVER, since: T0 + 20 * HOUR, until: T0 + 90 * HOUR }],
])('the longest runs %s', (_, period) => {
  test.each([1, 7, 52, 400])('%i of them or so, are those that come first among all', async (most) => {
    const all = await longestOf('hive.run_order(tenant = {tenant:String}, since = {since:Int64})', { ...period, most });
    const few = await longestOf(
      'hive.longest_runs(tenant = {tenant:String}, since = {since:Int64}, until = {until:Int64}, most = {most:UInt32}, longest = {longest:Int64})',
      { ...period, most },
    );
    expect(few).toEqual(all.slice(0, few.length));
    expect([few.length > most / 2, few.length < all.length]).toEqual([true, true]);
  });
});

import type { Filling } from './build.js';
import { DAYS, TENANT } from './fleet.js';

const SUMS =
  'toString(sum(calls)) AS calls, toString(sum(tokens_in) + sum(tokens_out)) AS tokens, toString(sum(cost)) AS cost';

/** Whether a month out of rollups is the month out of calls: as ClickHouse adds it up, and as the API tells it. */
export async function isExact({ database, admin, end }: Filling, url: string): Promise<boolean> {
  const period = { since: end - DAYS * 86_400_000, until: end };
  const sums = async (from: string): Promise<string> => {
    const client = from.includes('spend(') ? database.reader : admin;
    return (
      await client.query({ query: `SELECT ${SUMS} FROM ${from}`, query_params: period, format: 'TabSeparated' })
    ).text();
  };
  const rolledUp = await sums(
    `hive.spend(tenant = '${TENANT}', since = {since:Int64}, until = {until:Int64}, step = 86400)`,
  );
  const calls = await sums(
    `hive.call_spend WHERE tenant = '${TENANT}' AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      AND ts < fromUnixTimestamp64Milli({until:Int64}, 'UTC')`,
  );
  const response = await fetch(`${url}/v1/metrics?since=${period.since}&until=${period.until}`);
  const { summary } = (await response.json()) as { readonly summary: { readonly calls: number } };
  return rolledUp === calls && calls.startsWith(`${summary.calls}\t`);
}

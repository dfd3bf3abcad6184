import type { ClickHouseClient } from '@clickhouse/client';
import { decimalOf } from '../prices/rates.js';
import type { Repricing } from './repricing.js';

/**
 * A row in which a price was set again outranks every copy of it that a sender may still deliver: rows of one call are
 * kept by the greatest `received_at`, and this puts it a century ahead. Of two such rows the later one wins, and it also
 * wins against whatever it was made from, should a clock have gone back.
 */
const INSERT_SQL = `
INSERT INTO hive.llm_call_log
SELECT call.* REPLACE (
    new_cost AS cost,
    new_cost_source AS cost_source,
    new_price_version AS price_version,
    new_input_cost AS input_cost,
    greatest(repriced_at + INTERVAL 100 YEAR, call.received_at + INTERVAL 1 MILLISECOND) AS received_at
)
FROM
(
    SELECT * FROM hive.llm_call_log FINAL
    WHERE cost_source != 'reported'
        AND ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND (tenant, agent_id, ts, event_id) IN (
            SELECT tenant, agent_id, ts, event_id FROM hive.repricings WHERE repriced_at = fromUnixTimestamp64Milli({at:Int64}, 'UTC')
                AND ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        )
) AS call
INNER JOIN
(
    SELECT tenant, agent_id, ts, event_id, repriced_at, cost AS new_cost, cost_source AS new_cost_source,
        price_version AS new_price_version, input_cost AS new_input_cost
    FROM hive.repricings FINAL
    WHERE repriced_at = fromUnixTimestamp64Milli({at:Int64}, 'UTC')
        AND ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
) AS price USING (tenant, agent_id, ts, event_id)`;

async function serverTime(client: ClickHouseClient): Promise<number> {
  const answer = await client.query({ query: 'SELECT toUnixTimestamp64Milli(now64(3)) AS at', format: 'JSONEachRow' });
  const [row] = await answer.json<{ readonly at: number }>();
  return row?.at ?? Date.now();
}

/**
 * Writes new prices down: first what changes, in `hive.repricings`, then the calls themselves. Everything but the price of
 * a call stays as it is. To be interrupted between the two, and done again, is no harm.
 */
export async function storePrices(client: ClickHouseClient, repricings: readonly Repricing[]): Promise<void> {
  const times = repricings.map(({ call }) => Date.parse(call.ts));
  const at = await serverTime(client);
  await client.insert({
    table: 'hive.repricings',
    format: 'JSONEachRow',
    values: repricings.map(({ call, price }) => ({
      tenant: call.tenant,
      ts: call.ts,
      event_id: call.event_id,
      agent_id: call.agent_id,
      repriced_at: new Date(at).toISOString(),
      old_cost: call.old_cost,
      old_cost_source: call.cost_source,
      old_price_version: call.price_version,
      cost: decimalOf(price.cost),
      cost_source: price.source,
      price_version: price.version,
      input_cost: price.inputCost === null ? null : decimalOf(price.inputCost),
    })),
  });
  await client.command({
    query: INSERT_SQL,
    query_params: { at, from: Math.min(...times), to: Math.max(...times) },
  });
}

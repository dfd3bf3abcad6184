import type { ClickHouseClient } from '@clickhouse/client';
import { DAYS, HOURS, type Rollup } from './rollup.js';

/** One hour or day of a tenant that is to be added up, and the version that this makes. */
interface Stale {
  readonly tenant: string;
  /** Which one, as its rollup numbers them. */
  readonly start: number;
  /** How many inserts had been seen before anything was read. */
  readonly version: number;
}

/** How many hours or days one statement adds up, and how many one pass. */
const AT_ONCE = 24;
const A_PASS = 100 * AT_ONCE;

async function stale(client: ClickHouseClient, { staleSql }: Rollup, signal: AbortSignal): Promise<readonly Stale[]> {
  const answer = await client.query({
    query: staleSql,
    query_params: { limit: A_PASS },
    format: 'JSONEachRow',
    abort_signal: signal,
  });
  return answer.json<Stale>();
}

/** What a pass did. */
export interface Pass {
  /** How many hours and days were added up. */
  readonly reckoned: number;
  /** Whether that was all that had changed when it began. */
  readonly isComplete: boolean;
}

/**
 * Adds up the hours and days that have changed since they were added up. As many may do so at once as want to: what one
 * writes carries as its version what had been inserted before it read, so that a slow one never replaces a later one.
 *
 * @throws {Error} when ClickHouse cannot be asked; what has been done so far stands
 */
export async function reckon(client: ClickHouseClient, signal: AbortSignal): Promise<Pass> {
  let reckoned = 0;
  let isComplete = true;
  for (const rollup of [HOURS, DAYS]) {
    const found = await stale(client, rollup, signal);
    for (let from = 0; from < found.length; from += AT_ONCE) {
      const some = found.slice(from, from + AT_ONCE);
      await client.command({
        query: rollup.reckonSql,
        query_params: {
          tenants: some.map(({ tenant }) => tenant),
          starts: some.map(({ start }) => start),
          versions: some.map(({ version }) => version),
        },
        abort_signal: signal,
      });
    }
    reckoned += found.length;
    isComplete &&= found.length < A_PASS;
  }
  return { reckoned, isComplete };
}

/** Who spent, on what, and who said so: what sums are compared by. */
const COMPARED_BY = 'tenant, hour, agent_id, model, cost_source';
/** What is compared; as much of it as is asked for most. */
const COMPARED = ['calls', 'tokens_in', 'tokens_out', 'cost'] as const;

/**
 * What a crash may have left: calls whose insert was not counted any more, and counts that were lost. Every hour of the last
 * two days that does not say what its calls say is taken for changed, and every hour that has seen more inserts than are
 * counted is counted up.
 */
const RECOUNT_SQL = `
INSERT INTO hive.llm_call_inserts (tenant, hour, inserts)
WITH toStartOfHour(now('UTC') - INTERVAL 48 HOUR) AS since
SELECT DISTINCT tenant, hour, 1
FROM
(
    SELECT ${COMPARED_BY}, ${COMPARED.map((sum) => `sum(sign * ${sum}) AS over_${sum}`).join(', ')}
    FROM
    (
        SELECT 1 AS sign, toStartOfHour(ts) AS hour, tenant, agent_id, model, cost_source, ${COMPARED.join(', ')}
        FROM hive.call_spend WHERE ts >= since
        UNION ALL
        SELECT -1 AS sign, hour, tenant, agent_id, model, cost_source, ${COMPARED.join(', ')}
        FROM hive.llm_cost_hourly WHERE hour >= since
    )
    GROUP BY ${COMPARED_BY}
    HAVING ${COMPARED.map((sum) => `over_${sum} != 0`).join(' OR ')}
)
UNION ALL
SELECT tenant, hour, counted - inserted + 1 FROM hive.dirty_hours WHERE inserted < counted`;

/** Marks what has to be added up again after a crash; {@link reckon} does it. */
export async function recount(client: ClickHouseClient, signal: AbortSignal): Promise<void> {
  // It reads two days of calls, of which hardly ever any is amiss: whoever asks meanwhile has the other cores.
  await client.command({ query: RECOUNT_SQL, abort_signal: signal, clickhouse_settings: { max_threads: 1 } });
}

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

/** Hours of the last two days that have calls, or sums of calls. */
const RECENT_SQL = `
WITH toStartOfHour(now('UTC') - INTERVAL 48 HOUR) AS since
SELECT DISTINCT toUnixTimestamp(toStartOfHour(ts)) AS hour FROM hive.llm_call_log WHERE ts >= since
UNION DISTINCT
SELECT toUnixTimestamp(hour) AS hour FROM hive.llm_cost_hours WHERE hour >= since`;

const HOUR = "toDateTime({hour:UInt32}, 'UTC')";
/**
 * What an hour is compared by: who spent, on what, and who said so weighs each sum, so that one number a sum tells all groups
 * apart, however many there are.
 */
const WEIGHT = 'toInt64(1 + cityHash64(agent_id, model, cost_source) % 1000003)';
const COMPARED = ['calls', 'tokens_in', 'tokens_out', 'cost'] as const;

/** Takes an hour for changed, for those tenants of whom it does not say what their calls say. */
const COMPARE_SQL = `
INSERT INTO hive.llm_call_inserts (tenant, hour, inserts)
SELECT tenant, ${HOUR}, 1
FROM
(
    SELECT tenant, ${WEIGHT} AS weight, ${COMPARED.join(', ')}
    FROM hive.call_spend WHERE ts >= ${HOUR} AND ts < ${HOUR} + INTERVAL 1 HOUR AND toStartOfHour(ts) = ${HOUR}
    UNION ALL
    SELECT tenant, -${WEIGHT} AS weight, ${COMPARED.join(', ')}
    FROM hive.llm_cost_hourly WHERE hour = ${HOUR}
)
GROUP BY tenant
HAVING ${COMPARED.map((sum) => `sum(weight * ${sum}) != 0`).join(' OR ')}`;

/** Counts up what has seen more inserts than are counted. */
const COUNT_UP_SQL = `
INSERT INTO hive.llm_call_inserts (tenant, hour, inserts)
SELECT tenant, hour, counted - inserted + 1 FROM hive.dirty_hours WHERE inserted < counted`;

/**
 * Marks what a crash may have left, and has to be added up again: calls whose insert was not counted any more, and counts that
 * were lost. {@link reckon} does it.
 *
 * @throws {Error} when ClickHouse cannot be asked; what has been marked so far stands
 */
export async function recount(client: ClickHouseClient, signal: AbortSignal): Promise<void> {
  const recent = await client.query({ query: RECENT_SQL, format: 'JSONEachRow', abort_signal: signal });
  for (const { hour } of await recent.json<{ readonly hour: number }>()) {
    // Hardly ever is one amiss: whoever asks meanwhile has the other cores.
    const clickhouse_settings = { max_threads: 1 };
    await client.command({ query: COMPARE_SQL, query_params: { hour }, abort_signal: signal, clickhouse_settings });
  }
  await client.command({ query: COUNT_UP_SQL, abort_signal: signal });
}

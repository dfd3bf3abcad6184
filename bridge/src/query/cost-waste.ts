import type { CostWaste } from '@hiveboard/sdk/contract';
import { CALL_FILTERS } from './call-measure.js';
import { CALLS_DURING, filteredBy } from './measure.js';
import type { Period } from './period.js';
import type { Reader } from './reader.js';
import { spendOf, SUMMED_COLUMNS, type SpendRow } from './spend.js';

/** Which calls. */
export interface CostWasteQuestion {
  readonly tenant: string;
  readonly period: Period;
  /** What each group must be called that is filtered by; empty means any. */
  readonly filter: Readonly<Record<string, string>>;
}

interface PartRow extends SpendRow {
  readonly part: 'total' | 'failed_tasks' | 'retries' | 'either';
  readonly runs: number;
}

/**
 * The runs with calls in the period of which any register says that they failed: others need not be put together. Hashes lie
 * anywhere: `identity` keeps ClickHouse from looking for them in an index, which costs more than to read all.
 */
const MAYBE_FAILED = `
                SELECT task_id, task_run_id FROM hive.task_registers
                WHERE tenant = {tenant:String} AND tupleElement(ended, 2) = 'failed'
                    AND identity(hash) IN (
                        SELECT cityHash64(task_id, task_run_id) FROM hive.llm_call_log
                        WHERE tenant = {tenant:String} AND ${CALLS_DURING}
                    )`;

/** A call counts in each part that it is of. */
const SQL = `
SELECT part, uniqExact(task_id, task_run_id) AS runs, ${SUMMED_COLUMNS}
FROM
(
    SELECT
        *,
        (task_id, task_run_id) IN (
            SELECT task_id, task_run_id FROM hive.runs
            WHERE tenant = {tenant:String} AND outcome = 'failed' AND (task_id, task_run_id) IN (${MAYBE_FAILED})
        ) AS is_of_failed_task,
        ifNull(attempt, 0) > 0 AS is_retry
    FROM hive.call_spend
    WHERE tenant = {tenant:String} AND ${CALLS_DURING}
        AND ${filteredBy(CALL_FILTERS)}
) AS spend
ARRAY JOIN arrayFilter(
    part -> part != '',
    [
        'total',
        if(is_of_failed_task, 'failed_tasks', ''),
        if(is_retry, 'retries', ''),
        if(is_of_failed_task OR is_retry, 'either', '')
    ]
) AS part
GROUP BY part`;

/** What was spent on tasks that failed and on trying again, beside all that was spent. */
export async function findCostWaste(
  reader: Reader,
  { tenant, period, filter }: CostWasteQuestion,
  signal?: AbortSignal,
): Promise<CostWaste> {
  const rows = await reader.rows<PartRow>(SQL, { ...filter, ...period, tenant }, signal);
  const parts = new Map(rows.map((row) => [row.part, row]));
  return {
    since: new Date(period.since).toISOString(),
    until: new Date(period.until).toISOString(),
    total: spendOf(parts.get('total')),
    failed_tasks: { tasks: parts.get('failed_tasks')?.runs ?? 0, ...spendOf(parts.get('failed_tasks')) },
    retries: spendOf(parts.get('retries')),
    either: spendOf(parts.get('either')),
  };
}

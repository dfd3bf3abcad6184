import { RUNS_BOUND, runCallsSql, runCountsSql, runRetriesSql } from '@hiveboard/clickhouse';
import type { Spend } from '@hiveboard/sdk/contract';
import { isBindable, type Reader } from './reader.js';
import { AS_WRITTEN, extentsOf, keyOf, type Extent, type RunKey } from './run.js';
import { SPEND_COLUMNS, spendOf, type SpendRow } from './spend.js';

/** How much happened in a run, and what its calls came to. */
export interface Counted {
  readonly spend: Spend;
  readonly actions: number;
  readonly errors: number;
  readonly retries: number;
}

/** What a run came to. */
export interface Figures extends Counted {
  readonly retryMs: number;
}

interface CountRow extends RunKey {
  readonly actions: number;
  readonly errors: number;
  readonly retries: number;
}

interface RetryCostRow extends RunKey {
  readonly retry_ms: number;
}

const SPEND_SQL = `
SELECT task_id, task_run_id, ${SPEND_COLUMNS}
FROM (${runCallsSql(['tokens_in', 'tokens_out', 'reported_cost', 'estimated_cost', 'is_unpriced'], RUNS_BOUND)}) AS call
GROUP BY task_id, task_run_id`;

const COUNT_SQL = `SELECT task_id, task_run_id, actions, errors, retries FROM (${runCountsSql(RUNS_BOUND)})`;

const RETRY_COST_SQL = `
SELECT task_id, task_run_id, sum(cost_ms) AS retry_ms
FROM (${runRetriesSql(RUNS_BOUND)})
GROUP BY task_id, task_run_id
${AS_WRITTEN}`;

const byKey = <Row extends RunKey>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]));

/** How much happened in runs, and what their calls came to. */
export async function findCounted(
  reader: Reader,
  runs: Extent,
  signal?: AbortSignal,
): Promise<(run: RunKey) => Counted> {
  const [spend, counts] = await Promise.all([
    reader.rows<SpendRow & RunKey>(SPEND_SQL, { ...runs }, signal).then(byKey),
    reader.rows<CountRow>(COUNT_SQL, { ...runs }, signal).then(byKey),
  ]);
  return (run) => {
    const counted = counts.get(keyOf(run));
    return {
      spend: spendOf(spend.get(keyOf(run))),
      actions: counted?.actions ?? 0,
      errors: counted?.errors ?? 0,
      retries: counted?.retries ?? 0,
    };
  };
}

const NOTHING: Figures = { spend: spendOf(undefined), actions: 0, errors: 0, retries: 0, retryMs: 0 };

/** What runs came to. */
export async function findFigures(
  reader: Reader,
  { tenant, runs }: { readonly tenant: string; readonly runs: readonly RunKey[] },
  signal?: AbortSignal,
): Promise<(run: RunKey) => Figures> {
  if (runs.length === 0) return () => NOTHING;
  if (runs.length > 1 && !isBindable(runs)) {
    const middle = Math.ceil(runs.length / 2);
    const [ahead, others] = [runs.slice(0, middle), runs.slice(middle)];
    const [ofAhead, ofOthers] = await Promise.all([
      findFigures(reader, { tenant, runs: ahead }, signal),
      findFigures(reader, { tenant, runs: others }, signal),
    ]);
    const isAhead = new Set(ahead.map(keyOf));
    return (run) => (isAhead.has(keyOf(run)) ? ofAhead(run) : ofOthers(run));
  }
  const extentOf = await extentsOf(reader, { tenant, runs }, signal);
  const countedOf = await findCounted(reader, extentOf(runs), signal);
  const retried = runs.filter((run) => countedOf(run).retries > 0);
  const costs = byKey(
    // Most runs retry nothing, and what retries cost is the dearest of these questions.
    retried.length === 0 ? [] : await reader.rows<RetryCostRow>(RETRY_COST_SQL, { ...extentOf(retried) }, signal),
  );
  return (run) => ({ ...countedOf(run), retryMs: costs.get(keyOf(run))?.retry_ms ?? 0 });
}

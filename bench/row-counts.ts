import type { Database } from '@hiveboard/clickhouse';
import type { Rows } from '../bridge/src/rows/rows.js';

/** Rows of one tenant, copies counted once. */
export interface RowCounts {
  readonly events: number;
  readonly llmCalls: number;
  readonly runs: number;
  readonly agents: number;
}

/** What must be stored of these rows, by the keys of the tables. */
export function expectedCounts(rows: readonly Rows[]): RowCounts {
  const distinct = <T>(of: (one: Rows) => readonly T[], key: (row: T) => string): number =>
    new Set(rows.flatMap((one) => of(one).map(key))).size;
  return {
    events: distinct(
      ({ events }) => events,
      (row) => row.event_id,
    ),
    llmCalls: distinct(
      ({ llm_call_log }) => llm_call_log,
      (row) => row.event_id,
    ),
    runs: distinct(
      ({ task_registers }) => task_registers,
      (row) => `${row.task_id} ${row.task_run_id}`,
    ),
    agents: distinct(
      ({ agent_registers }) => agent_registers,
      (row) => row.agent_id,
    ),
  };
}

/** What is stored for a tenant. */
export async function storedCounts({ reader }: Pick<Database, 'reader'>, tenant: string): Promise<RowCounts> {
  const answer = await reader.query({
    query: `SELECT
      (SELECT count() FROM hive.events FINAL WHERE tenant = {tenant:String}) AS events,
      (SELECT count() FROM hive.llm_call_log FINAL WHERE tenant = {tenant:String}) AS llmCalls,
      (SELECT count() FROM hive.task_registers FINAL WHERE tenant = {tenant:String}) AS runs,
      (SELECT count() FROM hive.agent_registers FINAL WHERE tenant = {tenant:String}) AS agents`,
    query_params: { tenant },
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<RowCounts>();
  if (row === undefined) throw new Error('ClickHouse counted nothing');
  return row;
}

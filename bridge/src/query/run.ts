import type { Reader } from './reader.js';

/** What tells runs apart within a tenant. */
export interface RunKey {
  readonly task_id: string;
  readonly task_run_id: string;
}

/** Runs, and between which moments (epoch milliseconds, both included) everything of them lies. */
export interface Extent {
  readonly tenant: string;
  readonly tasks: readonly string[];
  readonly runs: readonly string[];
  readonly since: number;
  readonly until: number;
  /** When anything of them last arrived, by the server's clock. */
  readonly received: number;
}

/** The parameters of the views that are asked for an {@link Extent}. */
export const IN_RUNS =
  'tenant = {tenant:String}, runs = {runs:Array(String)}, since = {since:Int64}, until = {until:Int64}';

const EXTENT_SQL = `
SELECT toUnixTimestamp64Milli(min(first_moment)) AS since, toUnixTimestamp64Milli(max(last_moment)) AS until,
    toUnixTimestamp64Milli(max(last_received)) AS received
FROM hive.run_extents
WHERE tenant = {tenant:String} AND task_id IN {tasks:Array(String)} AND task_run_id IN {runs:Array(String)}`;

/** Where runs lie in time, so that what is asked about them need not look through all days. */
export async function extentOf(
  reader: Reader,
  { tenant, runs: keys }: { readonly tenant: string; readonly runs: readonly RunKey[] },
  signal?: AbortSignal,
): Promise<Extent> {
  const runs = { tenant, tasks: keys.map(({ task_id }) => task_id), runs: keys.map(({ task_run_id }) => task_run_id) };
  const [times] = await reader.rows<Pick<Extent, 'since' | 'until' | 'received'>>(EXTENT_SQL, runs, signal);
  return { ...runs, since: times?.since ?? 0, until: times?.until ?? 0, received: times?.received ?? 0 };
}

import type { Reader } from './reader.js';

/** What tells runs apart within a tenant. */
export interface RunKey {
  readonly task_id: string;
  readonly task_run_id: string;
}

/** The same as a key of maps. */
export const keyOf = ({ task_id, task_run_id }: RunKey): string => JSON.stringify([task_id, task_run_id]);

/** Runs, and between which moments (epoch milliseconds, both included) everything of them lies. */
export interface Extent {
  readonly tenant: string;
  readonly tasks: readonly string[];
  readonly runs: readonly string[];
  readonly since: number;
  readonly until: number;
  /** The hours in which that is, in epoch seconds; none where they are too many to be named. */
  readonly hours: readonly number[];
  /** When anything of them last arrived, by the server's clock. */
  readonly received: number;
}

/**
 * For what has many steps and little to read. What to read is said by hand in these views: to look for a better way takes longer
 * than it saves, and so does a second thread, which something else that is asked at the same time has a use for.
 */
export const AS_WRITTEN = 'SETTINGS query_plan_enable_optimizations = 0, max_threads = 1';

/** Where a run lies in time. */
type RunTimes = RunKey & Pick<Extent, 'since' | 'until' | 'received'>;

const EXTENTS = `
SELECT task_id, task_run_id, toUnixTimestamp64Milli(first_moment) AS since, toUnixTimestamp64Milli(last_moment) AS until,
    toUnixTimestamp64Milli(last_received) AS received
FROM hive.run_extents`;

const EXTENTS_SQL = `${EXTENTS}
WHERE tenant = {tenant:String} AND task_id IN {tasks:Array(String)} AND task_run_id IN {runs:Array(String)}`;

/** The run of a task whose first moment is the latest: mostly it is the newest. */
const NEWEST_SQL = `${EXTENTS}
WHERE tenant = {tenant:String} AND task_id = {taskId:String} AND ({runId:String} = '' OR task_run_id = {runId:String})
ORDER BY first_moment DESC
LIMIT 1`;

/** Where runs of a tenant lie in time: together, or some of them alone. */
export type ExtentOf = (runs: readonly RunKey[]) => Extent;

const MS_PER_HOUR = 3_600_000;
/** Fifty runs have as many hours when each takes most of a day. */
const MOST_HOURS = 1_000;

/** The hours that spans of time have part in. Nobody names those of runs whose clocks were years off. */
function hoursOf(spans: readonly Pick<Extent, 'since' | 'until'>[]): readonly number[] {
  const hours = new Set<number>();
  for (const { since, until } of spans) {
    const [first, last] = [Math.floor(since / MS_PER_HOUR), Math.floor(until / MS_PER_HOUR)];
    if (last - first >= MOST_HOURS) return [];
    for (let hour = first; hour <= last; hour += 1) hours.add(hour * 3_600);
    if (hours.size > MOST_HOURS) return [];
  }
  return [...hours];
}

const NOWHERE = { since: 0, until: 0, received: 0 } as const;

const namesOf = (tenant: string, runs: readonly RunKey[]) => ({
  tenant,
  tasks: runs.map(({ task_id }) => task_id),
  runs: runs.map(({ task_run_id }) => task_run_id),
});

function extentWithin(tenant: string, found: readonly RunTimes[]): ExtentOf {
  const known = new Map(found.map((times) => [keyOf(times), times]));
  return (runs) => {
    const times = runs.map((run) => known.get(keyOf(run)) ?? NOWHERE);
    return {
      ...namesOf(tenant, runs),
      since: Math.min(...times.map(({ since }) => since)),
      until: Math.max(...times.map(({ until }) => until)),
      hours: hoursOf(times),
      received: Math.max(...times.map(({ received }) => received)),
    };
  };
}

/** Where runs lie in time, so that what is asked about them need not look through all days. */
export async function extentsOf(
  reader: Reader,
  { tenant, runs }: { readonly tenant: string; readonly runs: readonly RunKey[] },
  signal?: AbortSignal,
): Promise<ExtentOf> {
  return extentWithin(tenant, await reader.rows<RunTimes>(EXTENTS_SQL, namesOf(tenant, runs), signal));
}

/** A run that is asked for by its task, and the newest of that where `runId` is empty. */
export interface RunQuestion {
  readonly tenant: string;
  readonly taskId: string;
  readonly runId: string;
}

/** The run that is most likely asked for, and where it lies: for who finds out at the same time which it is. */
export async function likelyRun(
  reader: Reader,
  question: RunQuestion,
  signal?: AbortSignal,
): Promise<{ readonly key: RunKey; readonly run: Extent } | undefined> {
  const found = await reader.rows<RunTimes>(NEWEST_SQL, { ...question }, signal);
  const [key] = found;
  return key && { key, run: extentWithin(question.tenant, found)([key]) };
}

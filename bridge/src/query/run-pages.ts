import type { TaskSort, TaskStatus } from '@hiveboard/sdk/contract';
import { during } from './measure.js';
import { newestFirst } from './newest-first.js';
import type { Bindings, Reader } from './reader.js';
import { conditionsOf, type Conditions, type TasksFilter } from './tasks-filter.js';

/** One page of runs. */
export interface TasksQuestion extends TasksFilter {
  readonly sort: TaskSort;
  readonly limit: number;
  /** The last row of the page before, or null for the first page. */
  readonly after: TaskPlace | null;
}

/** Where a page of runs ended: what it is sorted by, and the run. Tasks may share the id of a run. */
export interface TaskPlace {
  readonly key: number;
  readonly taskId: string;
  readonly runId: string;
}

/** A run, and what it is sorted by. */
export interface RunRow {
  readonly task_id: string;
  readonly task_run_id: string;
  readonly agent_id: string;
  readonly project: string;
  readonly task_type: string;
  readonly environment: string;
  readonly correlation_id: string;
  readonly trace_id: string;
  readonly started_at: string;
  readonly is_ended: number;
  readonly ended_at: string;
  readonly error_message: string;
  readonly escalations: number;
  readonly has_human_intervention: number;
  readonly duration_ms: number;
  readonly waiting_ms: number;
  readonly working_ms: number;
  readonly status: TaskStatus;
  readonly sort_key: number;
}

/** What runs are sorted by, as a whole number, and which end comes first. */
interface Order {
  readonly key: string;
  readonly first: 'ASC' | 'DESC';
  /** What each run spent is looked up by its hash. */
  readonly spent?: (hash: string) => string;
}

const ORDERS: Readonly<Record<TaskSort, Order>> = {
  newest: { key: 'toUnixTimestamp64Milli(started_at)', first: 'DESC' },
  oldest: { key: 'toUnixTimestamp64Milli(started_at)', first: 'ASC' },
  duration: { key: 'toInt64(duration_ms)', first: 'DESC' },
  cost: {
    // In billionths of a dollar, reported and estimated. No run has calls before it began.
    key: 'toInt64(spent * 1000000000)',
    first: 'DESC',
    spent: (hash) => `
LEFT JOIN
(
    SELECT hash AS of_run, spent FROM hive.run_spent(tenant = {tenant:String}, since = {since:Int64})
) AS spend ON spend.of_run = ${hash}`,
  },
};

const HASH = 'cityHash64(task_id, task_run_id)';
const AMONG_HASHES = 'hash IN {hashes:Array(UInt64)}';
/** What runs are sorted by that were looked up by their hashes: as it was then. */
const LOOKED_UP = `transform(${HASH}, {hashes:Array(UInt64)}, {keys:Array(Int64)}, toInt64(0))`;

/** Registers that name runs which may be asked for: of each run that began in a period none says that it began before. */
const registersSql = (column: string, { ofRegister }: Conditions): string => `
        SELECT ${column} FROM hive.task_registers
        WHERE tenant = {tenant:String} AND started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
            AND ${ofRegister ?? `started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')`}`;

/** Among which runs a page is looked for: only these are put together. */
const AMONG = {
  /** All that the filter may let through. */
  allowed: (conditions: Conditions) =>
    `(task_id, task_run_id) IN (${registersSql('task_id, task_run_id', conditions)}
    )`,
  /** Those with certain hashes. */
  hashed: () =>
    `(task_id, task_run_id) IN (SELECT task_id, task_run_id FROM hive.task_registers WHERE tenant = {tenant:String} AND ${AMONG_HASHES})`,
  /** Those of a task: they lie together. */
  ofTask: () => 'task_id = {taskId:String}',
} as const;
type Among = keyof typeof AMONG;

const all = (conditions: readonly string[]): string => conditions.join('\n    AND ');

/** Behind the last run of the page before. */
const behind = (first: Order['first']): string =>
  `({isFirst:Bool} OR (sort_key, task_run_id, task_id) ${first === 'ASC' ? '>' : '<'} ({afterKey:Int64}, {afterRun:String}, {afterTask:String}))`;

function pageSql({ key, first, spent }: Order, among: Among, conditions: Conditions): string {
  const [sortKey, join] = among === 'hashed' ? [LOOKED_UP, ''] : [key, spent?.(HASH) ?? ''];
  return `
SELECT task_id, task_run_id, agent_id, project, task_type, environment, correlation_id, trace_id, started_at, is_ended, ended_at,
    error_message, escalations, has_human_intervention, duration_ms, waiting_ms, working_ms, status, ${sortKey} AS sort_key
FROM hive.tasks AS task ${join}
WHERE ${all(['tenant = {tenant:String}', during('started_at'), AMONG[among](conditions), ...conditions.ofRun])}
    AND ${behind(first)}
ORDER BY sort_key ${first}, task_run_id ${first}, task_id ${first}
LIMIT {limit:UInt32}`;
}

/**
 * The hashes of the first runs of an order. A number of each run says which may be among them; of those the names decide that
 * stand level with the last. They are asked once, and not again on each shard, where a view that takes parameters cannot be
 * asked: hence the arrays.
 */
const firstSql = ({ key, first, spent }: Order, conditions: Conditions): string => `
WITH (
    SELECT (groupArray({mostCompared:UInt32})(hash), groupArray({mostCompared:UInt32})(sort_key), count())
    FROM
    (
        SELECT hash, ${key} AS sort_key
        FROM hive.run_order(tenant = {tenant:String}, since = {since:Int64}) AS task ${spent?.('hash') ?? ''}
        WHERE ${during('started_at')}${conditions.ofRegister === undefined ? '' : ` AND hash IN (${registersSql('hash', conditions)})`}
            AND ({isFirst:Bool} OR sort_key ${first === 'ASC' ? '>=' : '<='} {afterKey:Int64})
        ORDER BY sort_key ${first}
        LIMIT {most:UInt32} WITH TIES
    )
) AS level
SELECT groupArray(digits) AS hashes, groupArray(sort_key) AS keys, tupleElement(level, 3) AS compared
FROM
(
    SELECT toString(hash) AS digits, transform(hash, tupleElement(level, 1), tupleElement(level, 2), toInt64(0)) AS sort_key
    FROM
    (
        SELECT hash, task_id, task_run_id
        FROM hive.task_registers
        WHERE tenant = {tenant:String} AND hash IN arrayDistinct(tupleElement(level, 1))
        GROUP BY hash, task_id, task_run_id
    )
    WHERE ${behind(first)}
    ORDER BY sort_key ${first}, task_run_id ${first}, task_id ${first}
    LIMIT {wanted:UInt32}
)
-- Hashes lie anywhere: to look for them in an index costs five times what it takes to read all.
SETTINGS use_index_for_in_with_subqueries = 0`;

interface FirstRow {
  /** In digits: they are greater than numbers of ours can be. */
  readonly hashes: readonly string[];
  readonly keys: readonly number[];
  /** How many runs their names were compared of. */
  readonly compared: number;
}

/** How many runs are looked at before all that the filter may let through are put together. */
export interface Looks {
  /** Where the filter may let only some of those through that seem to pass. */
  readonly atFirst: number;
  /** By their hashes. */
  readonly mostHashes: number;
  /** By their names beforehand. */
  readonly mostCompared: number;
}

const USUAL: Looks = { atFirst: 1_000, mostHashes: 2_000, mostCompared: 50_000 };
/** How many times as many runs are looked at when those before were too few. */
const WIDER = 12;

/**
 * Runs of tasks, in the order that is asked for. Nothing is put together out of all of a million runs: the newest are
 * looked for where time says, in ever longer stretches; for every other order a number or two of each run say which come
 * first.
 */
export const runsWithin =
  ({ atFirst, mostHashes, mostCompared }: Looks) =>
  async (reader: Reader, question: TasksQuestion, signal?: AbortSignal): Promise<readonly RunRow[]> => {
    const { period, after, sort, limit, ...filter } = question;
    const conditions = conditionsOf(filter);
    const order = ORDERS[sort];
    const bindings: Bindings = {
      ...filter,
      ...period,
      limit,
      isFirst: after === null ? 'true' : 'false',
      afterKey: after?.key ?? 0,
      afterRun: after?.runId ?? '',
      afterTask: after?.taskId ?? '',
    };
    const rowsOf = (among: Among, more: Bindings = {}) =>
      reader.rows<RunRow>(pageSql(order, among, conditions), { ...bindings, ...more }, signal);
    if (filter.taskId !== '') return rowsOf('ofTask');
    if (sort === 'newest') {
      // What follows a run is not newer than it.
      const until = after === null ? period.until : Math.min(period.until, after.key + 1);
      return newestFirst({ since: period.since, until }, limit, (stretch, wanted) =>
        rowsOf('allowed', { ...stretch, limit: wanted }),
      );
    }
    let wanted = conditions.isNarrow ? limit : atFirst;
    // The last run of the page before is looked at again.
    let most = wanted + (after === null ? 0 : 1);
    while (wanted <= mostHashes && most <= mostCompared) {
      const [first] = await reader.rows<FirstRow>(
        firstSql(order, conditions),
        { ...bindings, most, mostCompared, wanted },
        signal,
      );
      const { hashes, keys, compared } = first ?? { hashes: [], keys: [], compared: 0 };
      if (compared > mostCompared) break;
      const found =
        hashes.length === 0 ? [] : await rowsOf('hashed', { hashes: `[${hashes.join()}]`, keys: `[${keys.join()}]` });
      if (found.length === limit || compared < most) return found;
      // Either many stand level with the last run of the page before, or the filter left many out.
      if (hashes.length === wanted) wanted *= WIDER;
      most = compared + wanted;
    }
    return rowsOf('allowed');
  };

/** The same, looking at as many runs as a bridge does. */
export const findRuns = runsWithin(USUAL);

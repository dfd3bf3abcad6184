import type { TaskSort, TaskStatus } from '@hiveboard/sdk/contract';
import { during } from './measure.js';
import { newestFirst } from './newest-first.js';
import { isBindable, type Bindings, type Reader } from './reader.js';
import type { RunKey } from './run.js';
import { conditionsOf, type Conditions, type TasksFilter } from './tasks-filter.js';

/** One page of runs. */
export interface TasksQuestion extends TasksFilter {
  readonly sort: TaskSort;
  readonly limit: number;
  /** The last row of the page before, or null for the first page. */
  readonly after: TaskPlace | null;
}

/** Where a page of runs ended: what it is sorted by, when it began, and the run. Tasks may share the id of a run. */
export interface TaskPlace {
  readonly key: number;
  /** In epoch milliseconds. */
  readonly began: number;
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

/** The place of a run in the order that was asked for. */
export const placeOfRun = (row: RunRow): TaskPlace => ({
  key: row.sort_key,
  began: Date.parse(row.started_at),
  taskId: row.task_id,
  runId: row.task_run_id,
});

/** What runs are called within their tenant, as a number. */
const HASH = 'cityHash64(task_id, task_run_id)';

/** What runs are sorted by, as a whole number, and which end comes first. */
interface Order {
  readonly key: string;
  readonly first: 'ASC' | 'DESC';
  /** Where the first runs are, and maybe fewer of them than are asked for; default: among all. */
  readonly few?: string;
  /** What each run spent is looked up by its hash. */
  readonly spent?: (hash: string) => string;
}

const ORDERS: Readonly<Record<TaskSort, Order>> = {
  newest: { key: 'toUnixTimestamp64Milli(started_at)', first: 'DESC' },
  oldest: { key: 'toUnixTimestamp64Milli(started_at)', first: 'ASC' },
  duration: {
    key: 'toInt64(duration_ms)',
    first: 'DESC',
    few: `hive.longest_runs(tenant = {tenant:String}, since = {since:Int64}, until = {until:Int64}, most = {most:UInt32},
            longest = {longest:Int64})`,
  },
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

const AFTER_HASH = 'cityHash64({afterTask:String}, {afterRun:String})';
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
  /** Those with certain names, which are also looked for by themselves, since rows lie by them. */
  named: () =>
    `task_id IN {tasks:Array(String)} AND task_run_id IN {runs:Array(String)} AND ${HASH} IN {hashes:Array(UInt64)}`,
  /** The same where the names are too long to be bound. */
  hashed: () =>
    `(task_id, task_run_id) IN (SELECT task_id, task_run_id FROM hive.task_registers WHERE tenant = {tenant:String} AND hash IN {hashes:Array(UInt64)})`,
  /** Those of a task: they lie together. */
  ofTask: () => 'task_id = {taskId:String}',
} as const;
type Among = keyof typeof AMONG;

const all = (conditions: readonly string[]): string => conditions.join('\n    AND ');

const BEGAN = 'toUnixTimestamp64Milli(started_at)';

/**
 * What a page is in order of, and where the page before ended in it. Runs that stand level are told in the order in which they
 * began, as the newest are. Of those that began at once hashes decide, which are known before runs are put together.
 */
const PLACES: readonly (readonly [column: string, after: string])[] = [
  ['sort_key', '{afterKey:Int64}'],
  [BEGAN, '{afterBegan:Int64}'],
  [HASH, AFTER_HASH],
  ['task_run_id', '{afterRun:String}'],
  ['task_id', '{afterTask:String}'],
];

function pageSql({ key, first, spent }: Order, among: Among, conditions: Conditions): string {
  const [sortKey, join] = among === 'named' || among === 'hashed' ? [LOOKED_UP, ''] : [key, spent?.(HASH) ?? ''];
  const after = PLACES.map(([, value]) => value).join(', ');
  return `
SELECT task_id, task_run_id, agent_id, project, task_type, environment, correlation_id, trace_id, started_at, is_ended, ended_at,
    error_message, escalations, has_human_intervention, duration_ms, waiting_ms, working_ms, status, ${sortKey} AS sort_key
FROM hive.tasks AS task ${join}
WHERE ${all(['tenant = {tenant:String}', during('started_at'), AMONG[among](conditions), ...conditions.ofRun])}
    AND ({isFirst:Bool} OR (${PLACES.map(([column]) => column).join(', ')}) ${first === 'ASC' ? '>' : '<'} (${after}))
ORDER BY ${PLACES.map(([column]) => `${column} ${first}`).join(', ')}
LIMIT {limit:UInt32}
${among === 'allowed' ? '' : 'SETTINGS max_threads = 1'}`;
}

const ALL = 'hive.run_order(tenant = {tenant:String}, since = {since:Int64})';

/**
 * The first runs of an order, out of a number or two of each run: a million names would take longer. The last run of the page
 * before is among them again: others may have its hash. They are asked once, and not again on each shard, where a view that
 * takes parameters cannot be asked: hence the arrays.
 */
const firstSql = ({ key, first, spent }: Order, among: string, conditions: Conditions): string => `
WITH (
    SELECT (groupArray(hash), groupArray(sort_key))
    FROM
    (
        SELECT hash, ${key} AS sort_key
        FROM ${among} AS task ${spent?.('hash') ?? ''}
        WHERE ${during('started_at')}${conditions.ofRegister === undefined ? '' : ` AND hash IN (${registersSql('hash', conditions)})`}
            AND ({isFirst:Bool} OR (sort_key, ${BEGAN}, hash) ${first === 'ASC' ? '>=' : '<='} ({afterKey:Int64}, {afterBegan:Int64}, ${AFTER_HASH}))
        ORDER BY sort_key ${first}, started_at ${first}, hash ${first}
        LIMIT {most:UInt32}
    )
) AS level
SELECT DISTINCT task_id, task_run_id, toString(hash) AS digits,
    transform(hash, tupleElement(level, 1), tupleElement(level, 2), toInt64(0)) AS sort_key
FROM hive.task_registers
PREWHERE tenant = {tenant:String} AND hash IN arrayDistinct(tupleElement(level, 1))`;

interface FirstRow extends RunKey {
  /** The hash of its name: such a number is greater than ours can be. */
  readonly digits: string;
  readonly sort_key: number;
}

/** How many runs are looked at by their hashes before all that the filter may let through are put together. */
export interface Looks {
  /** Where the filter may let only some of those through that seem to pass. */
  readonly atFirst: number;
  readonly most: number;
}

const USUAL: Looks = { atFirst: 1_000, most: 2_000 };
/** How many times as many runs are looked at when those before were too few. */
const WIDER = 12;

/** What is made of the runs of a page. They come soon; before, it may be known which can be among them. */
export type Made<Page> = (
  runs: Promise<readonly RunRow[]>,
  among: readonly RunKey[] | undefined,
) => Promise<readonly Page[]>;

/** What is made of a page, and when nobody wants it any more. */
export interface Making<Page> {
  readonly made: Made<Page>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs of tasks, in the order that is asked for. Nothing is put together out of all of a million runs: the newest are
 * looked for where time says, in ever longer stretches; for every other order a number or two of each run say which come
 * first.
 */
const pagesWithin =
  ({ atFirst, most }: Looks) =>
  async <Page>(reader: Reader, question: TasksQuestion, { made, signal }: Making<Page>): Promise<readonly Page[]> => {
    const { period, after, sort, limit, ...filter } = question;
    const conditions = conditionsOf(filter);
    const order = ORDERS[sort];
    const bindings: Bindings = {
      ...filter,
      ...period,
      limit,
      isFirst: after === null ? 'true' : 'false',
      afterKey: after?.key ?? 0,
      afterBegan: after?.began ?? 0,
      afterRun: after?.runId ?? '',
      afterTask: after?.taskId ?? '',
      longest: after?.key ?? Number.MAX_SAFE_INTEGER,
    };
    const rowsOf = (among: Among, more: Bindings = {}) =>
      reader.rows<RunRow>(pageSql(order, among, conditions), { ...bindings, ...more }, signal);
    if (filter.taskId !== '') return made(rowsOf('ofTask'), undefined);
    if (sort === 'newest') {
      // What follows a run is not newer than it.
      const until = after === null ? period.until : Math.min(period.until, after.key + 1);
      const stretches = newestFirst({ since: period.since, until }, limit, (stretch, wanted) =>
        rowsOf('allowed', { ...stretch, limit: wanted }),
      );
      return made(stretches, undefined);
    }
    const firstAmong = (among: string, looked: number) =>
      reader.rows<FirstRow>(firstSql(order, among, conditions), { ...bindings, most: looked }, signal);
    const first = async (looked: number): Promise<readonly FirstRow[]> => {
      // A filter would leave out some of few.
      const few = conditions.ofRegister === undefined && order.few ? await firstAmong(order.few, looked) : [];
      return few.length >= looked ? few : firstAmong(ALL, looked);
    };
    for (let looked = conditions.isNarrow ? limit + 1 : atFirst; looked <= most; looked *= WIDER) {
      const found = await first(looked);
      if (found.length === 0) return [];
      const names = {
        tasks: found.map(({ task_id }) => task_id),
        runs: found.map(({ task_run_id }) => task_run_id),
      };
      const places = {
        hashes: `[${found.map(({ digits }) => digits).join()}]`,
        keys: found.map(({ sort_key }) => sort_key),
      };
      const rows = isBindable(names) ? rowsOf('named', { ...places, ...names }) : rowsOf('hashed', places);
      const page = await made(rows, found);
      if (page.length === limit || found.length < looked) return page;
    }
    return made(rowsOf('allowed'), undefined);
  };

/** The runs alone. */
export const runsWithin =
  (looks: Looks) =>
  (reader: Reader, question: TasksQuestion, signal?: AbortSignal): Promise<readonly RunRow[]> =>
    pagesWithin(looks)(reader, question, { made: (runs) => runs, signal });

/** What is made of runs, of which as many are looked at as a bridge does. */
export const findPages = pagesWithin(USUAL);
/** The runs alone, the same. */
export const findRuns = runsWithin(USUAL);

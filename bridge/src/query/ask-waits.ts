import { askAhead, type Memory } from './ask-ahead.js';
import { isBindable, type Bindings, type Reader } from './reader.js';

interface WaitRow {
  readonly agent_id: string;
  readonly unanswered: number;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly task_id: string;
  readonly task_run_id: string;
  readonly approver: string;
  readonly reason: string;
  /** Hashes, of which numbers hold too little. */
  readonly runs: readonly string[];
}

/** Whom agents of a tenant wait for. */
interface Waits {
  /** What people had been asked and had answered then, as one number. */
  readonly told: string;
  /** Absent where they are too many to be bound. */
  readonly rows: readonly WaitRow[] | undefined;
}

const WAITS_SQL = `
SELECT agent_id, unanswered, toUnixTimestamp64Milli(oldest.1) AS since, oldest.2 AS task_id, oldest.3 AS task_run_id,
    oldest.4 AS approver, oldest.5 AS reason, arrayMap(run -> toString(run), runs) AS runs
FROM hive.agent_waits
WHERE tenant = {tenant:String}`;

/** What people were asked and answered, every row of it, and how many of the runs that waited are over by now. */
const STANDING_SQL = `
SELECT
    toString(sum(sipHash64(event_id, received_at))) AS told,
    (
        SELECT count() FROM hive.ended_runs
        WHERE tenant = {tenant:String} AND run IN {runs:Array(UInt64)}
    ) AS over
FROM hive.human_log
WHERE tenant = {tenant:String}`;

/** What is known, in place of `hive.agent_waits`, if it is not too much. */
const KNOWN_WAITS = `
        (
            SELECT {tenant:String} AS tenant, agent_id, unanswered,
                (fromUnixTimestamp64Milli(since, 'UTC'), task_id, task_run_id, approver, reason) AS oldest
            FROM (SELECT 1)
            ARRAY JOIN
                {waitAgents:Array(String)} AS agent_id, {waitCounts:Array(Int64)} AS unanswered, {waitSince:Array(Int64)} AS since,
                {waitTasks:Array(String)} AS task_id, {waitRuns:Array(String)} AS task_run_id,
                {waitApprovers:Array(String)} AS approver, {waitReasons:Array(String)} AS reason
        )`;

const bindingsOf = (rows: readonly WaitRow[]): Bindings => ({
  waitAgents: rows.map(({ agent_id }) => agent_id),
  waitCounts: rows.map(({ unanswered }) => unanswered),
  waitSince: rows.map(({ since }) => since),
  waitTasks: rows.map(({ task_id }) => task_id),
  waitRuns: rows.map(({ task_run_id }) => task_run_id),
  waitApprovers: rows.map(({ approver }) => approver),
  waitReasons: rows.map(({ reason }) => reason),
});

const KNOWN: Memory<Waits> = new WeakMap();

/** How they stand now: as before, as long as nobody was asked or answered, and no run that waited is over. */
async function standing(
  reader: Reader,
  { tenant, before }: { readonly tenant: string; readonly before: Waits | undefined },
  signal: AbortSignal | undefined,
): Promise<Waits> {
  const runs = before?.rows?.flatMap((row) => row.runs.map(BigInt)) ?? [];
  const [now] = await reader.rows<{ readonly told: string; readonly over: number }>(
    STANDING_SQL,
    { tenant, runs },
    signal,
  );
  const told = now?.told ?? '';
  if (before?.told === told && now?.over === 0) return before;
  // Asked afterwards: what people say in between is in the rows and not in that number, so the next question asks anew.
  const rows = await reader.rows<WaitRow>(WAITS_SQL, { tenant }, signal);
  return { told, rows: isBindable(rows) ? rows : undefined };
}

/** A question that needs to know whom agents wait for. */
export interface WaitsQuestion {
  readonly tenant: string;
  /** The statement, made of a source that stands in place of `hive.agent_waits`. */
  readonly sqlOf: (waits: string) => string;
  /** What else it takes, beside `tenant`. */
  readonly bindings: Bindings;
}

/**
 * Asks a statement about agents, with whom they wait for. To work that out takes as long as all the rest of a status, and
 * mostly it is as it was: who waits depends on nothing but what people were asked and answered, and on which runs are over.
 */
export const askAmongWaits = <Row>(
  reader: Reader,
  { tenant, sqlOf, bindings }: WaitsQuestion,
  signal?: AbortSignal,
): Promise<readonly Row[]> =>
  askAhead<Waits, readonly Row[]>(reader, {
    memory: KNOWN,
    key: tenant,
    standing: (before) => standing(reader, { tenant, before }, signal),
    ask: ({ rows }) =>
      rows === undefined
        ? reader.rows<Row>(sqlOf('hive.agent_waits'), { ...bindings, tenant }, signal)
        : reader.rows<Row>(sqlOf(KNOWN_WAITS), { ...bindings, tenant, ...bindingsOf(rows) }, signal),
  });

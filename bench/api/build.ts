import { setTimeout as pause } from 'node:timers/promises';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import type { Database } from '@hiveboard/clickhouse';
import { reckon } from '../../bridge/src/rollups/reckon.js';
import type { ApiBenchOptions } from '../options.js';
import { CALLING_AGENTS, CALLS_SQL, DAYS, LIFE_SQL, LONG_RUN_SQL, RUN_EVENTS_SQL, RUNS_SQL } from './fleet.js';

const DAY = 86_400_000;
const BEATS_AN_HOUR = 60;
/** Merging a day of a hundred million calls takes a busy machine a while. */
const PATIENCE_MS = 600_000;
/** Rows of one insert: about what fits into one part. */
const AT_ONCE = 1_000_000;

/** A database that is filled, more and more. */
export interface Filling {
  readonly database: Database;
  readonly admin: ClickHouseClient;
  /** When the first call was, in epoch milliseconds. */
  readonly start: number;
  /** Until when there are calls. */
  readonly end: number;
  /** How many calls there are. */
  readonly calls: number;
  /** How long an agent's runs take each, in milliseconds. */
  readonly slot: number;
}

type Numbers = Readonly<Record<string, number>>;

/** Starts with runs of tasks and their events, and no calls. */
export async function startFilling(
  database: Database,
  { runs, timelineEvents, progress }: ApiBenchOptions & { readonly progress: (what: string) => void },
): Promise<Filling> {
  const admin = createClient({
    url: database.url,
    ...database.server?.users.admin,
    request_timeout: PATIENCE_MS,
    keep_alive: { enabled: false },
    log: { level: ClickHouseLogLevel.OFF },
  });
  const end = Date.now();
  const start = end - DAYS * DAY;
  const slot = Math.ceil((DAYS * DAY * CALLING_AGENTS) / runs);
  const filling = { database, admin, start, end, calls: 0, slot };
  for (const [what, sql, atOnce] of [
    ['runs', RUNS_SQL, AT_ONCE],
    ['events of runs', RUN_EVENTS_SQL, AT_ONCE / 4],
  ] as const) {
    for (let from = 0; from < runs; from += atOnce) {
      const count = Math.min(atOnce, runs - from);
      await run(filling, sql, { from, count, since: 0, now: end });
      progress(`${what}: ${from + count} of ${runs}`);
    }
  }
  for (const sql of LONG_RUN_SQL) await run(filling, sql, { from: 0, count: timelineEvents });
  return filling;
}

const run = async ({ admin, start, slot }: Filling, query: string, numbers: Numbers): Promise<void> => {
  await admin.command({ query, query_params: { start, slot, ...numbers } });
};

/** The days from a moment until another, cut where days begin: an insert of one day is one part. */
function daysBetween(since: number, until: number): readonly { readonly since: number; readonly until: number }[] {
  const cuts = [];
  for (let from = since; from < until;) {
    const next = Math.min((Math.floor(from / DAY) + 1) * DAY, until);
    cuts.push({ since: from, until: next });
    from = next;
  }
  return cuts;
}

/** Spreads calls evenly over a time, numbered from `filling.calls` on. */
async function addCalls(
  filling: Filling,
  { since, until, count }: { readonly since: number; readonly until: number; readonly count: number },
  told: (added: number) => void,
): Promise<number> {
  let added = 0;
  for (const day of daysBetween(since, until)) {
    const wanted = Math.round((count * (day.until - since)) / (until - since)) - added;
    for (let done = 0; done < wanted; done += AT_ONCE) {
      const some = Math.min(AT_ONCE, wanted - done);
      await run(filling, CALLS_SQL, { ...day, from: filling.calls + added, count: some });
      added += some;
      told(added);
    }
  }
  return added;
}

/** Adds runs that begin in a time, the ends of those that end in it, and their events. */
async function addRuns(
  filling: Filling,
  { since, until }: { readonly since: number; readonly until: number },
): Promise<void> {
  // An agent's run is over when the next one begins, and agents begin theirs one after the other.
  const turnAt = (at: number): number => Math.max(0, Math.floor((at - filling.start) / filling.slot));
  const from = Math.max(0, turnAt(since) - 1) * CALLING_AGENTS;
  const count = (turnAt(until) + 2) * CALLING_AGENTS - from;
  for (const sql of [RUNS_SQL, RUN_EVENTS_SQL]) await run(filling, sql, { from, count, since, now: until });
}

/** How far a fleet that goes on may be behind, in milliseconds. */
const BEHIND_MS = 5_000;

/**
 * Adds the calls and runs of the time that adding took, until there is hardly any: a fleet has just called, and what it
 * called last lies in small parts.
 */
async function catchUp(filling: Filling, callsPerMs: number): Promise<Filling> {
  const since = filling.end;
  const until = Date.now();
  const calls = await addCalls(
    filling,
    { since, until, count: Math.round(callsPerMs * (until - since)) },
    () => undefined,
  );
  await addRuns(filling, { since, until });
  const caughtUp = { ...filling, end: until, calls: filling.calls + calls };
  return Date.now() - until > BEHIND_MS ? catchUp(caughtUp, callsPerMs) : caughtUp;
}

/**
 * Adds calls until there are as many as wanted, over the same thirty days, then all that happened in the time that this took,
 * and lets all agents live. Days that are over are merged, as they are in a bridge that has run for a while.
 */
export async function fillUp(
  filling: Filling,
  { calls, agents }: { readonly calls: number; readonly agents: number },
  progress: (what: string) => void,
): Promise<Filling> {
  const { start, end } = filling;
  const missing = calls - filling.calls;
  const added = await addCalls(filling, { since: start, until: end, count: missing }, (count) => {
    progress(`calls: ${(filling.calls + count) / 1e6} of ${calls / 1e6} million`);
  });
  progress('merging the days that are over');
  await mergeDays(filling);
  await mergesEnd(filling);
  progress('what happened meanwhile');
  const callsPerMs = calls / (DAYS * DAY);
  const late = await catchUp({ ...filling, calls: filling.calls + added }, callsPerMs);
  progress('rollups');
  while (!(await reckon(filling.database.writer, new AbortController().signal)).isComplete);
  const most = await catchUp(late, callsPerMs);
  for (const sql of LIFE_SQL) {
    await run(filling, sql, {
      from: 0,
      count: sql.includes('hive.events') ? agents * BEATS_AN_HOUR : agents,
      agents,
      now: most.end,
    });
  }
  return most;
}

/** Until ClickHouse merges no more of what was filled in at once, which no bridge would meet. */
async function mergesEnd({ admin }: Filling): Promise<void> {
  const query = "SELECT toUInt32(count()) AS merges FROM system.merges WHERE database = 'hive'";
  for (;;) {
    const answer = await admin.query({ query, format: 'JSONEachRow' });
    const [row] = await answer.json<{ readonly merges: number }>();
    if (row?.merges === 0) return;
    await pause(200);
  }
}

async function mergeDays({ admin, end }: Filling): Promise<void> {
  const answer = await admin.query({
    query: `SELECT table, partition FROM system.parts
      WHERE database = 'hive' AND active AND table IN ('llm_call_log', 'events') AND partition < toString(toDate({end:UInt32}))
      GROUP BY table, partition HAVING count() > 1`,
    query_params: { end: Math.floor(end / 1000) },
    format: 'JSONEachRow',
  });
  for (const { table, partition } of await answer.json<{ readonly table: string; readonly partition: string }>()) {
    await admin.command({ query: `OPTIMIZE TABLE hive.${table} PARTITION '${partition}' FINAL` });
  }
  await admin.command({ query: 'OPTIMIZE TABLE hive.task_registers FINAL' });
}

/** What calls take on the disk, in bytes. */
export async function bytesOfCalls({ admin }: Filling): Promise<number> {
  const answer = await admin.query({
    query: `SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = 'hive' AND table = 'llm_call_log'`,
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ readonly bytes: string }>();
  return Number(row?.bytes ?? 0);
}

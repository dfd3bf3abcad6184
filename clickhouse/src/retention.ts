import type { ClickHouseClient } from '@clickhouse/client';
import { DATABASE } from './database-name.js';
import { SINGLE, type Layout } from './layout.js';
import { tell } from './tell.js';

/** For how many days what is kept; whatever is not here is kept for ever. */
export interface Retention {
  /** Timelines and the feed of events. */
  readonly events: number;
  /** Calls to models, one by one, and what was priced again. */
  readonly calls: number;
  /** Prompts and answers of calls; no more than `calls`. */
  readonly previews: number;
  /** What calls came to by the hour; more than `calls`. Sums by the day are kept for ever. */
  readonly hours: number;
  /** Spans as they came. */
  readonly spans: number;
  /** Rows that ClickHouse refused. */
  readonly deadLetters: number;
}

/** As the migrations create the tables. */
export const DEFAULT_RETENTION: Retention = {
  events: 30,
  calls: 90,
  previews: 14,
  hours: 400,
  spans: 7,
  deadLetters: 90,
};

/** Something that expires: a table, or a column of it. */
interface Expiring {
  readonly what: keyof Retention;
  readonly table: string;
  readonly column?: string;
  /** When it began, as a DateTime. */
  readonly time: string;
}

const EXPIRING: readonly Expiring[] = [
  { what: 'events', table: 'events', time: 'toDateTime(ts)' },
  { what: 'previews', table: 'llm_call_log', column: 'prompt_preview', time: 'toDateTime(ts)' },
  { what: 'previews', table: 'llm_call_log', column: 'response_preview', time: 'toDateTime(ts)' },
  { what: 'calls', table: 'llm_call_log', time: 'toDateTime(ts)' },
  { what: 'calls', table: 'repricings', time: 'toDateTime(ts)' },
  { what: 'hours', table: 'llm_call_inserts', time: 'hour' },
  { what: 'hours', table: 'llm_cost_hours', time: 'hour' },
  { what: 'spans', table: 'otel_traces', time: 'toDateTime(Timestamp)' },
  { what: 'spans', table: 'otel_traces_trace_id_ts', time: 'Start' },
  { what: 'deadLetters', table: 'dead_letters', time: 'toDateTime(received_at)' },
];

/** What a table says of itself. */
interface Definition {
  readonly name: string;
  /** With its columns, each name in backticks. */
  readonly create_table_query: string;
  /** Keys, TTL and settings. */
  readonly engine_full: string;
}

/** The days after which it expires, by its definition; undefined where that names none. */
function daysIn({ column }: Expiring, { create_table_query, engine_full }: Definition): number | undefined {
  const clause = column === undefined ? engine_full : create_table_query.split(`\`${column}\``)[1]?.split('`')[0];
  const days = /toIntervalDay\((\d+)\)/.exec(clause ?? '')?.[1];
  return days === undefined ? undefined : Number(days);
}

/** The days of each that expires; undefined where nothing does. */
type Kept = ReadonlyMap<Expiring, number | undefined>;

/** What a server keeps now. */
async function inForce(client: ClickHouseClient, database: string): Promise<Kept> {
  const answer = await client.query({
    query: 'SELECT name, create_table_query, engine_full FROM system.tables WHERE database = {database:String}',
    query_params: { database },
    format: 'JSONEachRow',
  });
  const definitions = new Map((await answer.json<Definition>()).map((definition) => [definition.name, definition]));
  return new Map(
    EXPIRING.map((expiring) => {
      const definition = definitions.get(expiring.table);
      return [expiring, definition && daysIn(expiring, definition)];
    }),
  );
}

/** One statement a table: what expires sooner than its rows first, since a list of TTLs takes in what follows it. */
function alterations(changes: readonly Expiring[], retention: Retention): readonly string[] {
  const tables = new Set(changes.map(({ table }) => table));
  return [...tables].map((name) => {
    const commands = changes
      .filter(({ table }) => table === name)
      .map(({ column, time, what }) => {
        const expression = `TTL ${time} + INTERVAL ${retention[what]} DAY`;
        return column === undefined ? `MODIFY ${expression}` : `MODIFY COLUMN ${column} ${expression}`;
      });
    return `ALTER TABLE ${DATABASE}.${name} ${commands.join(', ')}`;
  });
}

/** The fewest days for which any server keeps it, be it now or as is wanted. */
const fewest = (what: keyof Retention, wanted: Retention, now: readonly Kept[]): number =>
  Math.min(
    wanted[what],
    ...now.flatMap((kept) =>
      [...kept].flatMap(([expiring, days]) => (expiring.what === what && days !== undefined ? [days] : [])),
    ),
  );

/** Notes for how long calls and hours are kept from now on, unless the newest note says so. */
async function note(client: ClickHouseClient, { calls, hours }: Pick<Retention, 'calls' | 'hours'>): Promise<void> {
  await client.command({
    query: `INSERT INTO ${DATABASE}.retention_changes (calls_days, hours_days)
SELECT {calls:UInt16}, {hours:UInt16}
WHERE (SELECT argMax((calls_days, hours_days), changed_at) FROM ${DATABASE}.retention_changes) != ({calls:UInt16}, {hours:UInt16})`,
    query_params: { calls, hours },
    // In a cluster, it is read by the next statement.
    clickhouse_settings: { distributed_foreground_insert: 1 },
  });
}

/**
 * Makes migrated servers keep everything for as long as is wanted. Where that is so already, nothing is changed. Otherwise
 * ClickHouse works out in the background when each part of a table expires, without rewriting it, and drops what has.
 * Several processes may do so at once, and one may die half-way; the last one to come decides.
 *
 * @param servers the one that there is, or all of a cluster
 * @throws {Error} when a server cannot be asked, or refuses
 */
export async function applyRetention(
  servers: readonly ClickHouseClient[],
  retention: Retention,
  layout: Layout = SINGLE,
): Promise<void> {
  const [first] = servers;
  if (first === undefined) return;
  const now = await Promise.all(servers.map((server) => inForce(server, layout.tables)));
  const isChange = now.some((kept) => [...kept].some(([{ what }, days]) => days !== retention[what]));
  // Before anything can expire sooner, so that nobody adds up what is about to go.
  if (isChange) await note(first, { calls: fewest('calls', retention, now), hours: fewest('hours', retention, now) });
  for (const [index, server] of servers.entries()) {
    const changes = EXPIRING.filter((expiring) => now[index]?.get(expiring) !== retention[expiring.what]);
    for (const query of alterations(changes, retention).flatMap(layout.statements)) await tell(server, query);
  }
  await note(first, retention);
}

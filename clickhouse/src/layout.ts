import { DATABASE } from './database-name.js';
import { SHARDING_KEYS } from './sharding-keys.js';

/** A ClickHouse cluster, as its servers' `remote_servers` describe it. */
export interface Cluster {
  /** Its name there. */
  readonly name: string;
  /** The HTTP interface of every one of its servers, on which the schema is kept. */
  readonly urls: readonly string[];
  /** Whether its servers have a Keeper and the macros `shard` and `replica`, and each shard's rows are kept by several. */
  readonly isReplicated: boolean;
}

/** How the schema, which is written for one server, lies on the servers that there are. */
export interface Layout {
  /** The database of the tables that hold rows. */
  readonly tables: string;
  /** What a statement of a migration, or a view, becomes on each server. */
  readonly statements: (sql: string) => readonly string[];
}

/** One server: the schema as it is written. */
export const SINGLE: Layout = { tables: DATABASE, statements: (sql) => [sql] };

/** The database of the tables of one server of a cluster; `hive` holds what stands for those of all. */
const LOCAL = `${DATABASE}_local`;

/** Texts, comments and quoted names, in which nothing is a table, and the tables. */
const TOKENS = new RegExp(`'(?:[^'\\\\]|\\\\.)*'|--[^\\n]*|\`[^\`]*\`|\\b${DATABASE}\\.(\\w+)`, 'g');

/** The same statement with each table under the name that `rename` gives it. */
const renamed = (sql: string, rename: (table: string) => string): string =>
  sql.replace(TOKENS, (token, table: string | undefined) => (table === undefined ? token : rename(table)));

/** Spans of a Collector come to any server, so what they become goes through the tables that know the shards. */
const collectorTarget = (sql: string): string | undefined => {
  const [, view, target] = /^CREATE MATERIALIZED VIEW IF NOT EXISTS hive\.(\w+) TO hive\.(\w+)/m.exec(sql) ?? [];
  return view?.startsWith('collector_') && !target?.startsWith('collector_') ? target : undefined;
};

/** In subqueries too, all shards are asked. */
const globalised = (sql: string): string => sql.replace(/\b((?:NOT\s+)?IN\s*\(\s*(?:SELECT|WITH)\b)/g, 'GLOBAL $1');

/** Rows are the same however often they are sent; counts of inserts are not, though they look it. */
const NO_BLOCKS_LEFT_OUT = 'replicated_deduplication_window = 0';

/** A table's engine as that of its replicas. */
function replicated(sql: string): string {
  const table = /^CREATE TABLE IF NOT EXISTS (\w+)\.(\w+)/m.exec(sql);
  if (table === null || !/^ENGINE = \w*MergeTree/m.test(sql)) return sql;
  const path = `'/clickhouse/tables/{shard}/${table[1]}/${table[2]}', '{replica}'`;
  const withEngine = sql.replace(
    /^ENGINE = (\w*MergeTree)(?:\((.*)\))?$/m,
    (_, engine: string, parameters: string | undefined) =>
      `ENGINE = Replicated${engine}(${parameters === undefined ? path : `${path}, ${parameters}`})`,
  );
  return /^SETTINGS /m.test(withEngine)
    ? withEngine.replace(/^SETTINGS /m, `SETTINGS ${NO_BLOCKS_LEFT_OUT}, `)
    : `${withEngine}\nSETTINGS ${NO_BLOCKS_LEFT_OUT}`;
}

/** What stands for a table on all shards. */
function facade(table: string, cluster: Pick<Cluster, 'name'>): string {
  if (!SHARDING_KEYS.has(table)) {
    throw new Error(`The table ${DATABASE}.${table} has no sharding key yet: add it to sharding-keys.ts.`);
  }
  const key = SHARDING_KEYS.get(table);
  return `CREATE OR REPLACE TABLE ${DATABASE}.${table} AS ${LOCAL}.${table}
ENGINE = Distributed('${cluster.name}', '${LOCAL}', '${table}'${key === undefined ? '' : `, ${key}`})`;
}

/**
 * A cluster: each table becomes one of each server's own, in `hive_local`, with the views that feed one from another, and
 * `hive` holds a `Distributed` table that stands for those of all servers, and the views that are asked.
 *
 * @throws {Error} from `statements`, for a table without a sharding key
 */
export const clustered = (cluster: Omit<Cluster, 'urls'>): Layout => ({
  tables: LOCAL,
  statements: (sql) => {
    if (/^CREATE OR REPLACE VIEW /m.test(sql)) return [globalised(sql)];
    if (/^DROP TABLE IF EXISTS hive\./m.test(sql)) return [sql, renamed(sql, (name) => `${LOCAL}.${name}`)];
    const target = collectorTarget(sql);
    const local = renamed(sql, (table) => `${table === target ? DATABASE : LOCAL}.${table}`);
    const table = /^(?:CREATE TABLE IF NOT EXISTS|ALTER TABLE) hive\.(\w+)/m.exec(sql)?.[1];
    // A view that feeds a table is altered like one, but nobody asks it.
    const hasFacade = table !== undefined && !/\bMODIFY QUERY\b/.test(sql);
    return [cluster.isReplicated ? replicated(local) : local, ...(hasFacade ? [facade(table, cluster)] : [])];
  },
});

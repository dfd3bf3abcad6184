import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { DATABASE } from './database-name.js';
import type { Credentials } from './embedded/credentials.js';
import { USUAL_QUERY_SECONDS, type QueryLimits } from './query-limits.js';

const REQUEST_TIMEOUT_MS = 60_000;

const common: ClickHouseSettings = {
  date_time_input_format: 'best_effort',
  // The partition key of every table is a function of its sorting key, so copies of a row never cross partitions.
  do_not_merge_across_partitions_select_final: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  // The rest is for clusters, and nothing to a single server. An insert is answered when every shard has its rows: what one
  // did not take goes to the spool.
  distributed_foreground_insert: 1,
  // A subquery asks all shards, as the question does that it is part of.
  distributed_product_mode: 'global',
  // Part of the money is not an answer.
  skip_unavailable_shards: 0,
  // Replicas follow each other with a delay: counts of inserts and the calls that were counted are asked of the same one.
  load_balancing: 'in_order',
};

const reading: ClickHouseSettings = {
  ...common,
  cancel_http_readonly_queries_on_client_close: 1,
  // Whole answers are small; this way a query that fails half-way is an error with a name, not a broken stream.
  wait_end_of_query: 1,
};

const connect = (url: string, credentials: Credentials, settings: ClickHouseSettings): ClickHouseClient =>
  createClient({
    url,
    ...credentials,
    database: DATABASE,
    application: 'hiveboard',
    request_timeout: REQUEST_TIMEOUT_MS,
    // Compressing requests costs more than it saves on the loopback and on a rack's network.
    compression: { request: false, response: false },
    // Shorter than any server keeps an idle connection, our embedded one included (4 s).
    // A timer that comes late, since the process was busy, does not let a question out on a socket that is about to close.
    keep_alive: { enabled: true, idle_socket_ttl: 1_000, eagerly_destroy_stale_sockets: true },
    clickhouse_settings: settings,
    // Whoever asks gets the error, and reports it in its own words.
    log: { level: ClickHouseLogLevel.OFF },
  });

/** A short-lived client that may do everything. */
export const createAdmin = (url: string, credentials: Credentials): ClickHouseClient =>
  createClient({
    url,
    ...credentials,
    application: 'hiveboard-migrations',
    keep_alive: { enabled: false },
    log: { level: ClickHouseLogLevel.OFF },
  });

/** The same for migrations, of which one may copy a hundred million rows. */
export const createMigrator = (url: string, credentials: Credentials): ClickHouseClient =>
  createClient({
    url,
    ...credentials,
    application: 'hiveboard-migrations',
    request_timeout: 3_600_000,
    // Whatever stands between the two must not take a long silence for the end. Each time is a header of the answer, and
    // Node takes 16 KB of these: enough for the hour.
    clickhouse_settings: {
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: '60000',
      // Of several replicas, the next one is altered when it has heard that this one was.
      alter_sync: '2',
    },
    keep_alive: { enabled: false },
    log: { level: ClickHouseLogLevel.OFF },
  });

/** A client that inserts, and reads what it needs to decide what to insert. */
export const createWriter = (url: string, credentials: Credentials): ClickHouseClient =>
  connect(url, credentials, {
    ...common,
    // One row of each run in a part, whatever the server's profile says: hive.longest_runs is made of that.
    optimize_on_insert: 1,
  });

const limiting = ({ seconds = USUAL_QUERY_SECONDS, memoryBytes }: QueryLimits): ClickHouseSettings => ({
  max_execution_time: seconds,
  ...(memoryBytes === undefined ? {} : { max_memory_usage: String(memoryBytes) }),
});

/**
 * A client that only reads: a query ends when its caller goes away, and nothing can be written through it. Without limits,
 * the profile of its user says how much a query may take.
 */
export const createReader = (url: string, credentials: Credentials, limits?: QueryLimits): ClickHouseClient =>
  connect(url, credentials, { ...reading, ...(limits === undefined ? {} : limiting(limits)) });

/** The same through a user that may write. */
export const createReaderAsWriter = (url: string, credentials: Credentials, limits: QueryLimits): ClickHouseClient =>
  connect(url, credentials, { ...reading, ...limiting(limits), readonly: '2' });

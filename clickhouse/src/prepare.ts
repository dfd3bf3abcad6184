import { setTimeout as pause } from 'node:timers/promises';
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { createAdmin, createMigrator } from './clients.js';
import type { Credentials } from './embedded/credentials.js';
import type { SupervisedServer } from './embedded/supervised-server.js';
import { SINGLE, clustered, type Cluster } from './layout.js';
import { migrate } from './migrate.js';
import type { QueryLimits } from './query-limits.js';
import { applyRetention, type Retention } from './retention.js';
import { readSchema } from './schema-files.js';

/** Settings of {@link openDatabase} that are not about where the database is. */
export interface OpenDatabaseOptions {
  /** Folder with `migrations` and `views`. Default: this package's own. */
  readonly schemaFolder?: string;
  /** For how long what is kept, from now on. Default: as it was. */
  readonly retention?: Retention;
  /**
   * Told when an external server cannot be reached: the database is opened nevertheless, and prepared as
   * soon as the server answers. Later failures to prepare it are told too. Default: such a server is an error.
   */
  readonly onAway?: (error: Error) => void;
}

/** Where a server is, and who may do what there. */
export interface Access {
  readonly url: string;
  readonly admin: Credentials;
  readonly writer: Credentials;
  readonly reader: Credentials | undefined;
  /** What a question of the reader is sent with; undefined where its user's profile says it. */
  readonly queryLimits: QueryLimits | undefined;
  readonly cluster: Cluster | undefined;
  readonly server?: SupervisedServer;
}

/** How long between two looks for a server that is away. */
const LOOK_AGAIN_MS = 1_000;

/** The schema on its way into the server. */
export interface Preparation {
  readonly isDone: () => boolean;
  readonly stop: () => Promise<void>;
}

const DONE: Preparation = { isDone: () => true, stop: () => Promise.resolve() };

/**
 * Brings the schema up to date: now, or once a server that is away is back.
 *
 * @throws {Error} when the server cannot be reached, unless `onAway` is given, or cannot be migrated
 */
export async function prepare(access: Access, options: OpenDatabaseOptions): Promise<Preparation> {
  const absence = options.onAway === undefined ? undefined : await absenceOf(access);
  if (absence === undefined) {
    await migrateAs(access, options);
    return DONE;
  }
  options.onAway?.(absence);
  const stopping = new AbortController();
  let isDone = false;
  const attempt = async (): Promise<boolean> => {
    if ((await absenceOf(access)) !== undefined) return false;
    await migrateAs(access, options);
    return true;
  };
  const run = async (): Promise<void> => {
    while (!isDone) {
      await pause(LOOK_AGAIN_MS, undefined, { signal: stopping.signal });
      isDone = await attempt().catch((error: unknown) => {
        options.onAway?.(error instanceof Error ? error : new Error(String(error)));
        return false;
      });
    }
  };
  // Only the pause is ended by stopping.
  const running = run().catch(() => undefined);
  return {
    isDone: () => isDone,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Every server that holds a part of the schema. */
const serversOf = ({ url, cluster }: Access): readonly string[] => cluster?.urls ?? [url];

/** Why a server cannot be reached; undefined when all answer, be it with a refusal. */
async function absenceOf(access: Access): Promise<Error | undefined> {
  for (const url of serversOf(access)) {
    const client = createAdmin(url, access.admin);
    try {
      const answer = await client.ping({ select: true });
      if (!answer.success && !(answer.error instanceof ClickHouseError)) return answer.error;
    } finally {
      await client.close();
    }
  }
  return undefined;
}

/** @throws {Error} when the cluster has other servers than those that are named */
async function checkServers(client: ClickHouseClient, { name, urls }: Cluster): Promise<void> {
  const answer = await client.query({
    query: 'SELECT toUInt32(count()) AS servers FROM system.clusters WHERE cluster = {name:String}',
    query_params: { name },
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ readonly servers: number }>();
  if (row?.servers === urls.length) return;
  throw new Error(
    `The ClickHouse cluster ${name} has ${row?.servers ?? 0} servers, and ${urls.length} are named: the schema is kept on each of them.`,
  );
}

async function migrateAs(access: Access, { schemaFolder, retention }: OpenDatabaseOptions): Promise<void> {
  const { admin, cluster } = access;
  const schema = await readSchema(schemaFolder);
  const layout = cluster === undefined ? SINGLE : clustered(cluster);
  const servers = serversOf(access).map((url) => ({ url, client: createMigrator(url, admin) }));
  try {
    if (cluster !== undefined) for (const { client } of servers) await checkServers(client, cluster);
    const { error } = await migrate(servers, schema, layout);
    if (error !== undefined) throw error;
    const clients = servers.map(({ client }) => client);
    if (retention !== undefined) await applyRetention(clients, retention, layout);
  } finally {
    await Promise.all(servers.map(({ client }) => client.close()));
  }
}

import { resolve } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { createReader, createReaderAsWriter, createWriter } from './clients.js';
import type { Credentials } from './embedded/credentials.js';
import { isAlive, readHolder, type Entrance } from './embedded/holder.js';
import { answersAs } from './embedded/identity.js';
import type { EmbeddedServerOptions } from './embedded/server.js';
import { startSupervisedServer, type SupervisedServer } from './embedded/supervised-server.js';
import type { Cluster } from './layout.js';
import type { QueryLimits } from './query-limits.js';
import { prepare, type Access, type OpenDatabaseOptions } from './prepare.js';

/** A ClickHouse of our own, in a child process that is started again if it dies. */
export interface EmbeddedDatabaseConfig extends EmbeddedServerOptions {
  readonly kind: 'embedded';
}

/** A ClickHouse of the user's. */
export interface ExternalDatabaseConfig {
  readonly kind: 'external';
  /** How much one question of the API may take. */
  readonly queryLimits?: QueryLimits;
  /** HTTP interface, `https://clickhouse.example.com:8443`. */
  readonly url: string;
  /** Writes, and migrates: needs CREATE, ALTER, INSERT and SELECT on `hive.*`, and in a cluster on `hive_local.*`. */
  readonly username: string;
  readonly password: string;
  /** Reads; needs SELECT on `hive.*` and to be allowed to send settings. Default: the same user as above. */
  readonly reader?: Credentials;
  /** The cluster that the server is part of. Default: it is all there is. */
  readonly cluster?: Cluster;
}

export type DatabaseConfig = EmbeddedDatabaseConfig | ExternalDatabaseConfig;

/** A ClickHouse to use; the same whoever runs it. */
export interface Database {
  readonly kind: DatabaseConfig['kind'];
  readonly url: string;
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
  /** Whether its schema is up to date. False only while a server that was away when this was opened still is. */
  readonly isPrepared: () => boolean;
  /** The server itself, when it is ours: its users, its process. */
  readonly server?: SupervisedServer;
  /** Closes the clients, then the server if it is ours. */
  close(): Promise<void>;
}

/**
 * Opens the database, which is started first if it is embedded, and brings its schema up to date.
 *
 * @throws {EmbeddedServerError} when the embedded server does not start
 * @throws {Error} when the server cannot be reached, unless `onAway` is given, or cannot be migrated; nothing is left
 * running
 */
export async function openDatabase(config: DatabaseConfig, options: OpenDatabaseOptions = {}): Promise<Database> {
  const access = await reach(config);
  const preparation = await prepare(access, options).catch(async (error: unknown) => {
    await access.server?.stop();
    throw error;
  });
  const writer = createWriter(access.url, access.writer);
  const reader =
    access.reader === undefined
      ? createReaderAsWriter(access.url, access.writer, access.queryLimits ?? {})
      : createReader(access.url, access.reader, access.queryLimits);
  return {
    kind: config.kind,
    url: access.url,
    writer,
    reader,
    isPrepared: preparation.isDone,
    ...(access.server && { server: access.server }),
    close: async () => {
      await preparation.stop();
      await Promise.all([writer.close(), reader.close()]);
      await access.server?.stop();
    },
  };
}

/**
 * Opens the database beside others who have it open: an embedded server that a bridge already runs is used as it is, and
 * goes on running. Otherwise this is {@link openDatabase}.
 *
 * @throws as openDatabase does
 */
export async function joinDatabase(config: DatabaseConfig): Promise<Database> {
  const running = config.kind === 'embedded' ? await entranceOf(config.dataDir) : undefined;
  if (running === undefined) return openDatabase(config);
  const writer = createWriter(running.url, running.writer);
  const reader = createReader(running.url, running.reader);
  return {
    kind: config.kind,
    url: running.url,
    writer,
    reader,
    // Whoever runs it has prepared it.
    isPrepared: () => true,
    close: async () => {
      await Promise.all([writer.close(), reader.close()]);
    },
  };
}

async function entranceOf(dataDir: string): Promise<Entrance | undefined> {
  const holder = await readHolder(resolve(dataDir));
  if (holder?.entrance === undefined || !isAlive(holder.enginePid)) return undefined;
  const { url, writer } = holder.entrance;
  return (await answersAs(url, writer)) ? holder.entrance : undefined;
}

async function reach(config: DatabaseConfig): Promise<Access> {
  switch (config.kind) {
    case 'embedded': {
      const server = await startSupervisedServer(config);
      // How much a question may take is in the profile of the engine's own reader, and so the same for all who join it.
      return { url: server.url, ...server.users, queryLimits: undefined, server, cluster: undefined };
    }
    case 'external': {
      const { url, username, password, reader, cluster, queryLimits = {} } = config;
      const writer = { username, password };
      return { url, admin: writer, writer, reader, queryLimits, cluster };
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { ClickHouseError } from '@clickhouse/client';
import { createAdmin } from './clients.js';
import type { Credentials } from './embedded/credentials.js';
import type { SupervisedServer } from './embedded/supervised-server.js';
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
  /** What a question of the reader is sent with. */
  readonly queryLimits: QueryLimits;
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

/** Why the server cannot be reached; undefined for one that answers, be it with a refusal. */
async function absenceOf({ url, admin }: Access): Promise<Error | undefined> {
  const client = createAdmin(url, admin);
  try {
    const answer = await client.ping({ select: true });
    return answer.success || answer.error instanceof ClickHouseError ? undefined : answer.error;
  } finally {
    await client.close();
  }
}

async function migrateAs({ url, admin }: Access, { schemaFolder, retention }: OpenDatabaseOptions): Promise<void> {
  const client = createAdmin(url, admin);
  try {
    const { error } = await migrate(client, await readSchema(schemaFolder));
    if (error !== undefined)
      throw new Error(`The ClickHouse database at ${url} cannot be prepared: ${error.message}`, { cause: error });
    if (retention !== undefined) await applyRetention(client, retention);
  } finally {
    await client.close();
  }
}

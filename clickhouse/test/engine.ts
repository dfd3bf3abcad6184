import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../src/database.js';
import type { Credentials } from '../src/embedded/credentials.js';
import type { QueryLimits } from '../src/query-limits.js';

/** A migrated database on the real engine, for tests; `stop` also removes its files. */
export interface TestDatabase extends Database {
  /** May do everything, for tests that look behind the scenes. */
  readonly admin: Credentials;
  stop(): Promise<void>;
}

/**
 * Starts one in a temporary folder: about a second and 250 MB, so share it between the tests of a file. Questions may take a
 * minute by default: a busy machine is no reason to refuse one.
 */
export async function startTestDatabase(queryLimits: QueryLimits = { seconds: 60 }): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hive-test-'));
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  try {
    const database = await openDatabase({ kind: 'embedded', dataDir, queryLimits });
    if (database.server === undefined) throw new Error('An embedded database has a server.');
    return {
      ...database,
      admin: database.server.users.admin,
      stop: async () => {
        await database.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

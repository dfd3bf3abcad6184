import type { ClickHouseClient } from '@clickhouse/client';
import { DATABASE } from './database-name.js';
import { SINGLE, type Layout } from './layout.js';
import { becomeLike } from './newcomer.js';
import { pending, type AppliedMigration, type SchemaFile } from './pending.js';
import type { Schema } from './schema-files.js';
import { statements } from './statements.js';
import { tell } from './tell.js';

/** A server that is to have the schema. */
export interface SchemaServer {
  /** Where it is, for whoever has to mend it. */
  readonly url: string;
  readonly client: ClickHouseClient;
}

/** What a migration did. */
export interface MigrationResult {
  /** Names of the migrations that were run now. */
  readonly applied: readonly string[];
  /** Why it stopped, and where; absent when the database is ready. */
  readonly error?: Error;
}

/**
 * Brings a database to a schema: creates it if missing, runs the migrations it lacks, applies every view again.
 * Several processes may do so at once, and a process may die half-way, since every statement of a migration may be
 * repeated (`IF NOT EXISTS`): what one has done, the others find done. Never throws.
 *
 * @param servers the one that there is, or all of a cluster. These go together, statement by statement: replicas of a
 * table have to be told the same of it, and a table is not emptied before it is copied everywhere
 */
export async function migrate(
  servers: readonly SchemaServer[],
  schema: Schema,
  layout: Layout = SINGLE,
): Promise<MigrationResult> {
  const applied: string[] = [];
  try {
    for (const server of servers) await at(server, () => createBookkeeping(server.client, layout));
    await admitNewcomers(servers, layout);
    const lacking = new Map<SchemaFile, SchemaServer[]>(schema.migrations.map((file) => [file, []]));
    for (const server of servers) {
      const plan = pending(schema.migrations, await at(server, () => readApplied(server.client, layout)));
      if ('error' in plan) throw failure(server, plan.error);
      for (const file of plan.files) lacking.get(file)?.push(server);
    }
    for (const [file, those] of [...lacking].sort(([a], [b]) => (a.name < b.name ? -1 : 1))) {
      if (those.length === 0) continue;
      await run(those, file, layout);
      for (const server of those) await at(server, () => record(server.client, [file], layout));
      applied.push(file.name);
    }
    for (const view of schema.views) await run(servers, view, layout);
    return { applied };
  } catch (error) {
    return { applied, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const failure = ({ url }: SchemaServer, message: string, cause?: unknown): Error =>
  new Error(`The ClickHouse database at ${url} cannot be prepared: ${message}`, { cause });

/** @throws {Error} that says on which server it happened */
async function at<T>(server: SchemaServer, action: () => Promise<T>, what = ''): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw failure(server, `${what}${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

/** Servers that have nothing yet, beside others that have: their tables are those of the others as they are by now. */
async function admitNewcomers(servers: readonly SchemaServer[], layout: Layout): Promise<void> {
  const histories = await Promise.all(
    servers.map((server) => at(server, async () => ({ server, has: await readApplied(server.client, layout) }))),
  );
  const [eldest] = [...histories].sort((a, b) => b.has.length - a.has.length);
  if (eldest === undefined || eldest.has.length === 0) return;
  for (const { server, has } of histories) {
    if (has.length > 0) continue;
    await at(server, () => becomeLike(eldest.server.client, server.client, layout));
    // All at once: one that had only some of them noted would go the way of the others, which is no longer its own.
    await at(server, () => record(server.client, eldest.has, layout));
  }
}

async function createBookkeeping(client: ClickHouseClient, { tables }: Layout): Promise<void> {
  for (const database of new Set([tables, DATABASE])) {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  }
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS ${tables}.migrations
(
    name String,
    checksum String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree
ORDER BY name`,
  });
}

async function readApplied(client: ClickHouseClient, { tables }: Layout): Promise<readonly AppliedMigration[]> {
  const answer = await client.query({
    query: `SELECT name, checksum FROM ${tables}.migrations FINAL ORDER BY name`,
    format: 'JSONEachRow',
  });
  return answer.json<AppliedMigration>();
}

async function record(client: ClickHouseClient, files: readonly AppliedMigration[], { tables }: Layout): Promise<void> {
  const values = files.map(({ name, checksum }) => ({ name, checksum }));
  await client.insert({ table: `${tables}.migrations`, values, format: 'JSONEachRow' });
}

async function run(servers: readonly SchemaServer[], file: SchemaFile, layout: Layout): Promise<void> {
  for (const query of statements(file.sql).flatMap(layout.statements)) {
    for (const server of servers) await at(server, () => tell(server.client, query), `${file.name}: `);
  }
}

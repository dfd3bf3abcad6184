import type { ClickHouseClient } from '@clickhouse/client';
import { DATABASE } from './database-name.js';
import { pending, type AppliedMigration, type SchemaFile } from './pending.js';
import { SINGLE, type Layout } from './layout.js';
import type { Schema } from './schema-files.js';
import { statements } from './statements.js';

/** What a migration did. */
export interface MigrationResult {
  /** Names of the migrations that were run now. */
  readonly applied: readonly string[];
  /** Why it stopped; absent when the database is ready. */
  readonly error?: Error;
}

/**
 * Brings a database to a schema: creates it if missing, runs the migrations it lacks, applies every view again.
 * Several processes may do so at once, and a process may die half-way, since every statement of a migration may be
 * repeated (`IF NOT EXISTS`): what one has done, the others find done. Never throws.
 */
export async function migrate(
  client: ClickHouseClient,
  schema: Schema,
  layout: Layout = SINGLE,
): Promise<MigrationResult> {
  const applied: string[] = [];
  try {
    await createBookkeeping(client, layout);
    const plan = pending(schema.migrations, await readApplied(client, layout));
    if ('error' in plan) return { applied, error: new Error(plan.error) };
    for (const file of plan.files) {
      await run(client, file, layout);
      await record(client, file, layout);
      applied.push(file.name);
    }
    for (const view of schema.views) await run(client, view, layout);
    return { applied };
  } catch (error) {
    return { applied, error: error instanceof Error ? error : new Error(String(error)) };
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

async function record(client: ClickHouseClient, { name, checksum }: SchemaFile, { tables }: Layout): Promise<void> {
  await client.insert({ table: `${tables}.migrations`, values: [{ name, checksum }], format: 'JSONEachRow' });
}

async function run(client: ClickHouseClient, file: SchemaFile, layout: Layout): Promise<void> {
  for (const query of statements(file.sql).flatMap(layout.statements)) {
    try {
      await client.command({ query });
    } catch (cause) {
      throw new Error(`${file.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}

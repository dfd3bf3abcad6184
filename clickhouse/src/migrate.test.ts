import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { temporaryFolder } from '../test/temporary-folder.js';
import { createAdmin } from './clients.js';
import { startEmbeddedServer, type EmbeddedServer } from './embedded/server.js';
import { migrate, type MigrationResult } from './migrate.js';
import { readSchema, type Schema } from './schema-files.js';

const folder = temporaryFolder();
let server: EmbeddedServer;
let client: ClickHouseClient;
let second: EmbeddedServer;
let secondClient: ClickHouseClient;

beforeAll(async () => {
  [server, second] = await Promise.all([
    startEmbeddedServer({ dataDir: join(folder, 'data') }),
    startEmbeddedServer({ dataDir: join(folder, 'second') }),
  ]);
  client = createAdmin(server.url, server.users.admin);
  secondClient = createAdmin(second.url, second.users.admin);
});

afterAll(async () => {
  await Promise.all([client, secondClient].map((each) => each.close()));
  await Promise.all([server, second].map((each) => each.stop()));
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  for (const each of [client, secondClient]) await each.command({ query: 'DROP DATABASE IF EXISTS hive SYNC' });
});

const notes = `-- Notes; and what they are about;
CREATE TABLE IF NOT EXISTS hive.notes (id UInt32, text String) ENGINE = MergeTree ORDER BY id;
ALTER TABLE hive.notes ADD COLUMN IF NOT EXISTS kind String DEFAULT 'note';
`;
const tags = 'CREATE TABLE IF NOT EXISTS hive.tags (tag String) ENGINE = MergeTree ORDER BY tag';
const kinds = 'CREATE OR REPLACE VIEW hive.kinds AS SELECT kind, count() AS notes FROM hive.notes GROUP BY kind';
const top = 'CREATE OR REPLACE VIEW hive.top_kinds AS SELECT kind FROM hive.kinds ORDER BY notes DESC LIMIT 1';

interface Files {
  readonly migrations: Readonly<Record<string, string>>;
  readonly views?: Readonly<Record<string, string>>;
}

/** Brings the one server to a schema. */
const apply = (schema: Schema): Promise<MigrationResult> => migrate([{ url: server.url, client }], schema);

/** Brings both to it. */
const applyToBoth = (schema: Schema): Promise<MigrationResult> =>
  migrate(
    [
      { url: server.url, client },
      { url: second.url, client: secondClient },
    ],
    schema,
  );

let schemas = 0;

async function schemaOf(files: Files): Promise<Schema> {
  schemas += 1;
  const root = join(folder, `schema-${schemas}`);
  for (const [name, contents] of Object.entries({ migrations: files.migrations, views: files.views ?? {} })) {
    await mkdir(join(root, name), { recursive: true });
    for (const [file, sql] of Object.entries(contents)) await writeFile(join(root, name, file), sql);
  }
  return readSchema(root);
}

async function rows(query: string, of = client): Promise<readonly unknown[]> {
  const answer = await of.query({ query, format: 'JSONCompactEachRow' });
  return answer.json();
}

test('it makes the database, the tables and the views, and records what it ran', async () => {
  const schema = await schemaOf({
    migrations: { '0002_create_tags.sql': tags, '0001_create_notes.sql': notes },
    views: { '02_top.sql': top, '01_kinds.sql': kinds },
  });
  expect(await apply(schema)).toEqual({ applied: ['0001_create_notes.sql', '0002_create_tags.sql'] });
  expect(await rows("SELECT name FROM system.tables WHERE database = 'hive' ORDER BY name")).toEqual([
    ['kinds'],
    ['migrations'],
    ['notes'],
    ['tags'],
    ['top_kinds'],
  ]);
  expect(await rows('SELECT name, checksum FROM hive.migrations ORDER BY name')).toEqual(
    schema.migrations.map(({ name, checksum }) => [name, checksum]),
  );
});

test('a second time there is nothing to do', async () => {
  const schema = await schemaOf({ migrations: { '0001_create_notes.sql': notes } });
  await apply(schema);
  expect(await apply(schema)).toEqual({ applied: [] });
});

test('what was added since is run', async () => {
  await apply(await schemaOf({ migrations: { '0001_create_notes.sql': notes } }));
  const more = await schemaOf({ migrations: { '0001_create_notes.sql': notes, '0002_create_tags.sql': tags } });
  expect(await apply(more)).toEqual({ applied: ['0002_create_tags.sql'] });
});

test('a line that ends as on Windows is no edit', async () => {
  await apply(await schemaOf({ migrations: { '0001_create_notes.sql': notes } }));
  const checkout = await schemaOf({ migrations: { '0001_create_notes.sql': notes.replaceAll('\n', '\r\n') } });
  expect(await apply(checkout)).toEqual({ applied: [] });
});

test('an edited migration stops everything and is named', async () => {
  await apply(await schemaOf({ migrations: { '0001_create_notes.sql': notes } }));
  const edited = await schemaOf({
    migrations: { '0001_create_notes.sql': `${notes}-- better`, '0002_create_tags.sql': tags },
  });
  expect(await apply(edited)).toEqual({
    applied: [],
    error: new Error(
      `The ClickHouse database at ${server.url} cannot be prepared: Migration 0001_create_notes.sql was edited after it had been applied. Restore it, and write the change as a new migration.`,
    ),
  });
  expect(await rows('EXISTS hive.tags')).toEqual([[0]]);
});

test('a migration that fails is named, is not recorded, and runs again once it is mended', async () => {
  const broken = await schemaOf({
    migrations: { '0001_create_notes.sql': notes, '0002_create_tags.sql': 'CREATE TABEL hive.tags' },
  });
  expect(await apply(broken)).toEqual({
    applied: ['0001_create_notes.sql'],
    error: expect.objectContaining({
      message: expect.stringContaining('0002_create_tags.sql: Syntax error') as string,
    }) as Error,
  });
  const mended = await schemaOf({ migrations: { '0001_create_notes.sql': notes, '0002_create_tags.sql': tags } });
  expect(await apply(mended)).toEqual({ applied: ['0002_create_tags.sql'] });
});

test('a view takes its new meaning without a migration', async () => {
  const migrations = { '0001_create_notes.sql': notes };
  await apply(
    await schemaOf({ migrations, views: { 'answer.sql': 'CREATE OR REPLACE VIEW hive.answer AS SELECT 1' } }),
  );
  await apply(
    await schemaOf({ migrations, views: { 'answer.sql': 'CREATE OR REPLACE VIEW hive.answer AS SELECT 2' } }),
  );
  expect(await rows('SELECT * FROM hive.answer')).toEqual([[2]]);
});

test('many processes at once all end well, and each migration is recorded once', async () => {
  const schema = await schemaOf({
    migrations: { '0001_create_notes.sql': notes, '0002_create_tags.sql': tags },
    views: { '01_kinds.sql': kinds, '02_top.sql': top },
  });
  const results = await Promise.all(Array.from({ length: 8 }, () => apply(schema)));
  expect(results.map(({ error }) => error)).toEqual(results.map(() => undefined));
  expect(await rows('SELECT name FROM hive.migrations FINAL ORDER BY name')).toEqual([
    ['0001_create_notes.sql'],
    ['0002_create_tags.sql'],
  ]);
});

test('servers go together, statement by statement', async () => {
  const broken = await schemaOf({
    migrations: { '0001_create_notes.sql': `${notes}SELECT throwIf(1, 'It broke.');`, '0002_create_tags.sql': tags },
  });
  const { error } = await applyToBoth(broken);
  expect(error?.message).toContain(
    `The ClickHouse database at ${server.url} cannot be prepared: 0001_create_notes.sql: It broke`,
  );
  for (const each of [client, secondClient]) {
    expect(await rows("SELECT name FROM system.columns WHERE database = 'hive' AND table = 'notes'", each)).toEqual([
      ['id'],
      ['text'],
      ['kind'],
    ]);
  }
});

test('of two servers, the one that lacks something is given it', async () => {
  await applyToBoth(await schemaOf({ migrations: { '0001_create_notes.sql': notes } }));
  const more = await schemaOf({ migrations: { '0001_create_notes.sql': notes, '0002_create_tags.sql': tags } });
  await apply(more);
  expect(await applyToBoth(more)).toEqual({ applied: ['0002_create_tags.sql'] });
  expect(await rows('EXISTS hive.tags', secondClient)).toEqual([[1]]);
  expect(await applyToBoth(more)).toEqual({ applied: [] });
});

const feed = `CREATE TABLE IF NOT EXISTS hive.texts (text String) ENGINE = MergeTree ORDER BY text;
CREATE MATERIALIZED VIEW IF NOT EXISTS hive.a_feed TO hive.texts AS SELECT text FROM hive.notes;
INSERT INTO hive.notes (id, text) SELECT 1, 'first';`;
const fed = (): Promise<Schema> =>
  schemaOf({
    migrations: { '0001_create_notes.sql': notes, '0002_create_texts.sql': feed },
    views: { '01_kinds.sql': kinds },
  });
const DEFINITIONS = "SELECT name, create_table_query FROM system.tables WHERE database = 'hive' ORDER BY name";

test('a server that has nothing is given the tables as another has them now, not the way that led there', async () => {
  const schema = await fed();
  await apply(schema);
  await client.command({ query: 'ALTER TABLE hive.notes MODIFY TTL toDate(id) + INTERVAL 5 DAY' });
  expect(await applyToBoth(schema)).toEqual({ applied: [] });
  expect(await rows(DEFINITIONS, secondClient)).toEqual(await rows(DEFINITIONS));
  expect(await rows('SELECT name, checksum FROM hive.migrations ORDER BY name', secondClient)).toEqual(
    schema.migrations.map(({ name, checksum }) => [name, checksum]),
  );
  expect(await rows('SELECT count() FROM hive.notes', secondClient)).toEqual([[0]]);
});

/** The second server, gone after so many statements. */
function dyingAfter(many: number): ClickHouseClient {
  let left = many;
  return new Proxy(secondClient, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]): unknown => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('it is gone')) : Reflect.apply(method, target, args);
      };
    },
  });
}

test('a server that dies at whatever moment while it is given the tables is given the rest when it is back', async () => {
  const schema = await fed();
  await apply(schema);
  let died = 0;
  for (let end: string | undefined = 'it is gone'; end !== undefined; died += 1) {
    await secondClient.command({ query: 'DROP DATABASE IF EXISTS hive SYNC' });
    const servers = [
      { url: server.url, client },
      { url: second.url, client: dyingAfter(died) },
    ];
    end = (await migrate(servers, schema)).error?.message;
    if (end !== undefined) expect(end).toContain('it is gone');
    expect(await applyToBoth(schema)).toEqual({ applied: [] });
    expect(await rows(DEFINITIONS, secondClient)).toEqual(await rows(DEFINITIONS));
    expect(await rows('SELECT count() FROM hive.notes', secondClient)).toEqual([[0]]);
  }
  expect(died).toBeGreaterThan(8);
});

test('a server that is not there is an answer, not an exception', async () => {
  const nowhere = createAdmin('http://127.0.0.1:1', { username: 'hive_admin', password: '' });
  const { applied, error } = await migrate([{ url: 'http://127.0.0.1:1', client: nowhere }], {
    migrations: [],
    views: [],
  });
  expect(applied).toEqual([]);
  expect(error?.message).toContain('ECONNREFUSED');
  await nowhere.close();
});

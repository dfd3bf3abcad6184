import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaFile } from './pending.js';

/** The SQL of one version of HiveBoard. */
export interface Schema {
  readonly migrations: readonly SchemaFile[];
  readonly views: readonly SchemaFile[];
}

/**
 * Reads `migrations/*.sql` and `views/*.sql` of a folder, each in file-name order.
 *
 * @param folder default: this package's own
 */
export async function readSchema(folder: string = packageFolder()): Promise<Schema> {
  const [migrations, views] = await Promise.all([
    readFolder(join(folder, 'migrations')),
    readFolder(join(folder, 'views')),
  ]);
  return { migrations, views };
}

/** The folder of the nearest package.json: the same one seen from the sources and from dist. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

async function readFolder(folder: string): Promise<readonly SchemaFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map((name) => readOne(folder, name)));
}

async function readOne(folder: string, name: string): Promise<SchemaFile> {
  // A checkout on Windows must not look like an edit.
  const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

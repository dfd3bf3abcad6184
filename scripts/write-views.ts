import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { WRITTEN_VIEWS } from '../clickhouse/src/written-views.js';

for (const [name, sql] of Object.entries(WRITTEN_VIEWS)) {
  await writeFile(fileURLToPath(new URL(`../clickhouse/views/${name}`, import.meta.url)), sql);
}

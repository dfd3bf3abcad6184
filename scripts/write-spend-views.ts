import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SPEND_VIEWS } from '../clickhouse/src/spend-views.js';

for (const [name, sql] of Object.entries(SPEND_VIEWS)) {
  await writeFile(fileURLToPath(new URL(`../clickhouse/views/${name}`, import.meta.url)), sql);
}

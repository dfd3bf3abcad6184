import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AGENT_VIEWS } from '../clickhouse/src/agent-views.js';
import { ISSUE_VIEWS } from '../clickhouse/src/issue-views.js';
import { QUEUE_VIEWS } from '../clickhouse/src/queue-views.js';
import { SPEND_VIEWS } from '../clickhouse/src/spend-views.js';

for (const [name, sql] of Object.entries({ ...AGENT_VIEWS, ...ISSUE_VIEWS, ...QUEUE_VIEWS, ...SPEND_VIEWS })) {
  await writeFile(fileURLToPath(new URL(`../clickhouse/views/${name}`, import.meta.url)), sql);
}

import { createReader } from '../src/query/reader.js';
import { findTasks } from '../src/query/tasks.js';
import { startTestBridge, type TestBridge } from './test-bridge.js';

// More than ClickHouse takes in one binding: of a thousand runs, each called as long as a name may be.
const T0 = Math.floor(Date.now() / 1000) * 1000 - 600_000;
const MANY = 1_200;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  await hive.database.writer.command({
    query: `INSERT INTO hive.task_registers (tenant, task_id, task_run_id, agent_id, started_at, ended, last_received)
      SELECT 'long', leftPadUTF8(toString(number), 256, '字'), leftPadUTF8(toString(number), 256, '名'), 'a', fromUnixTimestamp64Milli(toInt64(${T0}), 'UTC'),
        (fromUnixTimestamp64Milli(toInt64(${T0} + number), 'UTC'), 'failed', ''), fromUnixTimestamp64Milli(toInt64(${T0}), 'UTC')
      FROM (SELECT arrayJoin(range(${MANY})) AS number)`,
  });
});
afterAll(async () => {
  await hive.stop();
});

test.each([
  ['a page', '', 50],
  ['the longest page', '', 200],
  ['a page with two filters, for which more runs are looked at', '字', 50],
])('runs of the longest names are told in order: %s', async (_, text, limit) => {
  const found = await findTasks(createReader(hive.database.reader), {
    tenant: 'long',
    period: { since: T0 - 60_000, until: T0 + 60_000 },
    agentId: '',
    taskId: '',
    runId: '',
    environment: '',
    group: '',
    project: '',
    taskType: '',
    correlationId: '',
    statuses: ['failed'],
    text,
    sort: 'duration',
    limit,
    after: null,
  });
  expect(found.map(({ task }) => task.duration_ms)).toEqual(Array.from({ length: limit }, (_, n) => MANY - 1 - n));
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { normalise } from '../src/normalise/normalise.js';
import { rowsOf, type Rows } from '../src/rows/rows.js';
import { openSpool, type Spool } from '../src/store/spool.js';
import { createWriter, StoreUnavailable } from '../src/store/writer.js';
import { span } from './spans.js';

const folder = mkdtempSync(join(tmpdir(), 'hive-writer-'));
const log = { error: () => undefined };
let database: TestDatabase;
let spool: Spool;
beforeAll(async () => {
  database = await startTestDatabase();
  spool = await openSpool({ folder, maxBytes: 1024 * 1024, log });
});
afterAll(async () => {
  await spool.close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const receivedAt = Date.now();
const arrival = { tenant: 'default', receivedAt };

/** What a request with one call of an agent becomes. */
function callOf(agent: string): Rows {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.agent.name': agent };
  return rowsOf(normalise([span({ start: receivedAt, attributes })], receivedAt), arrival);
}

const countOf = async (agent: string): Promise<unknown> => {
  const query = `SELECT count() AS calls FROM hive.llm_call_log FINAL WHERE agent_id = '${agent}'`;
  const [row] = await (await database.reader.query({ query, format: 'JSONEachRow' })).json<{ calls: number }>();
  return row?.calls;
};

/** Lets ClickHouse hang, with its connections open, while something happens. */
async function whileHanging(work: () => Promise<void>): Promise<void> {
  if (database.server === undefined) throw new Error('A test engine has a process.');
  const pid = database.server.pid();
  process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

test('a ClickHouse that hangs is waited for only so long, then the spool takes the rows', async () => {
  const writer = createWriter({ database, spool, log, patienceMs: 200 });
  await whileHanging(async () => {
    await writer.write(callOf('patient'), arrival);
    expect(spool.state().bytes).toBeGreaterThan(0);
  });
  await until('the spool is empty', () => spool.state().bytes === 0);
  expect(await countOf('patient')).toBe(1);
  await writer.close();
});

test('what a ClickHouse that hangs has not taken is in the spool when the writer closes', async () => {
  const writer = createWriter({ database, spool, log, patienceMs: 3_600_000 });
  await whileHanging(async () => {
    const written = writer.write(callOf('leaver'), arrival);
    await writer.close();
    await written;
    expect(spool.state().bytes).toBeGreaterThan(0);
  });
  await expect(writer.write(callOf('leaver'), arrival)).rejects.toThrow(StoreUnavailable);
  const next = createWriter({ database, spool, log });
  await until('the spool is empty', () => spool.state().bytes === 0);
  expect(await countOf('leaver')).toBe(1);
  await next.close();
});

test('more than may wait in memory is refused at once, and taken again when there is room', async () => {
  const writer = createWriter({ database, spool, log, maxPendingBytes: 1 });
  const first = writer.write(callOf('first'), arrival);
  await expect(writer.write(callOf('second'), arrival)).rejects.toThrow('too many rows wait for ClickHouse');
  await first;
  await writer.write(callOf('third'), arrival);
  expect([await countOf('first'), await countOf('second'), await countOf('third')]).toEqual([1, 0, 1]);
  await writer.close();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseError, createClient, type ClickHouseClient } from '@clickhouse/client';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { until } from '../../clickhouse/test/until.js';
import { normalise } from '../src/normalise/normalise.js';
import { rowsOf } from '../src/rows/rows.js';
import { blocksOf, type Block } from '../src/store/block.js';
import { insertBlocks } from '../src/store/insert.js';
import { createReplay } from '../src/store/replay.js';
import { openSpool } from '../src/store/spool.js';
import { span } from './spans.js';

let engine: TestDatabase;
let admin: ClickHouseClient;
beforeAll(async () => {
  engine = await startTestDatabase();
  admin = createClient({ url: engine.url, ...engine.admin, keep_alive: { enabled: false } });
  // An error that is about the row, though its name says nothing of rows.
  const strange = `CHECK intDiv(1, agent_id != 'strange') = 1`;
  await admin.command({ query: `ALTER TABLE hive.llm_call_log ADD CONSTRAINT divided ${strange}` });
});
afterAll(async () => {
  await admin.close();
  await engine.stop();
});

const receivedAt = Date.now();
let spanCount = 0;

/** The blocks of a request with a call of each agent named. */
function callsOf(...agents: readonly string[]): readonly Block[] {
  const spans = agents.map((agent) =>
    span({
      spanId: (++spanCount).toString(16).padStart(16, 'b'),
      start: receivedAt,
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.agent.name': agent },
    }),
  );
  const arrival = { tenant: 'default', receivedAt };
  return blocksOf(rowsOf(normalise(spans, receivedAt), arrival), arrival);
}

async function agentsIn(table: string): Promise<readonly string[]> {
  const query = `SELECT agent_id FROM hive.${table} FINAL ORDER BY agent_id`;
  const answer = await engine.reader.query({ query, format: 'JSONEachRow' });
  return (await answer.json<{ agent_id: string }>()).map(({ agent_id }) => agent_id);
}

test('an error that nobody knows keeps all rows waiting, and as a last resort sets aside those that cause it', async () => {
  const blocks = callsOf('plain', 'strange', 'simple');
  const { signal } = new AbortController();
  const attempt = { client: engine.writer, signal };
  await expect(insertBlocks(blocks, { ...attempt, lastResort: false })).rejects.toMatchObject({
    type: 'ILLEGAL_DIVISION',
  });
  expect(await agentsIn('llm_call_log')).toEqual([]);
  const refused = await insertBlocks(blocks, { ...attempt, lastResort: true });
  expect(refused.map(({ reason }) => reason.split(':')[0])).toEqual(['ILLEGAL_DIVISION']);
  expect(await agentsIn('llm_call_log')).toEqual(['plain', 'simple']);
});

test('what says that ClickHouse itself is in trouble sets nothing aside, not even as a last resort', async () => {
  await admin.command({ query: 'RENAME TABLE hive.llm_call_log TO hive.llm_calls_away' });
  const { signal } = new AbortController();
  const inserted = insertBlocks(callsOf('patient'), { client: engine.writer, signal, lastResort: true });
  await expect(inserted).rejects.toMatchObject({ type: 'UNKNOWN_TABLE' });
  await admin.command({ query: 'RENAME TABLE hive.llm_calls_away TO hive.llm_call_log' });
});

test('the spool counts how often ClickHouse says no to the same rows, and no other failure', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hive-replay-'));
  const spool = await openSpool({ folder, maxBytes: 1024 * 1024, log: { error: () => undefined } });
  const no = new ClickHouseError({ message: 'no', code: '153', type: 'ILLEGAL_DIVISION' });
  const outcomes: readonly (Error | undefined)[] = [no, new Error('cut off'), no, undefined, no, undefined];
  const counts: number[] = [];
  const replay = createReplay({
    spool,
    insert: (_blocks, failures) => {
      const outcome = outcomes[counts.push(failures) - 1];
      return outcome === undefined ? Promise.resolve() : Promise.reject(outcome);
    },
    onAttempt: () => undefined,
  });
  for (const agent of ['first', 'second']) {
    await spool.append(callsOf(agent));
    replay.start();
    await until('the spool is empty', () => spool.state().bytes === 0);
  }
  expect(counts).toEqual([0, 1, 1, 2, 0, 1]);
  await replay.stop();
  await spool.close();
  rmSync(folder, { recursive: true });
});

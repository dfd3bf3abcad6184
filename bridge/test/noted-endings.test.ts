import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import type { ApprovalPage } from '@hiveboard/sdk/contract';
import { until } from '../../clickhouse/test/until.js';
import { startBridge } from '../src/bridge.js';
import { noteEndings } from '../src/rollups/note-endings.js';
import { asks, decides, ofRun } from './agent-news.js';
import { otlp, SPOOL_BYTES, startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
let admin: ClickHouseClient;
beforeAll(async () => {
  hive = await startTestBridge();
  admin = createClient({ url: hive.database.url, ...hive.database.admin });
});
afterAll(async () => {
  await admin.close();
  await hive.stop();
});

const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / 1000) * 1000;
const ago = (minutes: number): number => NOW - minutes * MINUTE;

/** How requests stand, and when that was so. */
async function standing(): Promise<readonly (readonly unknown[])[]> {
  const { body } = await hive.ask<ApprovalPage>('/v1/approvals?status=pending,decided,abandoned');
  return body.data.map(({ task_id, status, closed_at }) => [task_id, status, closed_at && Date.parse(closed_at)]);
}

/** Which tasks are noted to be over, and when they ended. */
async function noted(): Promise<readonly unknown[]> {
  const query = `
    SELECT DISTINCT task_id AS task, toUnixTimestamp64Milli(noted.ended_at) AS ended_at
    FROM hive.noted_endings AS noted INNER JOIN hive.human_log AS asked ON asked.run = noted.run
    ORDER BY task`;
  const answer = await admin.query({ query, format: 'JSONCompactEachRow' });
  return (await answer.json<readonly [string, string | number]>()).map(([task, at]) => [task, Number(at)]);
}

const REQUESTS = [
  ['abandoned', 'abandoned', ago(20)],
  ['decided', 'decided', ago(40)],
  ['just-ended', 'abandoned', ago(5)],
  ['open', 'pending', null],
] as const;

test('a run that ended is noted once people were asked in it, and not looked up any more', async () => {
  const run = (task: string, end?: number) => ({
    agent: 'a',
    task,
    start: ago(60),
    ...(end === undefined ? {} : { end }),
  });
  await hive.send(
    otlp([
      ofRun(run('abandoned', ago(20)), asks(ago(50), 'ann')),
      ofRun(run('decided', ago(20)), asks(ago(50), 'ann'), decides(ago(40), 'ann')),
      ofRun(run('just-ended', ago(5)), asks(ago(50), 'ann')),
      ofRun(run('open'), asks(ago(50), 'ann')),
      ofRun(run('unasked', ago(20))),
    ]),
  );
  const told = [...(await standing())].sort();
  expect(told).toEqual(REQUESTS);
  const { signal } = new AbortController();
  // Twice is once.
  await noteEndings(hive.database.writer, signal);
  await noteEndings(hive.database.writer, signal);
  expect(await noted()).toEqual([
    ['abandoned', ago(20)],
    ['decided', ago(20)],
  ]);
  // Where runs are looked up, only the one is left that is not noted yet.
  const others = `task_id != 'just-ended' SETTINGS mutations_sync = 2`;
  await admin.command({ query: `ALTER TABLE hive.task_registers DELETE WHERE ${others}` });
  await admin.command({
    query: `ALTER TABLE hive.ended_runs DELETE WHERE run NOT IN (SELECT run FROM hive.human_log WHERE task_id = 'just-ended') SETTINGS mutations_sync = 2`,
  });
  expect([...(await standing())].sort()).toEqual(REQUESTS);
});

test('a bridge that starts notes what it finds', async () => {
  const run = { agent: 'a', task: 'over', start: ago(60), end: ago(20) };
  await hive.send(otlp([ofRun(run, asks(ago(50), 'ann'))]));
  const folder = await mkdtemp(join(tmpdir(), 'hive-spool-'));
  const other = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder, maxBytes: SPOOL_BYTES },
      keys: [],
      maxBodyBytes: 1024 * 1024,
    },
    { database: hive.database, log: { error: () => undefined } },
  );
  try {
    await until('the ending is noted', async () =>
      (await noted()).some((line) => isDeepStrictEqual(line, ['over', ago(20)])),
    );
  } finally {
    await other.close();
    await rm(folder, { recursive: true, force: true });
  }
});

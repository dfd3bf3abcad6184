import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import type { CallMetrics } from '@hiveboard/sdk/contract';
import { startSupervisedServer } from '../../clickhouse/src/embedded/supervised-server.js';
import { createTorturedBridge, keyOf, type TorturedBridge } from './bridges.js';
import { noBlows, strike, type Blows } from './chaos.js';
import { createLedger, dollarsOf, type Ledger } from './ledger.js';
import type { TortureOptions } from './options.js';
import { createRandom } from './random.js';
import { verify, type Finding } from './verify.js';
import { TENANTS } from './workload.js';
import { write, type Deliveries } from './writers.js';

/** What was done, and what came of it. */
export interface TortureResult {
  readonly seed: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly blows: Blows;
  readonly deliveries: Deliveries;
  readonly tasks: number;
  readonly findings: readonly Finding[];
}

const WRITERS = 8;
const POLL_MS = 100;
/** How long everything may take to settle once the blows have ended. */
const SETTLING_MS = 180_000;
const DAY_MS = 24 * 3600 * 1000;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + SETTLING_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await pause(POLL_MS);
  }
}

async function isSpoolEmpty(bridge: TorturedBridge): Promise<boolean> {
  const answer = await fetch(`${bridge.url() ?? ''}/readyz`);
  const { status, spool } = (await answer.json()) as { status: string; spool: { bytes: number } };
  return status === 'ready' && spool.bytes === 0;
}

async function hasNoneDirty({ reader }: Database): Promise<boolean> {
  const query = 'SELECT (SELECT count() FROM hive.dirty_hours) + (SELECT count() FROM hive.dirty_days) AS dirty';
  const [row] = await (await reader.query({ query, format: 'JSONEachRow' })).json<{ dirty: number }>();
  return row?.dirty === 0;
}

/** Billionths as the nearest number of dollars. */
const dollars = (billionths: bigint): number =>
  Number(`${billionths / 1_000_000_000n}.${(billionths % 1_000_000_000n).toString().padStart(9, '0')}`);

/** What the API says that each tenant spent, beside what it did. */
async function verifySpend(bridge: TorturedBridge, ledger: Ledger): Promise<Finding> {
  const wrong: string[] = [];
  for (const tenant of TENANTS) {
    const now = Date.now();
    const answer = await fetch(`${bridge.url() ?? ''}/v1/metrics?since=${now - 60 * DAY_MS}&until=${now}`, {
      headers: { authorization: `Bearer ${keyOf(tenant)}` },
    });
    const { summary } = (await answer.json()) as CallMetrics;
    for (const [what, said, spent] of [
      ['reported', summary.cost, dollars(dollarsOf(ledger.calls, tenant, 'reported'))],
      ['estimated', summary.estimated_cost, dollars(dollarsOf(ledger.calls, tenant, 'list'))],
    ] as const) {
      if (said !== spent) wrong.push(`${tenant} ${what}: ${said} instead of ${spent}`);
    }
  }
  const count = 2 * TENANTS.length;
  return { what: 'sums of the API', expected: count, found: count, missing: [], wrong, unknown: [] };
}

/**
 * Lets writers write to two bridges before one ClickHouse while all of these are killed, and then counts.
 *
 * @throws {Error} when a bridge answers what it must not, ends by itself, or nothing settles
 */
export async function torture(
  { rounds, minutes, seed }: TortureOptions,
  say: (line: string) => void,
): Promise<TortureResult> {
  const startedAt = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'hive-torture-'));
  const server = await startSupervisedServer({ dataDir: join(folder, 'clickhouse') });
  const { admin } = server.users;
  const database = await openDatabase({ kind: 'external', url: server.url, ...admin });
  const place = { clickhouse: { url: server.url, user: admin } };
  const bridges = [
    createTorturedBridge({ ...place, dataDir: join(folder, 'one') }),
    createTorturedBridge({ ...place, dataDir: join(folder, 'two') }),
  ] as const;
  const ledger = createLedger();
  const blows = noBlows();
  const deliveries: Deliveries = { acknowledged: 0, repeated: 0, refused: 0, broken: 0 };
  const random = createRandom(seed);
  const answers = async (): Promise<boolean> => (await database.reader.ping({ select: true })).success;
  try {
    await Promise.all(bridges.map((bridge) => bridge.restart('SIGTERM', 'sound', seed)));
    let over = false;
    const options = { bridges, ledger, deliveries, isOver: () => over };
    const writing = Promise.all(
      Array.from({ length: WRITERS }, (_, writer) => write(options, createRandom(seed + 1 + writer))),
    );
    // A writer that fails ends the torture now, not after all rounds.
    const failing = writing.then(() => new Promise<never>(() => undefined));
    let round = 0;
    while (round < rounds || Date.now() - startedAt < minutes * 60_000) {
      round += 1;
      await Promise.race([strike({ bridges, engine: { pid: () => server.pid(), answers }, blows }, random), failing]);
      say(
        `round ${round}: ${blows.bridgeKills} bridges and ${blows.engineKills} ClickHouses killed so far, ` +
          `${ledger.calls.length} calls written, ${deliveries.acknowledged} requests acknowledged`,
      );
    }
    over = true;
    say('all is well again; the rest is delivered, and everything settles');
    await Promise.all(bridges.map((bridge) => bridge.restart('SIGTERM', 'sound', seed)));
    await writing;
    await until('the spools are empty', async () => (await Promise.all(bridges.map(isSpoolEmpty))).every(Boolean));
    await until('the rollups are up to date', () => hasNoneDirty(database));
    const findings = [...(await verify(database.reader, ledger)), await verifySpend(bridges[0], ledger)];
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    return { seed, rounds: round, seconds, blows, deliveries, tasks: ledger.tasks.length, findings };
  } finally {
    await Promise.all(bridges.map((bridge) => bridge.kill()));
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

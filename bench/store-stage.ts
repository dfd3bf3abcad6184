import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { startBridge, type Bridge } from '@hiveboard/bridge';
import type { Database } from '@hiveboard/clickhouse';
import { startBaselineBridge } from './baseline-bridge.js';
import { cpuMsOf } from './child-process.js';
import { compare, median } from './measure.js';
import { plainRowsOf } from './plain-rows.js';
import { expectedCounts, storedCounts, type RowCounts } from './row-counts.js';
import { sendAll } from './send.js';
import { baselineDecoder, ourDecoder, rowsOfBody, type StageResult } from './stages.js';
import { ownCpuMs, takeTurns } from './stopwatch.js';
import type { Workload } from './workload.js';

/** What was measured through HTTP into ClickHouse. */
export interface StoreResult {
  readonly stages: readonly StageResult[];
  /** Rows that one round must leave behind, and whether every round of all did. */
  readonly rows: RowCounts & { readonly complete: boolean };
  /** CPU of the engine alone, in milliseconds for 1,000 spans; part of the above. */
  readonly engineCpuMs: Readonly<Record<Contender, number>>;
}

const CONTENDERS = ['ours', 'same', 'plain'] as const;
type Contender = (typeof CONTENDERS)[number];

/** A key and a tenant for each round, so that its rows can be counted apart. */
const keyOf = (round: number): string => `key-of-round-${round}`;
const tenantOf = (contender: Contender, round: number): string => `${contender}-${round}`;

/** A bridge on a free port, with a key for each tenant: the tenant's own name. */
export async function startKeyedBridge(
  database: Database,
  { spoolFolder, tenants }: { readonly spoolFolder: string; readonly tenants: ReadonlyMap<string, string> },
): Promise<Bridge> {
  const keys = [...tenants].map(([key, tenant]) => ({
    name: key,
    sha256: createHash('sha256').update(key).digest('hex'),
    scopes: ['ingest' as const],
    tenant,
    // A benchmark is what limits are there to keep out.
    limits: { ingest: 1_000_000 },
  }));
  return startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder: spoolFolder, maxBytes: 1024 * 1024 * 1024 },
      keys,
      maxBodyBytes: 64 * 1024 * 1024,
    },
    {
      database,
      log: {
        error: (details, message) => {
          console.error(message, details);
        },
      },
    },
  );
}

/** Sends the workload to each in turns, until all is acknowledged, and counts what it leaves in ClickHouse. */
export async function measureStore(
  { database, spoolFolder }: { readonly database: Database; readonly spoolFolder: string },
  workload: Workload,
  rounds: number,
): Promise<StoreResult> {
  const everyRound = Array.from({ length: rounds + 1 }, (_, round) => round);
  const tenants = new Map(everyRound.map((round) => [keyOf(round), tenantOf('ours', round)]));
  const bridge = await startKeyedBridge(database, { spoolFolder, tenants });
  const same = await startBaselineBridge(database.writer, (body, tenant) => rowsOfBody(baselineDecoder, body, tenant));
  const plain = await startBaselineBridge(database.writer, (body, tenant) =>
    plainRowsOf(body, { tenant, receivedAt: Date.now() }),
  );
  const engineMs = (): number => cpuMsOf(database.server?.pid() ?? 0);
  const spent: Readonly<Record<Contender, number[]>> = { ours: [], same: [], plain: [] };
  const send = async (contender: Contender, target: { readonly url: string; readonly apiKey?: string }) => {
    const before = engineMs();
    await sendAll(target, workload.bodies);
    spent[contender].push(((engineMs() - before) / workload.spans) * 1000);
  };
  try {
    const samples = await takeTurns<Contender>({
      spans: workload.spans,
      rounds,
      cpuMs: () => ownCpuMs() + engineMs(),
      contenders: {
        ours: (round) => send('ours', { url: `${bridge.url}/v1/traces`, apiKey: keyOf(round) }),
        same: (round) => send('same', { url: `${same.url}/${tenantOf('same', round)}` }),
        plain: (round) => send('plain', { url: `${plain.url}/${tenantOf('plain', round)}` }),
      },
    });
    const expected = expectedCounts(workload.bodies.map((body) => rowsOfBody(ourDecoder, body)));
    let complete = true;
    for (const round of everyRound) {
      for (const contender of CONTENDERS) {
        const stored = await storedCounts(database, tenantOf(contender, round));
        complete &&= isDeepStrictEqual({ ...stored }, { ...expected });
      }
    }
    const stage = 'to ClickHouse';
    return {
      stages: [
        { stage, baselineIs: 'protobufjs, our mapping, client.insert', ...compare(samples.ours, samples.same) },
        { stage, baselineIs: 'protobufjs, plain mapping, client.insert', ...compare(samples.ours, samples.plain) },
      ],
      rows: { ...expected, complete },
      engineCpuMs: { ours: median(spent.ours), same: median(spent.same), plain: median(spent.plain) },
    };
  } finally {
    await same.close();
    await plain.close();
    await bridge.close();
  }
}

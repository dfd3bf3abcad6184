import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startBridge } from '@hiveboard/bridge';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import { startBaselineBridge } from './baseline-bridge.js';
import { compare, type Comparison } from './measure.js';
import type { BenchOptions } from './options.js';
import { expectedCounts, storedCounts, type RowCounts } from './row-counts.js';
import { sendAll } from './send.js';
import { baselineDecoder, binaryBytes, jsonBytes, ourDecoder, rowsOfBody } from './stages.js';
import { runSdkBench, type SdkBenchResult } from './sdk/run.js';
import { takeTurns, type DuelSamples } from './stopwatch.js';
import { createWorkload, type Workload } from './workload.js';

/** A stage's name and what was measured. */
export interface StageResult extends Comparison {
  readonly stage: string;
  readonly baselineIs: string;
}

/** All that a run found. */
export interface BenchResult {
  readonly machine: { readonly cores: number; readonly cpu: string; readonly node: string };
  readonly workload: {
    readonly spans: number;
    readonly requests: number;
    readonly bytes: number;
    readonly mix: string;
  };
  readonly stages: readonly StageResult[];
  /** Rows that one round must leave behind, and whether every round of both contenders did. */
  readonly rows: RowCounts & { readonly complete: boolean };
  readonly sdk: SdkBenchResult;
}

const comparison = (stage: string, baselineIs: string, { ours, baseline }: DuelSamples): StageResult => ({
  stage,
  baselineIs,
  ...compare(ours, baseline),
});

const forEachBody =
  ({ bodies }: Workload, work: (body: Buffer) => unknown) =>
  (): void => {
    for (const body of bodies) work(body);
  };

async function measureDecode(workload: Workload, rounds: number): Promise<StageResult> {
  const samples = await takeTurns({
    spans: workload.spans,
    rounds,
    ours: forEachBody(workload, ourDecoder),
    baseline: forEachBody(workload, baselineDecoder),
  });
  return comparison('decode', 'protobufjs to the same spans', samples);
}

async function measureRows(workload: Workload, rounds: number): Promise<StageResult> {
  const samples = await takeTurns({
    spans: workload.spans,
    rounds,
    ours: forEachBody(workload, (body) => binaryBytes(rowsOfBody(ourDecoder, body))),
    baseline: forEachBody(workload, (body) => jsonBytes(rowsOfBody(baselineDecoder, body))),
  });
  return comparison('decode to rows', 'protobufjs, JSONEachRow text', samples);
}

/** A key and a tenant for each round, so that its rows can be counted apart. */
const keyOf = (round: number): string => `key-of-round-${round}`;
const tenantOf = (contender: 'ours' | 'baseline', round: number): string => `${contender}-${round}`;

async function measureStore(
  { database, spoolFolder }: { readonly database: Database; readonly spoolFolder: string },
  workload: Workload,
  rounds: number,
): Promise<{ readonly result: StageResult; readonly rows: BenchResult['rows'] }> {
  const everyRound = Array.from({ length: rounds + 1 }, (_, round) => round);
  const keys = everyRound.map((round) => ({
    name: keyOf(round),
    sha256: createHash('sha256').update(keyOf(round)).digest('hex'),
    scopes: ['ingest' as const],
    tenant: tenantOf('ours', round),
    // A benchmark is what limits are there to keep out.
    limits: { ingest: 1_000_000 },
  }));
  const faults: unknown[] = [];
  const bridge = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder: spoolFolder, maxBytes: 1024 * 1024 * 1024 },
      keys,
      maxBodyBytes: 64 * 1024 * 1024,
    },
    { database, log: { error: (details) => faults.push(details) } },
  );
  const baseline = await startBaselineBridge(database.writer);
  try {
    const samples = await takeTurns({
      spans: workload.spans,
      rounds,
      ours: (round) => sendAll({ url: `${bridge.url}/v1/traces`, apiKey: keyOf(round) }, workload.bodies),
      baseline: (round) => sendAll({ url: `${baseline.url}/${tenantOf('baseline', round)}` }, workload.bodies),
    });
    const expected = expectedCounts(workload.bodies.map((body) => rowsOfBody(ourDecoder, body)));
    let complete = true;
    for (const round of everyRound) {
      for (const contender of ['ours', 'baseline'] as const) {
        const stored = await storedCounts(database, tenantOf(contender, round));
        complete &&= isDeepStrictEqual({ ...stored }, { ...expected });
      }
    }
    return {
      result: comparison('to ClickHouse', 'protobufjs, client.insert', samples),
      rows: { ...expected, complete },
    };
  } finally {
    await baseline.close();
    await bridge.close();
  }
}

/**
 * Measures every stage beside its baseline, on a ClickHouse of its own in a temporary folder.
 *
 * @throws {Error} when the engine does not start or a request is not acknowledged
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const workload = await createWorkload(options.spans);
  const decode = await measureDecode(workload, options.rounds);
  const rows = await measureRows(workload, options.rounds);
  const dataDir = await mkdtemp(join(tmpdir(), 'hive-bench-'));
  try {
    const database = await openDatabase({ kind: 'embedded', dataDir });
    try {
      const store = await measureStore(
        { database, spoolFolder: join(dataDir, 'spool') },
        workload,
        options.storeRounds,
      );
      const sdk = await runSdkBench(options.sdk);
      return {
        machine: { cores: cpus().length, cpu: cpus()[0]?.model.trim() ?? 'unknown', node: process.version },
        workload: {
          spans: workload.spans,
          requests: workload.bodies.length,
          bytes: workload.bodies.reduce((sum, body) => sum + body.length, 0),
          mix: workload.mix,
        },
        stages: [decode, rows, store.result],
        rows: store.rows,
        sdk,
      };
    } finally {
      await database.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

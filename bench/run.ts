import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@hiveboard/clickhouse';
import { runApiBench, type ApiBenchResult } from './api/run.js';
import { measureCeiling, stageRows, type CeilingResult } from './ceiling.js';
import { measureDisk, type DiskResult } from './disk.js';
import { measureLag, type LagResult } from './lag.js';
import type { BenchOptions } from './options.js';
import { runSdkBench, type SdkBenchResult } from './sdk/run.js';
import { measureDecode, measureRows, type StageResult } from './stages.js';
import { measureStore, type StoreResult } from './store-stage.js';
import { createWorkload, type Workload } from './workload.js';

/** What the bridge's part of a run found. */
export interface BridgeBenchResult extends Omit<StoreResult, 'stages'> {
  readonly workload: {
    readonly spans: number;
    readonly requests: number;
    readonly bytes: number;
    readonly mix: string;
  };
  readonly stages: readonly StageResult[];
  readonly ceiling: CeilingResult;
  readonly disk: DiskResult;
  readonly lag: LagResult;
}

/** All that a run found; a part that was not asked for is missing. */
export interface BenchResult {
  readonly machine: { readonly cores: number; readonly cpu: string; readonly node: string };
  readonly bridge?: BridgeBenchResult;
  readonly sdk?: SdkBenchResult;
  readonly api?: ApiBenchResult;
}

async function runStoreParts(
  folder: string,
  workload: Workload,
  { storeRounds, diskCalls, lagSeconds, progress }: BenchOptions,
): Promise<Omit<BridgeBenchResult, 'workload'>> {
  const database = await openDatabase({ kind: 'embedded', dataDir: join(folder, 'clickhouse') });
  try {
    progress('to ClickHouse');
    const at = { database, spoolFolder: join(folder, 'spool') };
    const store = await measureStore(at, workload, storeRounds);
    progress("ClickHouse's ceiling");
    const staged = await stageRows(database, workload);
    const ceiling = await measureCeiling(database, { spans: workload.spans, staged, rounds: storeRounds });
    progress('bytes on the disk');
    const disk = await measureDisk(database, staged, diskCalls);
    progress('from event to answer');
    const most = Math.min(...store.stages.map(({ ours }) => ours.spansPerSecond));
    const lag = await measureLag(at, workload, { seconds: lagSeconds, spansPerSecond: most / 2 });
    return { ...store, ceiling, disk, lag };
  } finally {
    await database.close();
  }
}

async function runBridgeBench(options: BenchOptions): Promise<BridgeBenchResult> {
  const { progress, rounds } = options;
  progress('workload');
  const workload = await createWorkload(options.spans);
  progress('decode');
  const decode = await measureDecode(workload, rounds);
  progress('decode to rows');
  const rows = await measureRows(workload, rounds);
  const folder = await mkdtemp(join(tmpdir(), 'hive-bench-'));
  try {
    const { stages, ...store } = await runStoreParts(folder, workload, options);
    return {
      workload: {
        spans: workload.spans,
        requests: workload.bodies.length,
        bytes: workload.bodies.reduce((sum, body) => sum + body.length, 0),
        mix: workload.mix,
      },
      stages: [...decode, ...rows, ...stages],
      ...store,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Measures every stage beside its baselines, on a ClickHouse of its own in a temporary folder, then the SDK, then the API
 * on a ClickHouse that is filled with calls.
 *
 * @throws {Error} when the engine does not start or a request is not acknowledged
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { parts, progress } = options;
  const bridge = parts.has('bridge') ? await runBridgeBench(options) : undefined;
  if (parts.has('sdk')) progress('the SDK');
  const sdk = parts.has('sdk') ? await runSdkBench(options.sdk) : undefined;
  const api = parts.has('api') ? await runApiBench({ ...options.api, progress }) : undefined;
  return {
    machine: { cores: cpus().length, cpu: cpus()[0]?.model.trim() ?? 'unknown', node: process.version },
    ...(bridge === undefined ? {} : { bridge }),
    ...(sdk === undefined ? {} : { sdk }),
    ...(api === undefined ? {} : { api }),
  };
}

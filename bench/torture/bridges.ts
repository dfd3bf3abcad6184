import { createHash } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '@hiveboard/clickhouse';
import { TENANTS } from './workload.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What ails the disk of a bridge while it runs. */
export const DISKS = ['sound', 'slow', 'full', 'small'] as const;
export type Disk = (typeof DISKS)[number];

/** A bridge in a process of its own, which is killed and started again. */
export interface TorturedBridge {
  /** Where it listens; undefined while it does not. */
  readonly url: () => string | undefined;
  /** Ends it, if it runs, and starts it again; fulfils when it listens, or was killed for good meanwhile. */
  readonly restart: (signal: 'SIGKILL' | 'SIGTERM', disk: Disk, seed: number) => Promise<void>;
  /** Ends it for good. */
  readonly kill: () => Promise<void>;
}

export interface BridgePlace {
  /** Its own. */
  readonly dataDir: string;
  readonly clickhouse: { readonly url: string; readonly user: Credentials };
}

/** The key of a tenant: whoever reads this may know it. */
export const keyOf = (tenant: string): string => `torture-${tenant}`;

const KEYS = JSON.stringify(
  TENANTS.map((tenant) => ({
    name: tenant,
    sha256: createHash('sha256').update(keyOf(tenant)).digest('hex'),
    scopes: ['ingest', 'read'],
    tenant,
    limits: { ingest: 1_000_000 },
  })),
);

/** As `npm start` runs it. A full disk is one on which no file grows beyond 64 KiB. */
function commandOf(disk: Disk): readonly [string, ...string[]] {
  const slow = disk === 'slow' ? ['--import', join(ROOT, 'bench/torture/slow-disk.ts')] : [];
  const program = ['--conditions=@hiveboard/source', '--import', 'tsx', ...slow, join(ROOT, 'bridge/src/main.ts')];
  return disk === 'full'
    ? ['bash', '-c', 'ulimit -f 64 && exec "$0" "$@"', process.execPath, ...program]
    : [process.execPath, ...program];
}

export function createTorturedBridge({ dataDir, clickhouse }: BridgePlace): TorturedBridge {
  let child: ChildProcess | undefined;
  let url: string | undefined;
  let isGone = false;

  // Whoever gives up waiting for the end leaves nothing behind.
  process.once('exit', () => child?.kill('SIGKILL'));

  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const ending = child;
    child = undefined;
    url = undefined;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
  };

  const start = async (disk: Disk, seed: number): Promise<void> => {
    const [program, ...rest] = commandOf(disk);
    const started = spawn(program, rest, {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        // What is compiled once is cached on the disk, which may be full.
        ...(disk === 'full' ? { TSX_DISABLE_CACHE: '1' } : {}),
        TORTURE_SEED: String(seed),
        HIVE_DATA_DIR: dataDir,
        HIVE_PORT: '0',
        HIVE_API_KEYS: KEYS,
        HIVE_SPOOL_MB: disk === 'small' ? '0.05' : '64',
        CLICKHOUSE_URL: clickhouse.url,
        CLICKHOUSE_USER: clickhouse.user.username,
        CLICKHOUSE_PASSWORD: clickhouse.user.password,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    for await (const line of createInterface(started.stdout)) {
      const said = JSON.parse(line) as { readonly url?: string };
      if (said.url === undefined) continue;
      started.stdout.resume();
      if (child === started) url = said.url;
      return;
    }
    // Killed before it listened: whoever did that starts it again.
    if (child === started) throw new Error(`A bridge (${disk} disk) ended by itself.`);
  };

  return {
    url: () => url,
    kill: () => {
      isGone = true;
      return end('SIGKILL');
    },
    restart: async (signal, disk, seed) => {
      await end(signal);
      if (!isGone) await start(disk, seed);
    },
  };
}

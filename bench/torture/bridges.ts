import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '@hiveboard/clickhouse';
import { startBridgeProcess, type BridgeProcess } from '../../bridge/test/bridge-process.js';
import { TENANTS } from './workload.js';

/** Makes the disk of the process that loads it slow. */
const SLOW_DISK = fileURLToPath(new URL('slow-disk.ts', import.meta.url));

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

export function createTorturedBridge({ dataDir, clickhouse }: BridgePlace): TorturedBridge {
  let bridge: BridgeProcess | undefined;
  let url: string | undefined;
  let isGone = false;

  // Whoever gives up waiting for the end leaves nothing behind.
  process.once('exit', () => bridge?.child.kill('SIGKILL'));

  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const ending = bridge;
    bridge = undefined;
    url = undefined;
    ending?.child.kill(signal);
    await ending?.exited;
  };

  const start = async (disk: Disk, seed: number): Promise<void> => {
    const started = startBridgeProcess(
      {
        TORTURE_SEED: String(seed),
        HIVE_DATA_DIR: dataDir,
        HIVE_API_KEYS: KEYS,
        HIVE_SPOOL_MB: disk === 'small' ? '0.05' : '64',
        CLICKHOUSE_URL: clickhouse.url,
        CLICKHOUSE_USER: clickhouse.user.username,
        CLICKHOUSE_PASSWORD: clickhouse.user.password,
      },
      { disk: disk === 'full' ? 'full' : 'sound', preload: disk === 'slow' ? [SLOW_DISK] : [] },
    );
    bridge = started;
    try {
      const listening = await started.listening();
      if (bridge === started) url = listening.url;
    } catch (error) {
      // Killed before it listened: whoever did that starts it again.
      if (bridge === started) throw error;
    }
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

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Database } from '@hiveboard/clickhouse';

/** A bridge in a process of its own, whose memory is its alone. */
export interface OwnBridge {
  readonly url: string;
  readonly pid: number;
  /** Errors that it logged. */
  readonly errors: readonly string[];
  readonly stop: () => Promise<void>;
}

/** A key, and how many requests a second it may send. */
export interface LimitedKey {
  readonly key: string;
  readonly perSecond: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ERROR_LEVEL = 50;

interface Entry {
  readonly level?: number;
  readonly msg?: string;
  readonly url?: string;
}

/**
 * Starts the bridge as `npm start` does, on a free port, with a ClickHouse that runs already.
 *
 * @throws {Error} when it ends before it listens
 */
export async function startOwnBridge(
  { url: clickhouse, server }: Database,
  { folder, keys, tenant }: { readonly folder: string; readonly keys: readonly LimitedKey[]; readonly tenant: string },
): Promise<OwnBridge> {
  const user = server?.users.admin;
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=64', '--conditions=@hiveboard/source', '--import', 'tsx', 'bridge/src/main.ts'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        HIVE_PORT: '0',
        HIVE_DATA_DIR: folder,
        CLICKHOUSE_URL: clickhouse,
        CLICKHOUSE_USER: user?.username,
        CLICKHOUSE_PASSWORD: user?.password,
        HIVE_API_KEYS: JSON.stringify(
          keys.map(({ key, perSecond }) => ({
            name: key,
            sha256: createHash('sha256').update(key).digest('hex'),
            scopes: ['ingest', 'admin'],
            tenant,
            limits: { ingest: perSecond },
          })),
        ),
      },
    },
  );
  const exited = once(child, 'exit');
  const errors: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      // Pino writes nothing but objects of this kind.
      const entry = JSON.parse(line) as Entry;
      if (entry.url !== undefined) resolve(entry.url);
      if ((entry.level ?? 0) >= ERROR_LEVEL) errors.push(entry.msg ?? line);
    });
    void exited.then(() => {
      reject(new Error(`the bridge ended before it listened: ${errors.join('; ')}`));
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    errors,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

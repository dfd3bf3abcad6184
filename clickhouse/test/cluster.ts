import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUsers, type Credentials } from '../src/embedded/credentials.js';
import { classifyFailure, type EndReason } from '../src/embedded/embedded-server-error.js';
import { launchEngine, type Engine } from '../src/embedded/engine.js';
import { freePort } from '../src/embedded/free-port.js';
import { answersAs } from '../src/embedded/identity.js';
import { serverXml, usersXml } from '../src/embedded/server-config.js';
import type { ExternalDatabaseConfig } from '../src/database.js';
import { until } from './until.js';

/** Shards on the real engine, a process each, that know each other as the cluster `hive`. */
export interface TestCluster {
  /** The cluster, through its server of this number, from 0. */
  readonly through: (server: number) => ExternalDatabaseConfig;
  readonly urls: readonly string[];
  readonly admin: Credentials;
  /** Ends a server as a power cut would. One that ends by itself is started again. */
  readonly kill: (server: number) => Promise<void>;
  /** Starts one again that was killed, at the same address with the same data. */
  readonly restart: (server: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const MEMORY_BYTES = 1024 ** 3;
const STARTS = 3;

/** What the configuration of each server says beyond that. */
export interface ServerExtras {
  /** Elements of its own configuration. */
  readonly config?: string;
  /** A file of users beside its own, as in `users.d`. */
  readonly users?: string;
}

/** Starts as many shards, in a temporary folder: as many times what one engine takes. */
export async function startTestCluster(shards: number, extras: ServerExtras = {}): Promise<TestCluster> {
  for (;;) {
    try {
      return await startOnFreePorts(shards, extras);
    } catch (error) {
      // Between finding a free port and using it, another program may have taken it.
      if (!(error instanceof EngineEnded) || error.reason !== 'port_taken') throw error;
    }
  }
}

/** A server ended by itself before it answered. */
class EngineEnded extends Error {
  readonly reason: EndReason;

  constructor(server: number, lastLines: readonly string[]) {
    super(`Server ${server} ended before it answered:\n${lastLines.join('\n')}`);
    this.reason = classifyFailure(lastLines);
  }
}

async function startOnFreePorts(shards: number, extras: ServerExtras): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'hive-cluster-'));
  const own = createUsers();
  // By another name than the reader of a server of the user's has, whom `extras` may bring.
  const users = { ...own, reader: { ...own.reader, username: 'reader' } };
  const servers: { readonly folder: string; readonly httpPort: number; readonly tcpPort: number }[] = [];
  for (let shard = 1; shard <= shards; shard++) {
    const place = { folder: join(folder, String(shard)), httpPort: await freePort(), tcpPort: await freePort() };
    await mkdir(join(place.folder, 'users.d'), { recursive: true });
    servers.push(place);
  }
  const remote = servers.map(
    ({ tcpPort }) => `<shard><replica><host>127.0.0.1</host><port>${tcpPort}</port></replica></shard>`,
  );
  const clusterXml = `<remote_servers replace="replace"><hive><secret>of the test</secret>${remote.join('')}</hive></remote_servers>`;
  const urls = servers.map(({ httpPort }) => `http://127.0.0.1:${httpPort}`);
  const engines = new Map<number, Engine>();

  // The embedded engine may end when a connection between servers breaks off, as one that is killed does to the others.
  const start = async (server: number, attempt = 1): Promise<void> => {
    const place = servers[server];
    if (place === undefined) throw new Error(`There is no server ${server}.`);
    const { httpPort, tcpPort } = place;
    const dataPath = join(place.folder, 'clickhouse');
    const usersFile = join(place.folder, 'users.xml');
    const configFile = join(place.folder, 'config.xml');
    const config = { dataPath, httpPort, tcpPort, memoryBytes: MEMORY_BYTES, queryLimits: {}, users, usersFile };
    await writeFile(
      configFile,
      serverXml(config).replace('</clickhouse>', `${clusterXml}${extras.config ?? ''}</clickhouse>`),
    );
    await writeFile(usersFile, usersXml(config));
    if (extras.users !== undefined) await writeFile(join(place.folder, 'users.d', 'more.xml'), extras.users);
    const options = [`--path=${dataPath}`, `--config-file=${configFile}`, '--logger.console=1', '--log-level=error'];
    const order = { options, listen: ['HTTP', 'TCP'] as const, httpPort, ...users.admin, stopTimeoutMs: 5_000 };
    const engine = await launchEngine(order, () => undefined);
    engines.set(server, engine);
    const ended: { lastLines?: readonly string[] } = {};
    void engine.exited.then(({ lastLines }) => Object.assign(ended, { lastLines }));
    const answers = async (): Promise<boolean> => {
      if (ended.lastLines !== undefined) throw new EngineEnded(server, ended.lastLines);
      return answersAs(urls[server] ?? '', users.admin);
    };
    try {
      await until(`server ${server} answers`, answers);
    } catch (error) {
      if (!(error instanceof EngineEnded) || error.reason === 'port_taken' || attempt === STARTS) throw error;
      return start(server, attempt + 1);
    }
    void engine.exited.then(({ expected }) => (expected ? undefined : start(server)));
  };

  const stop = async (): Promise<void> => {
    for (const engine of engines.values()) engine.kill();
    await Promise.all([...engines.values()].map(({ exited }) => exited));
    await rm(folder, { recursive: true, force: true });
  };

  try {
    for (const server of servers.keys()) await start(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls,
    admin: users.admin,
    through: (server) => ({
      kind: 'external',
      url: urls[server] ?? '',
      ...users.admin,
      cluster: { name: 'hive', urls, isReplicated: false },
    }),
    kill: async (server) => {
      engines.get(server)?.kill();
      await engines.get(server)?.exited;
    },
    restart: (server) => start(server),
    stop,
  };
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { QueryLimits } from '../query-limits.js';
import { createUsers, type EmbeddedUsers } from './credentials.js';
import { EmbeddedServerError } from './embedded-server-error.js';
import { launchEngine, type Engine, type ExitInfo } from './engine.js';
import { freePort, isFree } from './free-port.js';
import { isAlive, readHolder, removeHolder, writeHolder } from './holder.js';
import { currentPlatform, unsupportedReason } from './platform.js';
import { answersAs } from './identity.js';
import { serverXml, usersXml } from './server-config.js';
import { EngineEnded, explainEnd, portTaken } from './start-failure.js';

/** Settings of {@link startEmbeddedServer}. */
export interface EmbeddedServerOptions {
  /** Folder of the data, created if missing. One server at a time can hold it. */
  readonly dataDir: string;
  /** Loopback port of the HTTP interface. Default: a free one. */
  readonly httpPort?: number;
  /** Loopback port of the native interface. Default: closed. */
  readonly tcpPort?: number;
  /** Memory cap of the engine, bytes. Default: 2 GiB, or half of the machine's memory if that is less. */
  readonly memoryBytes?: number;
  /** How much one question of a reader may take. */
  readonly queryLimits?: QueryLimits;
  /** Who may log in. Default: users with fresh random passwords. */
  readonly users?: EmbeddedUsers;
  /** How long the engine may take to answer, milliseconds. Default: 60 000. */
  readonly startTimeoutMs?: number;
  /** Receives the engine's errors, line by line. Default: dropped. */
  readonly onLog?: (line: string) => void;
}

/** A ClickHouse server in a child process; it ends when its parent does. */
export interface EmbeddedServer {
  /** HTTP interface, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly pid: number;
  readonly users: EmbeddedUsers;
  /** Resolves when the process has ended, for whatever reason; never rejects. */
  readonly exited: Promise<ExitInfo>;
  /** Ends the server cleanly, by force after a few seconds. May be called again. */
  stop(): Promise<void>;
}

const GIB = 1024 ** 3;
const PORT_ATTEMPTS = 3;
const STOP_TIMEOUT_MS = 10_000;
const HANDOVER_MS = STOP_TIMEOUT_MS + 5_000;
const POLL_MS = 25;

/**
 * Runs the real ClickHouse engine as a server on this machine's loopback, with random passwords.
 *
 * @throws {EmbeddedServerError} when it cannot start, saying why and what to do about it
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const unsupported = unsupportedReason(currentPlatform());
  if (unsupported !== undefined) throw new EmbeddedServerError('unsupported_platform', unsupported);

  const settings = { ...options, dataDir: resolve(options.dataDir) };
  await prepareDataDir(settings.dataDir);
  await awaitOrphan(settings.dataDir);
  for (const port of [options.httpPort, options.tcpPort]) {
    // Asked before the engine is: no password of ours shall reach another program.
    if (port !== undefined && !(await isFree(port))) throw portTaken([port]);
  }

  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(settings, options.httpPort ?? (await freePort()));
    } catch (error) {
      // Between finding a free port and using it, another program may have taken it.
      const lostPort = error instanceof EmbeddedServerError && error.code === 'port_taken';
      if (!lostPort || options.httpPort !== undefined || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    // Prompts may be inside: private, unless the folder was there before.
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const probe = await mkdtemp(join(dataDir, '.probe-'));
    await rm(probe, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EmbeddedServerError(
      'data_dir_not_writable',
      `The data directory ${dataDir} cannot be written (${reason}). Choose another with HIVE_DATA_DIR.`,
    );
  }
}

/** An engine whose owner was killed is about to close its tables: the data is free in a moment. */
async function awaitOrphan(dataDir: string): Promise<void> {
  const holder = await readHolder(dataDir);
  if (holder === undefined || isAlive(holder.ownerPid)) return;
  const deadline = Date.now() + HANDOVER_MS;
  while (isAlive(holder.enginePid) && Date.now() < deadline) await pause(POLL_MS);
}

async function startOnce(options: EmbeddedServerOptions, httpPort: number): Promise<EmbeddedServer> {
  const { dataDir, tcpPort, startTimeoutMs = 60_000, onLog = () => undefined } = options;
  const wanted = tcpPort === undefined ? [httpPort] : [httpPort, tcpPort];
  const users = options.users ?? createUsers();
  const url = `http://127.0.0.1:${httpPort}`;
  const dataPath = join(dataDir, 'clickhouse');
  const configDir = await mkdtemp(join(dataDir, 'config-'));
  try {
    const config = {
      dataPath,
      httpPort,
      ...(tcpPort === undefined ? {} : { tcpPort }),
      memoryBytes: options.memoryBytes ?? Math.min(2 * GIB, Math.floor(totalmem() / 2)),
      queryLimits: options.queryLimits ?? {},
      users,
      usersFile: join(configDir, 'users.xml'),
    };
    const configFile = join(configDir, 'config.xml');
    await writeFile(configFile, serverXml(config), { mode: 0o600 });
    await writeFile(config.usersFile, usersXml(config), { mode: 0o600 });

    const order = {
      options: [`--path=${dataPath}`, `--config-file=${configFile}`, '--logger.console=1', '--log-level=error'],
      listen: tcpPort === undefined ? (['HTTP'] as const) : (['HTTP', 'TCP'] as const),
      httpPort,
      ...users.admin,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    };
    const engine = await launchEngine(order, onLog);
    await untilReady(engine, () => answersAs(url, users.admin), startTimeoutMs).catch(async (error: unknown) => {
      engine.kill();
      await engine.exited;
      throw error instanceof EngineEnded ? await explainEnd(error.exit, { dataDir, ports: wanted }) : error;
    });
    return await serve(engine, { dataDir, url, users });
  } finally {
    // Read once, at start.
    await rm(configDir, { recursive: true, force: true });
  }
}

async function untilReady(engine: Engine, answers: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let exit: ExitInfo | undefined;
  void engine.exited.then((info) => {
    exit = info;
  });
  while (!(await answers())) {
    if (exit !== undefined) throw new EngineEnded(exit);
    if (Date.now() > deadline) {
      throw new EmbeddedServerError(
        'start_timeout',
        `The embedded ClickHouse did not answer within ${timeoutMs / 1000} s.`,
      );
    }
    await pause(POLL_MS);
  }
}

async function serve(
  engine: Engine,
  { dataDir, url, users }: { readonly dataDir: string; readonly url: string; readonly users: EmbeddedUsers },
): Promise<EmbeddedServer> {
  const { writer, reader } = users;
  const holder = { ownerPid: process.pid, enginePid: engine.pid, entrance: { url, writer, reader } };
  await writeHolder(dataDir, holder);
  const exited = engine.exited.then(async (info) => {
    await removeHolder(dataDir, holder).catch(() => undefined);
    return info;
  });
  const stop = async (): Promise<void> => {
    engine.release();
    const force = setTimeout(() => {
      engine.kill();
    }, STOP_TIMEOUT_MS + 2_000);
    await exited;
    clearTimeout(force);
  };
  return { url, pid: engine.pid, users, exited, stop };
}

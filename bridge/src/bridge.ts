import { createServer } from 'node:http';
import { collectDefaultMetrics } from 'prom-client';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import type { ErrorLog } from './error-log.js';
import { createApp } from './app.js';
import type { BridgeConfig } from './config.js';
import { openKeyRing } from './keys/key-ring.js';
import { followPrices } from './prices/follow-prices.js';
import { createMetrics } from './prometheus/metrics.js';
import { createReader } from './query/reader.js';
import { startRollups } from './rollups/rollups.js';
import { openSpool } from './store/spool.js';
import { createWriter } from './store/writer.js';
import { startGrpc, type GrpcServer } from './wire/grpc.js';

/** A bridge that listens. */
export interface Bridge {
  /** Where it listens, such as http://127.0.0.1:4318. */
  readonly url: string;
  /** Where it takes OTLP/gRPC, if it does. */
  readonly grpcUrl: string | undefined;
  readonly database: Database;
  /** Answers what is under way, keeps what is pending, in the database or in the spool, then closes both. */
  readonly close: () => Promise<void>;
}

/** Longer than any client keeps an idle connection, so that none meets a socket that is just closing. */
const KEEP_ALIVE_MS = 75_000;

/** What {@link startBridge} needs beside its configuration. */
export interface BridgeOptions {
  readonly log: ErrorLog;
  /** A database to use instead of opening the configured one; its owner closes it. */
  readonly database?: Database;
  readonly clock?: () => number;
  /** How often a silent live stream says that it lives, in milliseconds. Default 15,000. */
  readonly heartbeatMs?: number;
}

/**
 * Opens the database and the spool, and listens.
 *
 * @throws {Error} when keys cannot be read, the database or the spool does not open or the port is taken; nothing is left running
 */
export async function startBridge(
  config: Pick<BridgeConfig, 'host' | 'port' | 'database' | 'spool' | 'keys' | 'keysFile' | 'maxBodyBytes'> &
    Partial<Pick<BridgeConfig, 'retention' | 'dialects' | 'grpcPort' | 'keepsRawSpans' | 'corsOrigins'>>,
  options: BridgeOptions,
): Promise<Bridge> {
  const { keys, keysFile } = config;
  const ring = await openKeyRing({ fixed: keys, file: keysFile, log: options.log });
  const clock = options.clock ?? Date.now;
  const database =
    options.database ??
    (await openDatabase(config.database, {
      ...(config.retention === undefined ? {} : { retention: config.retention }),
      onAway: (error) => {
        options.log.error({ err: error }, 'ClickHouse does not answer; telemetry waits in the spool until it does');
      },
    }));
  const closeDatabase = async (): Promise<void> => {
    if (options.database === undefined) await database.close();
  };
  const metrics = createMetrics();
  collectDefaultMetrics({ register: metrics.registry });
  const spool = await openSpool({ ...config.spool, clock, log: options.log }).catch(async (error: unknown) => {
    ring.close();
    await closeDatabase();
    throw error;
  });
  metrics.watch(spool, clock);
  const writer = createWriter({ database, spool, log: options.log, observer: metrics });
  const prices = await followPrices({ reader: createReader(database.reader), log: options.log });
  const closeStore = async (): Promise<void> => {
    prices.close();
    await writer.close();
    await spool.close();
  };
  const { http, receiver } = createApp({
    database,
    writer,
    spool,
    metrics,
    pricing: prices.price,
    // A file without keys yet lets nobody in; a bridge without keys and file is for its own machine.
    keys: keys.length === 0 && keysFile === undefined ? undefined : ring.keys,
    maxBodyBytes: config.maxBodyBytes,
    ...(config.dialects === undefined ? {} : { dialects: config.dialects }),
    ...(config.corsOrigins === undefined ? {} : { corsOrigins: config.corsOrigins }),
    ...(config.keepsRawSpans === undefined ? {} : { keepsRawSpans: config.keepsRawSpans }),
    log: options.log,
    clock,
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, http);
  let grpc: GrpcServer | undefined;
  try {
    if (config.grpcPort !== undefined) grpc = await startGrpc(receiver, { host: config.host, port: config.grpcPort });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(config.port, config.host, resolve);
    });
  } catch (error) {
    ring.close();
    await grpc?.close();
    await closeStore();
    await closeDatabase();
    throw error;
  }
  const rollups = startRollups({ client: database.writer, registry: metrics.registry, log: options.log });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    grpcUrl: grpc?.url,
    database,
    close: async () => {
      ring.close();
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeIdleConnections();
      await Promise.all([rollups.close(), grpc?.close(), closeStore()]);
      server.closeAllConnections();
      await closed;
      await closeDatabase();
    },
  };
}

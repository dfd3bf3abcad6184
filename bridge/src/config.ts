import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Cluster, DatabaseConfig, Retention } from '@hiveboard/clickhouse';
import { jsonPath } from './json-path.js';
import { KeysError, parseKeys, type ApiKey } from './keys/api-key.js';
import { ownDialectsSchema, type OwnDialect } from './normalise/own-dialects.js';
import { retentionSchema } from './retention.js';
import type { SpoolOptions } from './store/spool.js';

/** Everything that decides how a bridge runs. */
export interface BridgeConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where OTLP/gRPC is taken; 0 takes a free one. Without it, nowhere. */
  readonly grpcPort?: number;
  readonly database: DatabaseConfig;
  /** For how long what is kept. */
  readonly retention: Retention;
  /** Where rows wait on the disk while ClickHouse is away, how much may, and for how long. */
  readonly spool: Pick<SpoolOptions, 'folder' | 'maxBytes' | 'maxAgeMs'>;
  readonly keys: readonly ApiKey[];
  /** A file of more keys, which is read again whenever it changes. */
  readonly keysFile?: string;
  readonly maxBodyBytes: number;
  /** Origins of web pages that may send telemetry from a browser. */
  readonly corsOrigins: readonly string[];
  /** Whether spans are also kept as they came, for Grafana's own trace view. */
  readonly keepsRawSpans: boolean;
  /** The user's own rows of the table of dialects. */
  readonly dialects: readonly OwnDialect[];
  readonly logLevel: string;
}

/** The configuration cannot be right; each problem names the variable and what it may be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const port = z.coerce.number().int().min(0).max(65535);

/** Addresses are logged and shown; passwords must not be. */
const hasCredentials = (url: string): boolean => {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
};

/** The HTTP interface of a ClickHouse server. */
const isServer = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !hasCredentials(url);

/** A scheme, a host, perhaps a port: what browsers send as Origin. */
const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

const environment = z.object({
  HIVE_HOST: z.string().min(1).default('127.0.0.1'),
  HIVE_PORT: port.default(4318),
  HIVE_GRPC_PORT: port.optional(),
  HIVE_DATA_DIR: z.string().min(1).default('./.hive'),
  HIVE_CLICKHOUSE_PORT: port.optional(),
  HIVE_CLICKHOUSE_MEMORY_MB: z.coerce.number().int().min(512).optional(),
  HIVE_QUERY_SECONDS: z.coerce.number().min(0.1).max(600).default(10),
  HIVE_QUERY_MEMORY_MB: z.coerce.number().int().min(16).optional(),
  HIVE_SPOOL_DIR: z.string().min(1).optional(),
  HIVE_SPOOL_MB: z.coerce.number().positive().default(1024),
  HIVE_SPOOL_HOURS: z.coerce.number().positive().default(168),
  HIVE_MAX_BODY_MB: z.coerce.number().positive().max(1024).default(64),
  HIVE_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .transform((origins) => origins.filter((origin) => origin !== ''))
    .refine((origins) => origins.every(isOrigin), {
      message: 'a list of origins such as https://shop.example, with commas between them',
    }),
  HIVE_RAW_SPANS: z.enum(['on', 'off']).default('off'),
  HIVE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  HIVE_API_KEYS: z.string().default(''),
  HIVE_DIALECTS: z.string().min(1).optional(),
  HIVE_KEYS_FILE: z.string().min(1).optional(),
  CLICKHOUSE_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !hasCredentials(url), {
      message: 'leave user and password out of it: there are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD',
    })
    .optional(),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_READER_USER: z.string().optional(),
  CLICKHOUSE_READER_PASSWORD: z.string().default(''),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/)
    .optional(),
  CLICKHOUSE_CLUSTER_URLS: z
    .string()
    .transform((list) => list.split(',').map((url) => url.trim()))
    .refine((urls) => urls.every(isServer), {
      message:
        'a list of URLs such as http://clickhouse-1:8123, with commas between them and without user and password',
    })
    .optional(),
  CLICKHOUSE_REPLICATED: z.enum(['on', 'off']).default('off'),
});
type Environment = z.output<typeof environment>;

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

function keysOf(json: string): readonly ApiKey[] {
  try {
    return parseKeys(json, 'HIVE_API_KEYS');
  } catch (error) {
    throw error instanceof KeysError ? new ConfigError(error.message) : error;
  }
}

/** Own dialects, out of a file of JSON. */
function dialectsOf(path: string | undefined, readText: (path: string) => string): readonly OwnDialect[] {
  if (path === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(readText(path));
  } catch (error) {
    throw new ConfigError(`HIVE_DIALECTS: ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const dialects = ownDialectsSchema.safeParse(value);
  if (dialects.success) return dialects.data;
  throw new ConfigError(
    dialects.error.issues
      .map((issue) => `HIVE_DIALECTS: ${path}: $${jsonPath(issue.path)}: ${issue.message}`)
      .join('\n'),
  );
}

/** The cluster that the server is part of; undefined when it is alone. */
function clusterOf(env: Environment): Cluster | undefined {
  const { CLICKHOUSE_CLUSTER: name, CLICKHOUSE_CLUSTER_URLS: urls, CLICKHOUSE_REPLICATED: replicated } = env;
  if (name === undefined) {
    if (urls === undefined && replicated === 'off') return undefined;
    throw new ConfigError('CLICKHOUSE_CLUSTER: expected the name of the cluster, since there are settings of one');
  }
  if (env.CLICKHOUSE_URL === undefined) {
    throw new ConfigError('CLICKHOUSE_CLUSTER: the ClickHouse of the bridge itself is no cluster; set CLICKHOUSE_URL');
  }
  if (urls === undefined) {
    throw new ConfigError(
      `CLICKHOUSE_CLUSTER_URLS: expected the URL of every server of ${name}: the tables are made on each`,
    );
  }
  return { name, urls, isReplicated: replicated === 'on' };
}

function databaseOf(env: Environment): DatabaseConfig {
  const cluster = clusterOf(env);
  const queryLimits = {
    seconds: env.HIVE_QUERY_SECONDS,
    ...(env.HIVE_QUERY_MEMORY_MB === undefined ? {} : { memoryBytes: env.HIVE_QUERY_MEMORY_MB * 1024 * 1024 }),
  };
  return env.CLICKHOUSE_URL === undefined
    ? {
        kind: 'embedded',
        queryLimits,
        dataDir: env.HIVE_DATA_DIR,
        ...(env.HIVE_CLICKHOUSE_PORT === undefined ? {} : { httpPort: env.HIVE_CLICKHOUSE_PORT }),
        ...(env.HIVE_CLICKHOUSE_MEMORY_MB === undefined
          ? {}
          : { memoryBytes: env.HIVE_CLICKHOUSE_MEMORY_MB * 1024 * 1024 }),
      }
    : {
        kind: 'external',
        queryLimits,
        url: env.CLICKHOUSE_URL,
        username: env.CLICKHOUSE_USER,
        password: env.CLICKHOUSE_PASSWORD,
        ...(env.CLICKHOUSE_READER_USER === undefined
          ? {}
          : { reader: { username: env.CLICKHOUSE_READER_USER, password: env.CLICKHOUSE_READER_PASSWORD } }),
        ...(cluster === undefined ? {} : { cluster }),
      };
}

/**
 * Environment variables as a configuration, and the files that they name.
 *
 * @throws {ConfigError} naming every variable that is wrong
 */
export function configFrom(
  variables: Readonly<Record<string, string | undefined>>,
  readText: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): BridgeConfig {
  const parsed = environment.safeParse(variables);
  const retention = retentionSchema.safeParse(variables);
  if (!parsed.success || !retention.success) {
    const issues = [...(parsed.error?.issues ?? []), ...(retention.error?.issues ?? [])];
    throw new ConfigError(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const env = parsed.data;
  const keys = keysOf(env.HIVE_API_KEYS);
  if (keys.length === 0 && env.HIVE_KEYS_FILE === undefined && !LOOPBACK.has(env.HIVE_HOST)) {
    throw new ConfigError(
      `HIVE_HOST is ${env.HIVE_HOST}, but there are no API keys: the bridge would be open to the network.\n` +
        'Set HIVE_KEYS_FILE or HIVE_API_KEYS, or leave HIVE_HOST at 127.0.0.1.',
    );
  }
  return {
    host: env.HIVE_HOST,
    port: env.HIVE_PORT,
    ...(env.HIVE_GRPC_PORT === undefined ? {} : { grpcPort: env.HIVE_GRPC_PORT }),
    database: databaseOf(env),
    retention: retention.data,
    spool: {
      folder: env.HIVE_SPOOL_DIR ?? join(env.HIVE_DATA_DIR, 'spool'),
      maxBytes: env.HIVE_SPOOL_MB * 1024 * 1024,
      maxAgeMs: env.HIVE_SPOOL_HOURS * 3_600_000,
    },
    keys,
    ...(env.HIVE_KEYS_FILE === undefined ? {} : { keysFile: env.HIVE_KEYS_FILE }),
    maxBodyBytes: env.HIVE_MAX_BODY_MB * 1024 * 1024,
    corsOrigins: env.HIVE_CORS_ORIGINS,
    keepsRawSpans: env.HIVE_RAW_SPANS === 'on',
    dialects: dialectsOf(env.HIVE_DIALECTS, readText),
    logLevel: env.HIVE_LOG_LEVEL,
  };
}

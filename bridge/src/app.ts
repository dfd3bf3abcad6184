import type { Database } from '@hiveboard/clickhouse';
import compression from 'compression';
import express, { type Express, type Request } from 'express';
import type { ErrorLog } from './error-log.js';
import { admitted, apiRoutes, errorHandler } from './api/api.js';
import { exportRoutes } from './api/export-routes.js';
import { descriptionRoutes } from './api/description-routes.js';
import { issueRoute } from './api/issue-route.js';
import { streamRoutes } from './api/stream.js';
import { createDecideIssue } from './decide-issue.js';
import { HttpError } from './errors.js';
import { createIngest } from './ingest.js';
import type { ApiKey } from './keys/api-key.js';
import { createGate, type Admission } from './keys/gate.js';
import type { OwnDialect } from './normalise/own-dialects.js';
import type { Pricing } from './prices/pricing.js';
import type { Metrics } from './prometheus/metrics.js';
import { createReader } from './query/reader.js';
import { createTail } from './query/tail.js';
import { missingOf, readiness } from './readiness.js';
import type { Spool } from './store/spool.js';
import type { Writer } from './store/writer.js';
import { createReceiver, otlpRoutes, type OtlpReceiver } from './wire/otlp.js';

/** What the bridge is made of. No part is fetched from anywhere: who starts it hands everything in. */
export interface AppDependencies {
  readonly database: Pick<Database, 'reader' | 'isPrepared'>;
  readonly writer: Writer;
  readonly spool: Pick<Spool, 'state'>;
  readonly metrics: Metrics;
  /** What calls cost whose senders do not say. */
  readonly pricing: Pricing;
  /** The keys that are valid now. Without it, everybody who can reach the bridge may do everything. */
  readonly keys: (() => readonly ApiKey[]) | undefined;
  /** Rows before those of the tables of dialects. Default none. */
  readonly dialects?: readonly OwnDialect[];
  /** Whether spans are also kept as they came. Default not. */
  readonly keepsRawSpans?: boolean;
  /** Origins of web pages that may send from a browser. Default none. */
  readonly corsOrigins?: readonly string[];
  /** The largest body, as sent and inflated, in bytes. Default 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Epoch milliseconds. Default the system's clock. */
  readonly clock?: () => number;
  /** How often a silent live stream says that it lives, in milliseconds. Default 15,000. */
  readonly heartbeatMs?: number;
  readonly log: ErrorLog;
}

/** A bridge without its sockets. */
export interface App {
  readonly http: Express;
  /** What OTLP over HTTP hands requests to, and over gRPC may too. */
  readonly receiver: OtlpReceiver;
}

/** Below this, compressing costs more than it saves. */
const WORTH_COMPRESSING_BYTES = 1024;
/** Of zlib's nine. At its usual, the sixth, answers are a sixth smaller and take more than twice as long. */
const COMPRESSION_LEVEL = 3;

/** Wires the stages: wire → ingest (normalise → rows → store), and query → api. Opens no socket. */
export function createApp(dependencies: AppDependencies): App {
  const {
    database,
    writer,
    spool,
    metrics,
    pricing,
    keys,
    dialects = [],
    maxBodyBytes,
    clock = Date.now,
    heartbeatMs = 15_000,
    keepsRawSpans = false,
    corsOrigins = [],
    log,
  } = dependencies;
  const admit = createGate(keys, clock);
  const receiver = createReceiver({
    authenticate: (headers) => admit(headers, 'ingest'),
    ...createIngest({ dialects, keepsRawSpans, pricing, writer, metrics, clock, log }),
    observe: metrics.answered,
    cors: corsOrigins.length === 0 ? undefined : { allowedOrigins: corsOrigins },
    log,
    ...(maxBodyBytes === undefined ? {} : { limits: { maxBodyBytes } }),
  });
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', 'weak');
  app.use(otlpRoutes(receiver));
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const { success } = await database.reader.ping({ select: true });
    const { status, body } = readiness(missingOf(success, database.isPrepared()), spool.state(), clock());
    response.status(status).json(body);
  });
  app.get('/metrics', async (request, response) => {
    admitted(admit(request.headers, 'admin'), response);
    response.set('content-type', metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  const reader = createReader(database.reader);
  const admitReader = (request: Request): Admission => admit(request.headers, 'read');
  app.use(
    issueRoute({
      decide: createDecideIssue({ reader, writer, clock }),
      admit: (request) => admit(request.headers, 'ingest'),
    }),
  );
  app.use(streamRoutes({ reader, tail: createTail({ reader, clock, log }), admit: admitReader, clock, heartbeatMs }));
  // After the live stream, whose events would be held back until there is enough to compress.
  app.use(compression({ threshold: WORTH_COMPRESSING_BYTES, level: COMPRESSION_LEVEL }));
  app.use(descriptionRoutes());
  app.use(exportRoutes({ reader, admit: admitReader, clock, log }));
  app.use(apiRoutes({ reader, admit: admitReader, clock, log }));
  app.use(() => {
    throw new HttpError('not_found');
  });
  app.use(errorHandler(log));
  return { http: app, receiver };
}

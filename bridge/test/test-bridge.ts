import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryLimits } from '@hiveboard/clickhouse';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import type { ApiKey } from '../src/keys/api-key.js';
import { startBridge, type Bridge } from '../src/bridge.js';
import type { OwnDialect } from '../src/normalise/own-dialects.js';

type Attribute = string | number | boolean | readonly string[];
type Attributes = Readonly<Record<string, Attribute>>;

/** A span as a test writes it; times are epoch milliseconds. */
export interface SentSpan {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly start: number;
  readonly end?: number;
  readonly attributes: Attributes;
  readonly events?: readonly { readonly name: string; readonly at: number; readonly attributes: Attributes }[];
  readonly error?: string;
}

const valueOf = (value: Attribute): object =>
  typeof value === 'string'
    ? { stringValue: value }
    : typeof value === 'boolean'
      ? { boolValue: value }
      : typeof value === 'number'
        ? Number.isInteger(value)
          ? { intValue: String(value) }
          : { doubleValue: value }
        : { arrayValue: { values: value.map(valueOf) } };

const attributesOf = (attributes: Attributes): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));

const nanoseconds = (at: number): string => `${Math.round(at)}000000`;

let spanCount = 0;
const freshSpanId = (): string => (++spanCount).toString(16).padStart(16, '0');

/** Spans as the body of an OTLP/JSON request. */
export const otlp = (spans: readonly SentSpan[], resource: Attributes = { 'service.name': 'shop' }): object => ({
  resourceSpans: [
    {
      resource: { attributes: attributesOf(resource) },
      scopeSpans: [
        {
          spans: spans.map((span) => ({
            traceId: span.traceId ?? '0af7651916cd43dd8448eb211c80319c',
            spanId: span.spanId ?? freshSpanId(),
            parentSpanId: span.parentSpanId ?? '',
            name: span.name ?? 'span',
            kind: 1,
            startTimeUnixNano: nanoseconds(span.start),
            endTimeUnixNano: nanoseconds(span.end ?? span.start),
            attributes: attributesOf(span.attributes),
            events: (span.events ?? []).map(({ name, at, attributes }) => ({
              name,
              timeUnixNano: nanoseconds(at),
              attributes: attributesOf(attributes),
            })),
            status: span.error === undefined ? {} : { code: 2, message: span.error },
          })),
        },
      ],
    },
  ],
});

/** What a request was answered with. */
interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** A bridge on the real engine. Its clock can be set, so that a silent night passes in a moment. */
export interface TestBridge {
  readonly bridge: Bridge;
  readonly database: TestDatabase;
  /** Sends OTLP/JSON; answers the status and the parsed body. */
  readonly send: (body: object, headers?: Readonly<Record<string, string>>) => Promise<Answer<unknown>>;
  /** Asks the API. */
  readonly ask: <T>(path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer<T>>;
  /** Moves the bridge's own clock, by milliseconds from now. */
  readonly shiftClock: (milliseconds: number) => void;
  /** Stops the bridge's own clock at this moment. */
  readonly freezeClock: () => void;
  readonly stop: () => Promise<void>;
}

/** What a test may give its bridge beside keys. */
export interface TestBridgeOptions {
  readonly keysFile?: string;
  readonly dialects?: readonly OwnDialect[];
  readonly heartbeatMs?: number;
  readonly queryLimits?: QueryLimits;
  readonly keepsRawSpans?: boolean;
  readonly corsOrigins?: readonly string[];
  readonly log?: { error(details: object, message: string): void };
}
/** The room in a test bridge's spool. */
export const SPOOL_BYTES = 64 * 1024 * 1024;

/** Starts one; `keys` as the bridge takes them. */
export async function startTestBridge(
  keys: readonly ApiKey[] = [],
  {
    keysFile,
    dialects = [],
    heartbeatMs = 15_000,
    keepsRawSpans = false,
    corsOrigins = [],
    queryLimits,
    log = { error: () => undefined },
  }: TestBridgeOptions = {},
): Promise<TestBridge> {
  const database = await startTestDatabase(queryLimits);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'hive-spool-'));
  let shift = 0;
  let frozenAt: number | undefined;
  const bridge = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder: spoolFolder, maxBytes: SPOOL_BYTES },
      keys,
      dialects,
      keepsRawSpans,
      corsOrigins,
      maxBodyBytes: 4 * 1024 * 1024,
      ...(keysFile === undefined ? {} : { keysFile }),
    },
    { database, clock: () => (frozenAt ?? Date.now()) + shift, heartbeatMs, log },
  );
  return {
    bridge,
    database,
    send: async (body, headers = {}) => {
      const response = await fetch(`${bridge.url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
    ask: async <T>(path: string, headers = {}): Promise<Answer<T>> => {
      const response = await fetch(`${bridge.url}${path}`, { headers });
      return { status: response.status, body: (await response.json()) as T };
    },
    shiftClock: (milliseconds) => {
      shift = milliseconds;
    },
    freezeClock: () => {
      frozenAt = Date.now();
    },
    stop: async () => {
      await bridge.close();
      await database.stop();
      await rm(spoolFolder, { recursive: true, force: true });
    },
  };
}

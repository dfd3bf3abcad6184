import type { TracerProvider } from '@opentelemetry/api';
import type { Redact } from './redact.js';

/** Options of {@link init}. All may be left out. */
export interface HiveOptions {
  /** Base address of the bridge or of a Collector; traces go to `{endpoint}/v1/traces`. Default: `HIVE_ENDPOINT`, else http://127.0.0.1:4318. */
  readonly endpoint?: string | undefined;
  /** Sent as `Authorization: Bearer`. Default: `HIVE_API_KEY`, else none. */
  readonly apiKey?: string | undefined;
  /** Such as production or staging. Default production. */
  readonly environment?: string | undefined;
  /** A free label for a part of the fleet. Default default. */
  readonly group?: string | undefined;
  /** Name of the process. Default: `OTEL_SERVICE_NAME`, else what OpenTelemetry calls an unknown service. */
  readonly serviceName?: string | undefined;
  /** How often news of running tasks leaves, in milliseconds, from 10. Default 1000. */
  readonly flushIntervalMs?: number | undefined;
  /** How many spans may wait for an endpoint that does not answer; past that the oldest are dropped and counted. Default 20480. */
  readonly maxQueueSize?: number | undefined;
  /** How spans are written: `http/json` where people or proxies must read along. Default: `OTEL_EXPORTER_OTLP_PROTOCOL` if it is one of the two, else `http/protobuf`. */
  readonly protocol?: Protocol | undefined;
  /**
   * Takes out of all texts what must not leave: previews, summaries, reasons, payloads, contexts, messages of errors. A
   * function gets each text and gives back what may be sent; `secrets` is a built-in set: keys, tokens, passwords, cards
   * and e-mail addresses. Names and ids stay as they are. Default: nothing is taken out.
   */
  readonly redact?: Redact | 'secrets' | undefined;
  /** False: everything works and nothing is recorded. Default: true, unless `OTEL_SDK_DISABLED` is true. */
  readonly enabled?: boolean | undefined;
  /** The time in epoch milliseconds: for filling in history, and for tests. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
  /** Hears about trouble, once per kind. Default: `process.emitWarning`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Makes the spans. Default: the provider that the application registered globally, else a private one. */
  readonly tracerProvider?: TracerProvider | undefined;
}

/** How OTLP goes over HTTP. */
export const PROTOCOLS = ['http/protobuf', 'http/json'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Options with every default filled in. */
export interface Config {
  readonly tracesUrl: string;
  readonly apiKey: string | undefined;
  readonly environment: string;
  readonly group: string;
  readonly serviceName: string | undefined;
  readonly flushIntervalMs: number;
  readonly maxQueueSize: number;
  readonly protocol: Protocol;
  readonly isEnabled: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variables as shells leave them: an empty one counts as absent. */
const filled = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const protocolOf = (value: unknown): Protocol | undefined => PROTOCOLS.find((known) => known === value);

const isTracerProvider = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'getTracer' in value && typeof value.getTracer === 'function';

/** What options must be; the rest is looked at where it is used. */
const EXPECTED: readonly (readonly [keyof HiveOptions, string, (value: unknown) => boolean])[] = [
  ...(['endpoint', 'apiKey', 'environment', 'group', 'serviceName'] as const).map(
    (name) => [name, 'a text', (value: unknown) => typeof value === 'string'] as const,
  ),
  ['enabled', 'true or false', (value) => typeof value === 'boolean'],
  ['clock', 'a function', (value) => typeof value === 'function'],
  ['onWarning', 'a function', (value) => typeof value === 'function'],
  ['tracerProvider', 'a TracerProvider', isTracerProvider],
];

/** Options without those of a wrong type, and what is wrong with these. Null is as good as nothing. */
export function readOptions(given: Partial<HiveOptions>): {
  readonly options: Partial<HiveOptions>;
  readonly complaints: readonly string[];
} {
  const left = new Map<string, unknown>(
    Object.entries(given).filter(([, value]: [string, unknown]) => value !== undefined && value !== null),
  );
  const wrong = EXPECTED.filter(([name, , isFit]) => left.has(name) && !isFit(left.get(name)));
  for (const [name] of wrong) left.delete(name);
  return {
    options: Object.fromEntries(left),
    complaints: wrong.map(([name, expected]) => `init: ${name} must be ${expected}; using the default`),
  };
}

/** Where traces go. An endpoint that already says so, and one with a query, are understood too. */
function tracesUrlOf(endpoint: string): string {
  if (!URL.canParse(endpoint)) return `${endpoint}/v1/traces`;
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/v1\/traces$/, '')}/v1/traces`;
  return url.href;
}

/** Fills in defaults from the environment. Wrong values fall back to the default with a warning: never an exception. */
export function resolveConfig(
  options: HiveOptions,
  environment: Environment,
): { readonly config: Config; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const wholeFrom = (name: 'flushIntervalMs' | 'maxQueueSize', least: number, fallback: number): number => {
    const value: unknown = options[name];
    if (value === undefined) return fallback;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value < 2 ** 31) return value;
    warnings.push(`init: ${name} must be a whole number from ${least}; using ${fallback}`);
    return fallback;
  };
  const protocolFrom = (value: unknown): Protocol | undefined => {
    const known = protocolOf(value);
    if (known === undefined && value !== undefined)
      warnings.push(`init: protocol must be one of ${PROTOCOLS.join(', ')}`);
    return known;
  };
  const endpoint = filled(options.endpoint) ?? filled(environment['HIVE_ENDPOINT']) ?? 'http://127.0.0.1:4318';
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    warnings.push('init: endpoint must be an http or https address; nothing can be sent');
  }
  return {
    config: {
      tracesUrl: tracesUrlOf(endpoint),
      apiKey: filled(options.apiKey) ?? filled(environment['HIVE_API_KEY']),
      environment: filled(options.environment) ?? 'production',
      group: filled(options.group) ?? 'default',
      serviceName: filled(options.serviceName) ?? filled(environment['OTEL_SERVICE_NAME']),
      flushIntervalMs: wholeFrom('flushIntervalMs', 10, 1000),
      maxQueueSize: wholeFrom('maxQueueSize', 1, 20_480),
      protocol:
        protocolFrom(options.protocol) ?? protocolOf(environment['OTEL_EXPORTER_OTLP_PROTOCOL']) ?? 'http/protobuf',
      isEnabled: options.enabled ?? environment['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true',
    },
    warnings,
  };
}

/** Whole milliseconds from a clock that may be anybody's; a broken one is replaced by the real time. */
export function wholeMilliseconds(clock: () => number): () => number {
  return () => {
    try {
      const now = Math.floor(clock());
      if (Number.isSafeInteger(now) && now >= 0) return now;
    } catch {
      // falls through to the real time: a wrong moment is worth less than no exception in the agent
    }
    return Date.now();
  };
}

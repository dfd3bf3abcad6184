import { setTimeout as pause } from 'node:timers/promises';
import { context, diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ErrorLog } from '../error-log.js';
import { ConfigError, type BridgeConfig } from '../config.js';

type Environment = Readonly<Record<string, string | undefined>>;

const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0', '[::]']);
/** How long the last spans may take when the bridge stops. */
const FAREWELL_MS = 2_000;
const DEFAULT_ENDPOINT = 'http://localhost:4318';

/** Where spans go by OpenTelemetry's own variables; undefined when nobody wants any. */
function endpointIn(env: Environment): string | undefined {
  if (env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return undefined;
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return endpoint ?? (env['OTEL_TRACES_EXPORTER'] === 'otlp' ? DEFAULT_ENDPOINT : undefined);
}

/**
 * Where the bridge's own spans go, as {@link startTracing} sends them.
 *
 * @returns undefined when the environment asks for none
 * @throws {ConfigError} when they cannot go there
 */
export function tracesEndpoint(
  env: Environment,
  { host, port, grpcPort }: Pick<BridgeConfig, 'host' | 'port' | 'grpcPort'>,
): string | undefined {
  const endpoint = endpointIn(env);
  if (endpoint === undefined) return undefined;
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? 'http/protobuf';
  if (protocol !== 'http/protobuf') {
    throw new ConfigError(
      `OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}, but the bridge sends its spans as http/protobuf.`,
    );
  }
  if (!URL.canParse(endpoint)) throw new ConfigError(`OTEL_EXPORTER_OTLP_ENDPOINT is no URL: ${endpoint}`);
  const url = new URL(endpoint);
  const isHere = LOCAL.has(url.hostname) || url.hostname === host;
  if (isHere && [port, grpcPort].includes(Number(url.port))) {
    throw new ConfigError(
      'OTEL_EXPORTER_OTLP_ENDPOINT is this bridge itself. Its own spans go to the backend that keeps your other traces.',
    );
  }
  return endpoint;
}

/**
 * Sends the bridge's own spans where OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_*`, `OTEL_TRACES_SAMPLER`,
 * `OTEL_BSP_*`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`) say, which the SDK reads.
 *
 * @returns sends what is left, and ends
 */
export function startTracing(log: ErrorLog): () => Promise<void> {
  let said = '';
  const complain = (reason: unknown): void => {
    // An endpoint that is away is away for every batch.
    if (String(reason) !== said)
      log.error({ reason: String(reason) }, 'the spans of the bridge itself could not be sent');
    said = String(reason);
  };
  const silent = (): undefined => undefined;
  diag.setLogger({ error: complain, warn: complain, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'hiveboard-bridge' }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return async () => {
    // An endpoint that is away must not hold up the end.
    const left = provider.shutdown().catch(complain);
    await Promise.race([left, pause(FAREWELL_MS, undefined, { ref: false })]);
  };
}

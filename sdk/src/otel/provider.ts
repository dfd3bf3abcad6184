/* eslint-disable @typescript-eslint/no-deprecated -- ProxyTracerProvider goes with API 2, which our peer range leaves out */
import {
  isSpanContextValid,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Attributes,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import type { Config } from '../config.js';
import { encode, resourceFields } from '../contract/index.js';
import { SDK_NAME, SDK_VERSION } from '../version.js';
import { randomHex } from './random-hex.js';
import { RecordedSpan, type FinishedSpan } from './recorded-span.js';

/** The little of a `TracerProvider` that reporting needs: every provider of OpenTelemetry is one. */
export interface SpanSource {
  getTracer(name: string, version?: string): Pick<Tracer, 'startSpan'>;
}

/** Who gets the spans that have ended. */
export interface SpanSink {
  onEnd(span: FinishedSpan): void;
}

/** What OpenTelemetry hands out while nobody has registered a provider. Minifiers may have taken its name. */
const nobody = new ProxyTracerProvider().getDelegate();

/** What the API puts in front of the registered provider. Known by its shape: the application may have its own copy. */
interface Proxy {
  getDelegate(): TracerProvider;
}
const isProxy = (provider: object): provider is Proxy =>
  'getDelegate' in provider && typeof provider.getDelegate === 'function';

/** The provider that the application registered, or undefined. */
export function globalProvider(): TracerProvider | undefined {
  const registered = trace.getTracerProvider();
  const provider = isProxy(registered) ? registered.getDelegate() : registered;
  return provider === nobody || provider.constructor.name === 'NoopTracerProvider' ? undefined : provider;
}

/**
 * A source of our own, registered nowhere: it cannot disturb the application's telemetry. It records every span, since
 * money must not be sampled away, whatever `OTEL_TRACES_SAMPLER` or a remote parent says.
 */
export function createPrivateProvider(config: Config, sink: SpanSink): SpanSource {
  const resource = { attributes: resourceAttributes(config) };
  const instrumentationScope = { name: SDK_NAME, version: SDK_VERSION };
  const onEnd = (span: FinishedSpan): void => {
    sink.onEnd(span);
  };
  const tracer: Pick<Tracer, 'startSpan'> = {
    startSpan: (name, options = {}, context = ROOT_CONTEXT) => {
      const above = options.root === true ? undefined : trace.getSpanContext(context);
      const parentSpanContext = above !== undefined && isSpanContextValid(above) ? above : undefined;
      const spanContext = {
        traceId: parentSpanContext?.traceId ?? randomHex(16),
        spanId: randomHex(8),
        traceFlags: TraceFlags.SAMPLED,
        ...(parentSpanContext?.traceState === undefined ? {} : { traceState: parentSpanContext.traceState }),
      };
      return new RecordedSpan({ name, options, spanContext, parentSpanContext, resource, instrumentationScope, onEnd });
    },
  };
  return { getTracer: () => tracer };
}

function resourceAttributes({ environment, group, serviceName }: Config): Attributes {
  const own = encode(resourceFields, { environment, group, service: serviceName });
  return {
    'service.name': `unknown_service:${process.argv0}`,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': SDK_NAME,
    'telemetry.sdk.version': SDK_VERSION,
    ...own.attributes,
    'telemetry.distro.name': SDK_NAME,
    'telemetry.distro.version': SDK_VERSION,
  };
}

/* eslint-disable @typescript-eslint/no-deprecated -- ProxyTracerProvider goes with API 2, which our peer range leaves out */
import { ProxyTracerProvider, trace, type TracerProvider } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Config } from '../config.js';
import { encode, resourceFields } from '../contract/index.js';
import { SDK_NAME, SDK_VERSION } from '../version.js';

/** What OpenTelemetry hands out while nobody has registered a provider. */
const nobody = new ProxyTracerProvider().getDelegate();

/** The provider that the application registered, or undefined. */
export function globalProvider(): TracerProvider | undefined {
  const registered = trace.getTracerProvider();
  const provider = registered instanceof ProxyTracerProvider ? registered.getDelegate() : registered;
  return provider === nobody || provider.constructor.name === 'NoopTracerProvider' ? undefined : provider;
}

/** A provider of our own, registered nowhere: it cannot disturb the application's telemetry. */
export function createPrivateProvider(config: Config, processor: SpanProcessor): BasicTracerProvider {
  const { environment, group, serviceName } = config;
  const own = encode(resourceFields, { environment, group, service: serviceName });
  return new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        ...own.attributes,
        'telemetry.distro.name': SDK_NAME,
        'telemetry.distro.version': SDK_VERSION,
      }),
    ),
    // Money must not be sampled away, whatever OTEL_TRACES_SAMPLER or a remote parent says.
    sampler: new AlwaysOnSampler(),
    // OpenTelemetry keeps 128 events per span and drops the oldest. Ordinary tasks have fewer than this; of longer ones
    // all but the newest 63 events have left on progress spans by then, so the receiver has them all the same. That
    // also covers an application's provider with the usual limits.
    spanLimits: { eventCountLimit: 1024, attributeCountLimit: 128, attributePerEventCountLimit: 128 },
    spanProcessors: [processor],
  });
}

import { tracesEndpoint } from './start-tracing.js';

const BRIDGE = { host: '10.0.0.7', port: 4318, grpcPort: 4317 };

test.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
  ['nothing', {}, undefined],
  ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://tempo:4318' }, 'http://tempo:4318'],
  [
    'one for traces',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/x' },
    'http://b/x',
  ],
  ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://tempo:4318', OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ['no SDK', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://tempo:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
  ['another port here', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:14318' }, 'http://localhost:14318'],
])('with %s in the environment', (_, env, endpoint) => {
  expect(tracesEndpoint(env, BRIDGE)).toBe(endpoint);
});

test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
  ['to itself', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, /is this bridge itself/],
  ['to itself by its host', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://10.0.0.7:4318/' }, /is this bridge itself/],
  ['to its gRPC', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://[::1]:4317' }, /is this bridge itself/],
  ['to itself by default', { OTEL_TRACES_EXPORTER: 'otlp' }, /is this bridge itself/],
  ['nowhere', { OTEL_EXPORTER_OTLP_ENDPOINT: 'tempo' }, /is no URL: tempo/],
  [
    'over gRPC',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://tempo:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    /OTEL_EXPORTER_OTLP_PROTOCOL is grpc/,
  ],
])('spans cannot go %s', (_, env, reason) => {
  expect(() => tracesEndpoint(env, BRIDGE)).toThrow(reason);
});

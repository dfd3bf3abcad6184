import { resolveConfig, wholeMilliseconds, type Config, type HiveOptions } from './config.js';

const DEFAULTS: Config = {
  tracesUrl: 'http://127.0.0.1:4318/v1/traces',
  apiKey: undefined,
  environment: 'production',
  group: 'default',
  serviceName: undefined,
  flushIntervalMs: 1000,
  maxQueueSize: 20_480,
  protocol: 'http/protobuf',
  isEnabled: true,
};
type Environment = Readonly<Record<string, string>>;

test.each<readonly [string, { options?: HiveOptions; environment?: Environment; config: Partial<Config> }]>([
  ['nothing is said', { config: {} }],
  [
    'the environment says it',
    {
      environment: { HIVE_ENDPOINT: 'https://hive.example/', HIVE_API_KEY: 'k1', OTEL_SERVICE_NAME: 's' },
      config: { tracesUrl: 'https://hive.example/v1/traces', apiKey: 'k1', serviceName: 's' },
    },
  ],
  [
    'the program says it, over the environment',
    {
      options: {
        endpoint: 'http://bridge:4318/base',
        apiKey: 'k2',
        environment: 'staging',
        group: 'g',
        serviceName: 'p',
        flushIntervalMs: 50,
        maxQueueSize: 1,
        protocol: 'http/json',
        enabled: false,
      },
      environment: { HIVE_ENDPOINT: 'https://hive.example', HIVE_API_KEY: 'k1', OTEL_SERVICE_NAME: 's' },
      config: {
        tracesUrl: 'http://bridge:4318/base/v1/traces',
        apiKey: 'k2',
        environment: 'staging',
        group: 'g',
        serviceName: 'p',
        flushIntervalMs: 50,
        maxQueueSize: 1,
        protocol: 'http/json',
        isEnabled: false,
      },
    },
  ],
  [
    'OpenTelemetry’s own variables say it',
    {
      environment: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_SDK_DISABLED: 'TRUE' },
      config: { protocol: 'http/json', isEnabled: false },
    },
  ],
  [
    'a protocol of OpenTelemetry that we do not speak is passed over',
    { environment: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, config: {} },
  ],
  ['empty variables are as good as none', { environment: { HIVE_ENDPOINT: '', HIVE_API_KEY: '' }, config: {} }],
])('a configuration is complete when %s', (_when, { options = {}, environment = {}, config }) => {
  expect(resolveConfig(options, environment)).toEqual({ config: { ...DEFAULTS, ...config }, warnings: [] });
});

test.each<readonly [HiveOptions, string]>([
  [{ flushIntervalMs: 0 }, 'init: flushIntervalMs must be a whole number from 10; using 1000'],
  [{ flushIntervalMs: NaN }, 'init: flushIntervalMs must be a whole number from 10; using 1000'],
  [{ flushIntervalMs: 2 ** 31 }, 'init: flushIntervalMs must be a whole number from 10; using 1000'],
  [{ maxQueueSize: 1.5 }, 'init: maxQueueSize must be a whole number from 1; using 20480'],
  [{ protocol: 'grpc' as 'http/json' }, 'init: protocol must be one of http/protobuf, http/json'],
  [{ endpoint: 'ftp://x' }, 'init: endpoint must be an http or https address; nothing can be sent'],
  [{ endpoint: 'http://' }, 'init: endpoint must be an http or https address; nothing can be sent'],
])('%j is warned about', (options, warning) => {
  expect(resolveConfig(options, {}).warnings).toEqual([warning]);
});

test('a clock counts whole milliseconds, and a broken one is replaced by the real time', () => {
  expect(wholeMilliseconds(() => 12.9)()).toBe(12);
  for (const broken of [() => NaN, () => -5, () => Infinity, () => JSON.parse('{') as number]) {
    expect(Math.abs(wholeMilliseconds(broken)() - Date.now())).toBeLessThan(1000);
  }
});

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configFrom } from '@hiveboard/bridge';
import { ROOT, objectsIn, provisioned, readData } from './read-files.js';

interface Service {
  readonly image?: string;
  readonly build?: { readonly dockerfile: string; readonly target: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: object;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
}
const { services, volumes, configs } = readData('docker-compose.yml') as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
};
const named = Object.entries(services);

/** What compose makes of a value when nothing is set. */
const filledIn = (value: string): string => value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
const environmentOf = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, filledIn(value)]));

test.each(named)('%s opens its ports on the loopback alone', (_, { ports = [] }) => {
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{\w+:-\d+\}:\d+$/);
});

test.each(named)('%s runs a pinned image, or one that is built here', (_, { image, build }) => {
  if (build === undefined) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)*$/);
  else expect(existsSync(join(ROOT, build.dockerfile))).toBe(true);
});

test.each(named)('%s mounts what is there', (_, service) => {
  for (const volume of service.volumes ?? []) {
    const [source = ''] = volume.split(':');
    if (source.startsWith('./')) {
      // The plugin's build is the one thing that a checkout lacks.
      expect(source === './grafana-plugin/dist' || existsSync(join(ROOT, source))).toBe(true);
    } else expect(Object.keys(volumes)).toContain(source);
  }
});

test.each(named)('%s waits only for services that say when they are ready', (_, { depends_on = {} }) => {
  for (const other of Object.keys(depends_on)) expect(services[other]?.healthcheck).toBeDefined();
});

test('without a profile there are ClickHouse, the bridge and Grafana', () => {
  expect(named.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name)).toEqual([
    'clickhouse',
    'bridge',
    'grafana',
  ]);
});

test('the bridge knows every variable that it is given, and starts with them', () => {
  const environment = environmentOf('bridge');
  const asked = new Set<string>();
  const config = configFrom(
    new Proxy(environment, {
      get: (target, name) => {
        asked.add(String(name));
        return Reflect.get(target, name) as string | undefined;
      },
    }),
  );
  expect(Object.keys(environment).filter((name) => !asked.has(name))).toEqual([]);
  expect(config).toMatchObject({
    host: '0.0.0.0',
    port: 4318,
    grpcPort: 4317,
    database: { kind: 'external', url: 'http://clickhouse:8123', reader: { username: 'hive_reader' } },
    keys: [
      { name: 'agents', scopes: ['ingest'], tenant: 'default' },
      { name: 'grafana', scopes: ['read'], tenant: 'default' },
      { name: 'prometheus', scopes: ['admin'], tenant: 'default' },
    ],
    keysFile: '/var/lib/hive/keys.json',
  });
});

test('the default keys are those whose hashes the bridge knows', () => {
  const { keys } = configFrom(environmentOf('bridge'));
  const hashOf = (key: string | undefined): string =>
    createHash('sha256')
      .update(key ?? '')
      .digest('hex');
  const fleet = environmentOf('fleet');
  const adminKey = filledIn(configs['admin-key']?.content ?? '');
  expect(keys.map(({ sha256 }) => sha256)).toEqual(
    [fleet['HIVE_API_KEY'], fleet['HIVE_READ_KEY'], adminKey].map(hashOf),
  );
  expect(environmentOf('grafana')['HIVE_READ_KEY']).toBe(fleet['HIVE_READ_KEY']);
  expect(environmentOf('collector')['HIVE_INGEST_KEY']).toBe(fleet['HIVE_API_KEY']);
});

test('Prometheus scrapes with the key of an admin, from a file that it is given', () => {
  const [scrape] = [...objectsIn(readData('provisioning/prometheus.yml'))].filter((item) => 'job_name' in item);
  const given = services['prometheus']?.configs ?? [];
  expect(given).toEqual([{ source: 'admin-key', target: '/etc/prometheus/hive-admin-key' }]);
  expect(scrape).toMatchObject({
    authorization: { credentials_file: given[0]?.target },
    static_configs: [{ targets: [`bridge:${environmentOf('bridge')['HIVE_PORT']}`] }],
  });
});

test('the spool and the keys that people make are on a volume that outlives the bridge', () => {
  expect(services['bridge']?.volumes).toEqual(['bridge:/var/lib/hive']);
  expect(environmentOf('bridge')['HIVE_KEYS_FILE']).toBe('/var/lib/hive/keys.json');
});

test('Grafana has every variable that its provisioning speaks of', () => {
  const spoken = provisioned()
    .filter((path) => /^(datasources|plugins)\/.*\.yaml$/.test(path))
    .flatMap((path) => [...JSON.stringify(readData(`provisioning/${path}`)).matchAll(/\$(\w+)/g)])
    .map(([, name]) => name);
  expect(spoken).not.toHaveLength(0);
  expect(Object.keys(environmentOf('grafana'))).toEqual(expect.arrayContaining(spoken));
});

test('Grafana may load every plugin of the app', () => {
  const app = readData('grafana-plugin/src/plugin.json') as { readonly id: string; readonly includes: unknown };
  const nested = [...objectsIn(app.includes)]
    .filter(({ type }) => type === 'panel' || type === 'datasource')
    .map(({ path }) => (readData(`grafana-plugin/src/${String(path)}`) as { readonly id: string }).id);
  const allowed = environmentOf('grafana')['GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS']?.split(',') ?? [];
  expect(new Set(allowed)).toEqual(new Set([app.id, ...nested]));
});

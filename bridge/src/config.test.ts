import { ConfigError, configFrom } from './config.js';

const SHA = 'a'.repeat(64);
const KEYS = JSON.stringify([{ name: 'agents', sha256: SHA, scopes: ['ingest'] }]);

/** What a wrong configuration is told. */
function complaint(variables: Readonly<Record<string, string>>): string {
  try {
    configFrom(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('an empty environment is a bridge on the loopback with its own ClickHouse', () => {
  expect(configFrom({})).toEqual({
    host: '127.0.0.1',
    port: 4318,
    database: { kind: 'embedded', dataDir: './.hive' },
    spool: { folder: '.hive/spool', maxBytes: 1024 * 1024 * 1024 },
    keys: [],
    maxBodyBytes: 64 * 1024 * 1024,
    logLevel: 'info',
  });
});

test('a ClickHouse of the user is used instead, with a reader of its own', () => {
  const { database } = configFrom({
    CLICKHOUSE_URL: 'https://ch.example:8443',
    CLICKHOUSE_USER: 'hive',
    CLICKHOUSE_PASSWORD: 'p',
    CLICKHOUSE_READER_USER: 'grafana',
    CLICKHOUSE_READER_PASSWORD: 'q',
  });
  expect(database).toEqual({
    kind: 'external',
    url: 'https://ch.example:8443',
    username: 'hive',
    password: 'p',
    reader: { username: 'grafana', password: 'q' },
  });
});

test('the spool lies in the data directory, or where it is put', () => {
  expect(configFrom({ HIVE_DATA_DIR: '/data', HIVE_SPOOL_MB: '0.5' }).spool).toEqual({
    folder: '/data/spool',
    maxBytes: 512 * 1024,
  });
  expect(configFrom({ HIVE_SPOOL_DIR: '/fast' }).spool.folder).toBe('/fast');
});

test('keys are read, with their defaults', () => {
  expect(configFrom({ HIVE_API_KEYS: KEYS, HIVE_HOST: '0.0.0.0' }).keys).toEqual([
    { name: 'agents', sha256: SHA, scopes: ['ingest'], tenant: 'default' },
  ]);
});

test.each([
  [{ HIVE_PORT: 'http' }, 'HIVE_PORT: Invalid input: expected number, received NaN'],
  [{ HIVE_SPOOL_MB: '0' }, 'HIVE_SPOOL_MB: Too small: expected number to be >0'],
  [{ HIVE_PORT: '70000' }, 'HIVE_PORT: Too big: expected number to be <=65535'],
  [{ CLICKHOUSE_URL: 'clickhouse:8123' }, 'CLICKHOUSE_URL: Invalid URL'],
  [{ HIVE_API_KEYS: 'hb_live_123' }, 'HIVE_API_KEYS: expected a JSON list of {"name", "sha256", "scopes", "tenant"}'],
  [
    { HIVE_API_KEYS: '[{"name":"a","sha256":"plain","scopes":["read"]}]' },
    'HIVE_API_KEYS: entry 0.sha256: Invalid string: must match pattern /^[0-9a-f]{64}$/',
  ],
  [
    { HIVE_HOST: '0.0.0.0' },
    'HIVE_HOST is 0.0.0.0, but there are no API keys: the bridge would be open to the network.\nSet HIVE_API_KEYS, or leave HIVE_HOST at 127.0.0.1.',
  ],
])('%j is refused with what to do', (variables, message) => {
  expect(complaint(variables)).toBe(message);
});

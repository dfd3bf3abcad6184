import { readFileSync } from 'node:fs';
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
    database: { kind: 'embedded', dataDir: './.hive', queryLimits: { seconds: 10 } },
    retention: { events: 30, calls: 90, previews: 14, hours: 400, spans: 7, deadLetters: 90 },
    spool: { folder: '.hive/spool', maxBytes: 1024 * 1024 * 1024, maxAgeMs: 7 * 24 * 3_600_000 },
    keys: [],
    maxBodyBytes: 64 * 1024 * 1024,
    corsOrigins: [],
    keepsRawSpans: false,
    dialects: [],
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
    queryLimits: { seconds: 10 },
  });
});

const CLUSTER = {
  CLICKHOUSE_URL: 'http://ch-1:8123',
  CLICKHOUSE_CLUSTER: 'prod',
  CLICKHOUSE_CLUSTER_URLS: 'http://ch-1:8123, http://ch-2:8123',
};

test('a ClickHouse may be a cluster, replicated or not', () => {
  const cluster = { name: 'prod', urls: ['http://ch-1:8123', 'http://ch-2:8123'], isReplicated: false };
  expect(configFrom(CLUSTER).database).toMatchObject({ kind: 'external', url: 'http://ch-1:8123', cluster });
  expect(configFrom({ ...CLUSTER, CLICKHOUSE_REPLICATED: 'on' }).database).toMatchObject({
    cluster: { ...cluster, isReplicated: true },
  });
});

test('what is kept for how long is a number of days each, and what is not said follows what is', () => {
  const kept = (variables: Readonly<Record<string, string>>) => configFrom(variables).retention;
  expect(kept({ HIVE_RETENTION_EVENTS_DAYS: '60', HIVE_RETENTION_SPANS_DAYS: '2' })).toMatchObject({
    events: 60,
    spans: 2,
    calls: 90,
  });
  expect(kept({ HIVE_RETENTION_CALLS_DAYS: '7' })).toMatchObject({ calls: 7, previews: 7, hours: 400 });
  expect(kept({ HIVE_RETENTION_CALLS_DAYS: '3650' })).toMatchObject({ calls: 3650, previews: 14, hours: 3657 });
  expect(kept({ HIVE_RETENTION_CALLS_DAYS: '30', HIVE_RETENTION_HOURS_DAYS: '37' })).toMatchObject({ hours: 37 });
});

test('gRPC has a port when it is given one', () => {
  expect(configFrom({ HIVE_GRPC_PORT: '4317' }).grpcPort).toBe(4317);
  expect(complaint({ HIVE_GRPC_PORT: 'yes' })).toMatch(/^HIVE_GRPC_PORT: /);
});

test('web pages may send from origins that are listed', () => {
  const { corsOrigins } = configFrom({ HIVE_CORS_ORIGINS: 'https://shop.example, http://localhost:3000' });
  expect(corsOrigins).toEqual(['https://shop.example', 'http://localhost:3000']);
  for (const wrong of ['*', 'shop.example', 'https://shop.example/', 'https://a.example,*']) {
    expect(complaint({ HIVE_CORS_ORIGINS: wrong })).toMatch(/^HIVE_CORS_ORIGINS: a list of origins/);
  }
});

test('raw spans are kept when somebody says so, in one of two words', () => {
  expect(configFrom({ HIVE_RAW_SPANS: 'on' }).keepsRawSpans).toBe(true);
  expect(complaint({ HIVE_RAW_SPANS: 'yes' })).toMatch(/^HIVE_RAW_SPANS: .*"on"\|"off"/);
});

test('the spool lies in the data directory, or where it is put', () => {
  expect(configFrom({ HIVE_DATA_DIR: '/data', HIVE_SPOOL_MB: '0.5', HIVE_SPOOL_HOURS: '12' }).spool).toEqual({
    folder: '/data/spool',
    maxBytes: 512 * 1024,
    maxAgeMs: 12 * 3_600_000,
  });
  expect(configFrom({ HIVE_SPOOL_DIR: '/fast' }).spool.folder).toBe('/fast');
});

test('keys are read, with their defaults', () => {
  expect(configFrom({ HIVE_API_KEYS: KEYS, HIVE_HOST: '0.0.0.0' }).keys).toEqual([
    { name: 'agents', sha256: SHA, scopes: ['ingest'], tenant: 'default' },
  ]);
});

test('a file of keys may be empty still: the bridge is closed until there is one', () => {
  expect(configFrom({ HIVE_KEYS_FILE: '/etc/hive/keys.json', HIVE_HOST: '0.0.0.0' })).toMatchObject({
    host: '0.0.0.0',
    keys: [],
    keysFile: '/etc/hive/keys.json',
  });
});

test.each([
  [
    { CLICKHOUSE_URL: 'https://hive:secret@ch.example:8443' },
    'CLICKHOUSE_URL: leave user and password out of it: there are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD',
  ],
  [
    { HIVE_API_KEYS: `[{"name":"a","sha256":"${SHA}","scopes":["read"],"tennant":"acme"}]` },
    'HIVE_API_KEYS: entry 0: Unrecognized key: "tennant"',
  ],
  [{ HIVE_PORT: 'http' }, 'HIVE_PORT: Invalid input: expected number, received NaN'],
  [{ HIVE_SPOOL_MB: '0' }, 'HIVE_SPOOL_MB: Too small: expected number to be >0'],
  [
    { HIVE_RETENTION_CALLS_DAYS: '7', HIVE_RETENTION_PREVIEWS_DAYS: '8' },
    'HIVE_RETENTION_PREVIEWS_DAYS: expected at most 7, as long as HIVE_RETENTION_CALLS_DAYS keeps their calls',
  ],
  [
    { HIVE_RETENTION_HOURS_DAYS: '90' },
    'HIVE_RETENTION_HOURS_DAYS: expected at least 97, a week longer than HIVE_RETENTION_CALLS_DAYS',
  ],
  [
    { HIVE_PORT: 'http', HIVE_RETENTION_SPANS_DAYS: 'x' },
    'HIVE_PORT: Invalid input: expected number, received NaN\nHIVE_RETENTION_SPANS_DAYS: expected a whole number of days from 1 to 3650',
  ],
  [
    { CLICKHOUSE_URL: 'http://ch-1:8123', CLICKHOUSE_CLUSTER: 'prod' },
    'CLICKHOUSE_CLUSTER_URLS: expected the URL of every server of prod: the tables are made on each',
  ],
  [
    { CLICKHOUSE_URL: 'http://ch-1:8123', CLICKHOUSE_CLUSTER_URLS: 'ch-1:8123' },
    'CLICKHOUSE_CLUSTER_URLS: a list of URLs such as http://clickhouse-1:8123, with commas between them and without user and password',
  ],
  [
    { CLICKHOUSE_URL: 'http://ch-1:8123', CLICKHOUSE_REPLICATED: 'on' },
    'CLICKHOUSE_CLUSTER: expected the name of the cluster, since there are settings of one',
  ],
  [
    { CLICKHOUSE_CLUSTER: 'prod', CLICKHOUSE_CLUSTER_URLS: 'http://ch-1:8123' },
    'CLICKHOUSE_CLUSTER: the ClickHouse of the bridge itself is no cluster; set CLICKHOUSE_URL',
  ],
  [{ HIVE_PORT: '70000' }, 'HIVE_PORT: Too big: expected number to be <=65535'],
  [{ CLICKHOUSE_URL: 'clickhouse:8123' }, 'CLICKHOUSE_URL: Invalid URL'],
  [{ HIVE_API_KEYS: 'hb_live_123' }, 'HIVE_API_KEYS: expected a JSON list of {"name", "sha256", "scopes", "tenant"}'],
  [
    { HIVE_API_KEYS: '[{"name":"a","sha256":"plain","scopes":["read"]}]' },
    'HIVE_API_KEYS: entry 0.sha256: Invalid string: must match pattern /^[0-9a-f]{64}$/',
  ],
  [
    { HIVE_HOST: '0.0.0.0' },
    'HIVE_HOST is 0.0.0.0, but there are no API keys: the bridge would be open to the network.\nSet HIVE_KEYS_FILE or HIVE_API_KEYS, or leave HIVE_HOST at 127.0.0.1.',
  ],
])('%j is refused with what to do', (variables, message) => {
  expect(complaint(variables)).toBe(message);
});

test.each(['0', '3651', '1.5', '-1', '1e2', 'a week', ''])('%j is no number of days to keep anything', (days) => {
  expect(complaint({ HIVE_RETENTION_EVENTS_DAYS: days })).toBe(
    'HIVE_RETENTION_EVENTS_DAYS: expected a whole number of days from 1 to 3650',
  );
});

describe('a file of own dialects', () => {
  const complaintAbout = (text: string): string => {
    try {
      configFrom({ HIVE_DIALECTS: 'own.json' }, () => text);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    throw new Error('nothing was wrong');
  };

  test('becomes rows of the table', () => {
    const own = [
      {
        name: 'acme',
        gates: [{ key: 'acme.kind', roles: { model: 'call' } }],
        places: { tokensIn: [{ key: 'acme.usage', path: ['in'] }] },
      },
    ];
    expect(configFrom({ HIVE_DIALECTS: 'own.json' }, () => JSON.stringify(own)).dialects).toEqual([
      {
        name: 'acme',
        gates: [{ key: 'acme.kind', roles: new Map([['model', 'call']]) }],
        places: { tokensIn: [{ key: 'acme.usage', path: ['in'] }] },
      },
    ]);
  });

  test('with events instead of gates becomes a row for log records', () => {
    const own = [
      {
        name: 'acme',
        events: [{ event: 'acme.asked', has: 'tokens', role: 'call' }],
        task: ['acme.job'],
        duration: ['took'],
        places: { tokensIn: ['tokens'] },
      },
    ];
    expect(configFrom({ HIVE_DIALECTS: 'own.json' }, () => JSON.stringify(own)).dialects).toEqual(own);
  });

  test('may be what the documentation shows', () => {
    const page = readFileSync(new URL('../../docs/dialects.md', import.meta.url), 'utf8');
    const examples = Array.from(page.matchAll(/```json\n(.*?)```/gs), ([, text = '']) => text);
    expect(examples).toHaveLength(3);
    const rows = examples.flatMap((text) => configFrom({ HIVE_DIALECTS: 'own.json' }, () => text).dialects);
    expect(rows.map((row) => [row.name, 'events' in row])).toEqual([
      ['anthropic_client', false],
      ['claude_code', true],
      ['acme', false],
    ]);
  });

  test.each([
    ['no JSON', '[', /^HIVE_DIALECTS: own\.json: .*JSON/],
    ['no list', '{}', /^HIVE_DIALECTS: own\.json: \$: .*expected array/],
    ['a row without gates', '[{"name":"a"}]', /^HIVE_DIALECTS: own\.json: \$\[0\]\.gates: /],
    ['a row without any event', '[{"name":"a","events":[]}]', /^HIVE_DIALECTS: own\.json: \$\[0\]\.events: /],
    [
      'an event that stands for nothing',
      '[{"name":"a","events":[{"event":"e","role":"model"}]}]',
      /\$\[0\]\.events\[0\]\.role: .*"sign"/,
    ],
    [
      'gates and events',
      '[{"name":"a","gates":[{"key":"k","role":"call"}],"events":[{"event":"e","role":"call"}]}]',
      /\$\[0\]: .*"gates"/,
    ],
    ['a run of spans', '[{"name":"a","gates":[{"key":"k","role":"call"}],"task":["t"]}]', /\$\[0\]: .*"task"/],
    [
      'a role that there is not',
      '[{"name":"a","gates":[{"key":"k","roles":{"x":"model"}}]}]',
      /\$\[0\]\.gates\[0\]: expected \{"key", "role"\} or .* a role is call, agent, tool or step$/,
    ],
    [
      'a place that is none',
      '[{"name":"a","gates":[{"key":"k","role":"call"}],"places":{"model":[7]}}]',
      /\$\[0\]\.places\.model\[0\]: expected the key of an attribute/,
    ],
    [
      'a word that says nothing',
      '[{"name":"a","gates":[{"key":"k","role":"call"}],"places":{"tokens":["t"]}}]',
      /\$\[0\]\.places: .*"tokens"/,
    ],
  ])('with %s is refused where it is wrong', (_name, text, complaint) => {
    expect(complaintAbout(text)).toMatch(complaint);
  });

  test('that is not there is refused', () => {
    expect(complaint({ HIVE_DIALECTS: '/nowhere/own.json' })).toMatch(/^HIVE_DIALECTS: \/nowhere\/own\.json: .*ENOENT/);
  });
});

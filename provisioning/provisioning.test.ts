import { startTestDatabase, type TestDatabase } from '@hiveboard/clickhouse/test-database';
import { objectsIn, provisioned, readData } from './read-files.js';

const files = provisioned().filter((path) => /\.(ya?ml|json)$/.test(path));
const inFolder = (folder: string): readonly unknown[] =>
  files
    .filter((path) => path.startsWith(`${folder}/`) && !path.endsWith('.json'))
    .map((path) => readData(`provisioning/${path}`));

/** What a data source, a rule or a dashboard is known by for ever: other people's links and silences hold on to it. */
const UIDS = {
  datasources: { hive: 'hiveboard-hive-datasource', 'hive-clickhouse': 'grafana-clickhouse-datasource' },
  rules: ['hive_agent_silent', 'hive_agent_spend_hour'],
  dashboards: ['hiveboard-fleet'],
} as const;

const dashboards = files.filter((path) => path.endsWith('.json')).map((path) => readData(`provisioning/${path}`));
const rules = inFolder('alerting').flatMap((file) => [...objectsIn(file)].filter((item) => 'condition' in item));

test.each(files)('%s can be parsed', (path) => {
  expect(typeof readData(`provisioning/${path}`)).toBe('object');
});

test('data sources keep their uids and types', () => {
  const found = inFolder('datasources').flatMap((file) => [...objectsIn(file)].filter((item) => 'uid' in item));
  expect(Object.fromEntries(found.map(({ uid, type }) => [uid, type]))).toEqual(UIDS.datasources);
});

test('rules keep their uids', () => {
  expect(rules.map(({ uid }) => uid)).toEqual(UIDS.rules);
});

test('dashboards keep their uids', () => {
  expect(dashboards.map((dashboard) => [...objectsIn(dashboard)][0]?.['uid'])).toEqual(UIDS.dashboards);
});

test('the app reads the data source that is provisioned', () => {
  expect(inFolder('plugins')).toEqual([
    {
      apiVersion: 1,
      apps: [{ type: 'hiveboard-hive-app', org_id: 1, disabled: false, jsonData: { datasourceUid: 'hive' } }],
    },
  ]);
});

test('panels name their data source by a variable of the dashboard, so that it can be moved', () => {
  for (const dashboard of dashboards) {
    const variables = [...objectsIn(dashboard)].filter(({ type, query }) => type === 'datasource' && query);
    const byUid = new Map(variables.map(({ name, query }) => [`\${${String(name)}}`, query]));
    const used = [...objectsIn(dashboard)].flatMap(({ datasource }) => (datasource ? [...objectsIn(datasource)] : []));
    expect(used).not.toHaveLength(0);
    for (const { type, uid } of used) expect(byUid.get(String(uid))).toBe(type);
  }
});

test('every panel of the app is on the dashboard', () => {
  const types = dashboards.flatMap((dashboard) => [...objectsIn(dashboard)].map(({ type }) => type));
  const app = [...objectsIn(readData('grafana-plugin/src/plugin.json'))];
  const panels = app
    .filter(({ type }) => type === 'panel')
    .map(({ path }) => (readData(`grafana-plugin/src/${String(path)}`) as { readonly id?: string }).id)
    .filter((id) => id !== undefined);
  expect(types).toEqual(expect.arrayContaining(panels));
});

describe('on the real engine', () => {
  let database: TestDatabase;
  const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
  const register = (seconds: number): object => ({
    tenant: 'default',
    first_seen: ago(7200),
    last_received: ago(seconds),
    last_event: ago(seconds),
    environment: [ago(7200), 'production'],
    stuck_threshold_seconds: [ago(7200), 300],
  });
  const call = (seconds: number, cost: number, source: string): object => ({
    tenant: 'default',
    agent_id: 'busy',
    event_id: `00000000-0000-8000-8000-${String(seconds).padStart(12, '0')}`,
    ts: ago(seconds),
    received_at: ago(0),
    cost,
    cost_source: source,
  });

  beforeAll(async () => {
    database = await startTestDatabase();
    await database.writer.insert({
      table: 'agent_registers',
      values: [
        { agent_id: 'silent', ...register(3600) },
        { agent_id: 'busy', ...register(1) },
      ],
      format: 'JSONEachRow',
    });
    await database.writer.insert({
      table: 'llm_call_log',
      values: [
        call(60, 1.5, 'reported'),
        call(120, 0.25, 'list'),
        call(180, 0, 'unpriced'),
        call(7000, 100, 'reported'),
      ],
      format: 'JSONEachRow',
    });
  });

  afterAll(() => database.stop());

  const sqlIn = (value: unknown): readonly string[] =>
    [...objectsIn(value)].flatMap(({ rawSql }) => (typeof rawSql === 'string' ? [rawSql] : []));

  /** What Grafana's ClickHouse data source makes of its macros. */
  const expanded = (sql: string): string =>
    sql
      .replaceAll('$__fromTime_ms', `fromUnixTimestamp64Milli(${Date.now() - 24 * 3_600_000})`)
      .replaceAll('$__toTime_ms', `fromUnixTimestamp64Milli(${Date.now()})`);

  async function ask(
    sql: string,
  ): Promise<{ readonly types: Readonly<Record<string, string>>; readonly rows: unknown }> {
    const answer = await database.reader.query({ query: expanded(sql), format: 'JSON' });
    const { meta = [], data } = await answer.json();
    return { types: Object.fromEntries(meta.map(({ name, type }) => [name, type])), rows: data };
  }

  test.each(dashboards.flatMap(sqlIn))('a panel’s query is answered: %s', async (sql) => {
    const { rows } = await ask(sql);
    expect(rows).not.toHaveLength(0);
  });

  test.each(rules.map((rule) => [String(rule['uid']), sqlIn(rule)] as const))(
    '%s answers labels and exactly one number',
    async (_, queries) => {
      expect(queries).toHaveLength(1);
      for (const sql of queries) {
        const types = Object.values((await ask(sql)).types);
        expect(types.filter((type) => type === 'Float64')).toHaveLength(1);
        expect(types.filter((type) => type !== 'Float64').every((type) => type === 'String')).toBe(true);
      }
    },
  );

  const rowsOfRule = async (uid: string): Promise<unknown> =>
    (await ask(sqlIn(rules.find((rule) => rule['uid'] === uid))[0] ?? '')).rows;

  test('an agent that has been silent for too long stands out', async () => {
    const labels = { tenant: 'default', environment: 'production' };
    expect(await rowsOfRule('hive_agent_silent')).toEqual(
      expect.arrayContaining([
        { ...labels, agent: 'silent', stuck: 1 },
        { ...labels, agent: 'busy', stuck: 0 },
      ]),
    );
  });

  test('spend is that of the last hour, estimates included', async () => {
    expect(await rowsOfRule('hive_agent_spend_hour')).toEqual([{ tenant: 'default', agent: 'busy', usd: 1.75 }]);
  });
});

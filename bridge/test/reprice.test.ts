import type { ClickHouseClient } from '@clickhouse/client';
import { createAdmin } from '../../clickhouse/src/clients.js';
import { digestOf } from '../src/keys/api-key.js';
import { overrideEntry } from '../src/prices/override-entry.js';
import { overrideOf, readOverrideRows, removeOverride, writeOverrides } from '../src/prices/overrides-table.js';
import { createPricing } from '../src/prices/pricing.js';
import { createReader } from '../src/query/reader.js';
import { reckon } from '../src/rollups/reckon.js';
import { runReprice } from '../src/reprice/commands.js';
import { reprice, type Repricer } from '../src/reprice/reprice.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

const TENANTS = ['acme', 'globex'] as const;
type Tenant = (typeof TENANTS)[number];
const bearer = (tenant: Tenant) => ({ authorization: `Bearer ${tenant}` });
const DAY = 24 * 3_600_000;
/** Ten in the morning, three days ago: no call of a test stands at the edge of an hour. */
const T0 = Math.floor(Date.now() / DAY) * DAY - 3 * DAY + 10 * 3_600_000;

let hive: TestBridge;
let admin: ClickHouseClient;
beforeEach(async () => {
  hive = await startTestBridge(
    TENANTS.map((name) => ({
      name,
      sha256: digestOf(name).toString('hex'),
      scopes: ['ingest', 'read'],
      tenant: name,
      limits: { ingest: 1000, read: 1000 },
    })),
  );
  admin = createAdmin(hive.database.url, hive.database.admin);
});
afterEach(async () => {
  await admin.close();
  await hive.stop();
});

/** A call of a million tokens in, at a minute after {@link T0}. */
interface Sent {
  readonly model: string;
  readonly minute: number;
  readonly cost?: number;
  readonly preview?: string;
  readonly tier?: string;
}

const spanOf = ({ model, minute, cost, preview, tier }: Sent) => ({
  traceId: 'a'.repeat(32),
  spanId: minute.toString(16).padStart(16, '0'),
  name: 'chat',
  start: T0 + minute * 60_000 - 1500,
  end: T0 + minute * 60_000,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': model,
    'gen_ai.agent.name': 'agent',
    'gen_ai.usage.input_tokens': 1_000_000,
    ...(cost === undefined ? {} : { 'hive.cost.usd': cost }),
    ...(tier === undefined ? {} : { 'gen_ai.openai.response.service_tier': tier }),
    ...(preview === undefined ? {} : { 'gen_ai.prompt': preview }),
  },
});

const send = async (tenant: Tenant, calls: readonly Sent[]): Promise<void> => {
  expect((await hive.send(otlp(calls.map(spanOf)), bearer(tenant))).status).toBe(200);
};

const CALLS: readonly Sent[] = [
  { model: 'in-house', minute: 1, preview: 'tell "me"\u0000 a story 🐝' },
  { model: 'in-house', minute: 2 },
  { model: 'gpt-4o', minute: 3 },
  { model: 'gpt-4o', minute: 4, cost: 0.123456789 },
  { model: 'in-house', minute: 5, cost: 0 },
  // The next day.
  { model: 'in-house', minute: 24 * 60 },
];

const set = (name: string, parts: object) =>
  writeOverrides(hive.database.writer, [overrideEntry.parse({ name, ...parts })]);

/** Model, source and dollars of each call of a tenant, oldest first, with `@when` taken off the price's version. */
async function spent(tenant: Tenant): Promise<readonly string[]> {
  const rows = await createReader(hive.database.reader).rows<Readonly<Record<string, string>>>(
    `SELECT model, cost_source, toString(cost) AS usd, ifNull(toString(input_cost), '-') AS input_usd,
        splitByChar('@', price_version)[1] AS price
    FROM hive.calls WHERE tenant = {tenant:String} ORDER BY ts`,
    { tenant },
  );
  return rows.map(({ model, cost_source, usd, input_usd, price }) =>
    [model, cost_source, usd, input_usd, price].join(' ').trim(),
  );
}

const BEFORE = [
  'in-house unpriced 0 -',
  'in-house unpriced 0 -',
  'gpt-4o list 2.5 2.5 genai-prices 0.1.8',
  'gpt-4o reported 0.123456789 0.123456789',
  'in-house reported 0 -',
  'in-house unpriced 0 -',
];
const AFTER = [
  'in-house override 0.333333333 0.333333333 own',
  'in-house override 0.333333333 0.333333333 own',
  'gpt-4o override 1.25 1.25 half',
  'gpt-4o reported 0.123456789 0.123456789',
  'in-house reported 0 -',
  'in-house override 0.333333333 0.333333333 own',
];

/** Sends the calls, then sets prices for them. The bridge may or may not know of these by the end. */
async function prepare(): Promise<void> {
  for (const tenant of TENANTS) await send(tenant, CALLS);
  expect([await spent('acme'), await spent('globex')]).toEqual([BEFORE, BEFORE]);
  await set('own', { model: 'in-house', input: '0.333333333', output: 1 });
  await set('half', { model: 'gpt-4o', discount_percent: 50 });
}

const shown: string[] = [];
const questions: string[] = [];
const run = (line: string, answer?: boolean) =>
  runReprice(line.split(' '), {
    open: () => Promise.resolve({ ...hive.database, close: () => Promise.resolve() }),
    now: () => T0 + 7 * DAY,
    show: (text) => shown.push(text),
    onProgress: () => undefined,
    confirm:
      answer === undefined
        ? undefined
        : (question) => {
            questions.push(question);
            return Promise.resolve(answer);
          },
  });
const FROM = `--from ${new Date(T0).toISOString()}`;

/** All rows, merged or not. */
const rowsStored = async (table: string): Promise<unknown> =>
  createReader(hive.database.reader).rows(`SELECT count() AS rows FROM hive.${table}`, {});

test('a dry run shows what would change and changes nothing', async () => {
  await prepare();
  const rows = await rowsStored('llm_call_log');
  expect(await run(`${FROM} --dry-run`)).toEqual({
    output:
      'MODEL     PROVIDER  CALLS  CHANGE  BEFORE              AFTER\n' +
      'in-house  -         6      6       6 unpriced          $1.999999998\n' +
      'gpt-4o    -         2      2       $5.00               $2.50\n' +
      'in all    -         8      8       $5.00 + 6 unpriced  $4.499999998\n' +
      '8 calls without a reported cost; 8 of them change.\n',
    remark: 'Nothing has been changed.\n',
  });
  expect([await spent('acme'), await spent('globex')]).toEqual([BEFORE, BEFORE]);
  expect([await rowsStored('llm_call_log'), await rowsStored('repricings')]).toEqual([rows, [{ rows: 0 }]]);
});

test('calls are repriced, but for the reported ones; all else of a call stays; again changes nothing', async () => {
  await prepare();
  const everything = 'SELECT * EXCEPT (cost, cost_source, price_version, input_cost, received_at) FROM hive.calls';
  const others = async () =>
    createReader(hive.database.reader).rows(
      `SELECT * EXCEPT (reported_cost, estimated_cost, is_unpriced) FROM (${everything}) ORDER BY tenant, ts`,
      {},
    );
  const before = await others();
  expect(await run(FROM)).toEqual({ output: '', remark: '8 calls repriced.\n' });
  expect([await spent('acme'), await spent('globex')]).toEqual([AFTER, AFTER]);
  expect(await others()).toEqual(before);
  expect(await run(FROM)).toEqual({
    output: '8 calls without a reported cost; none of them changes.\n',
    remark: '',
  });
  expect(await rowsStored('repricings')).toEqual([{ rows: 8 }]);
});

/** A bridge that has heard of the new price by then splits with it what a sender reports: nothing into nothing. */
const spentAsKnown = async (tenant: (typeof TENANTS)[number]): Promise<readonly string[]> =>
  (await spent(tenant)).map((call) => call.replace('in-house reported 0 0', 'in-house reported 0 -'));

test('copies that are delivered after it change nothing, whatever they were priced with', async () => {
  await prepare();
  await admin.command({ query: 'CREATE TABLE hive.copies AS hive.llm_call_log ENGINE = Memory' });
  await admin.command({ query: 'INSERT INTO hive.copies SELECT * FROM hive.llm_call_log' });
  await run(FROM);
  for (const merge of ['SELECT 1', 'OPTIMIZE TABLE hive.llm_call_log FINAL']) {
    // What a spool still held, and what a sender sends again.
    await admin.command({
      query: 'INSERT INTO hive.llm_call_log SELECT * REPLACE (now64(3) AS received_at) FROM hive.copies',
    });
    await send('acme', CALLS);
    await admin.command({ query: merge });
    expect([await spentAsKnown('acme'), await spentAsKnown('globex')]).toEqual([AFTER, AFTER]);
  }
});

test('hourly and daily sums follow, and so does the API', async () => {
  await prepare();
  const sums = async (from: string, calls: string) =>
    createReader(hive.database.reader).rows<object>(
      `SELECT cost_source, toString(sum(cost)) AS usd, toUInt64(${calls}) AS counted FROM hive.${from} GROUP BY cost_source ORDER BY cost_source`,
      {},
    );
  const reckoned = async (): Promise<readonly unknown[]> => {
    await reckon(hive.database.writer, new AbortController().signal);
    return [await sums('llm_cost_hourly', 'sum(calls)'), await sums('llm_cost_daily', 'sum(calls)')];
  };
  const before = await sums('calls', 'count()');
  expect(await reckoned()).toEqual([before, before]);
  await run(FROM);
  const after = [
    { cost_source: 'override', usd: '4.499999998', counted: 8 },
    { cost_source: 'reported', usd: '0.246913578', counted: 4 },
  ];
  expect(await sums('calls', 'count()')).toEqual(after);
  expect(await reckoned()).toEqual([after, after]);
  const path = `/v1/metrics?since=${T0}&until=${T0 + 2 * DAY}`;
  expect((await hive.ask<{ readonly summary: object }>(path, bearer('acme'))).body.summary).toMatchObject({
    calls: 6,
    unpriced_calls: 0,
    cost: 0.123456789,
    estimated_cost: 2.249999999,
  });
});

test('of two repricings the later one holds, also when a clock goes back', async () => {
  await prepare();
  await run(FROM);
  await set('own', { model: 'in-house', input: 2, output: 2 });
  await run(FROM);
  expect((await spent('acme'))[0]).toBe('in-house override 2 2 own');
  await admin.command({
    query: `INSERT INTO hive.llm_call_log SELECT * REPLACE (received_at + INTERVAL 50 YEAR AS received_at) FROM hive.llm_call_log FINAL
        WHERE cost_source != 'reported'`,
  });
  await removeOverride(hive.database.writer, 'own');
  await run(FROM);
  expect((await spent('acme'))[0]).toBe('in-house unpriced 0 -');
});

test('only what is asked for is repriced', async () => {
  await prepare();
  const changing = async (options: string): Promise<string> => {
    const { output } = await run(`${FROM} --dry-run ${options}`);
    return output.split('\n').at(-2) ?? '';
  };
  const said: Readonly<Record<string, string>> = {
    '--tenant acme': '4 calls without a reported cost; 4 of them change.',
    '--tenant nobody': '0 calls without a reported cost; none of them changes.',
    '--model IN-*': '6 calls without a reported cost; 6 of them change.',
    '--model gpt-4o': '2 calls without a reported cost; 2 of them change.',
    '--model azure/gpt-4o': '0 calls without a reported cost; none of them changes.',
    '--provider openai': '0 calls without a reported cost; none of them changes.',
    [`--to ${new Date(T0 + 2 * 60_000).toISOString()}`]: '2 calls without a reported cost; 2 of them change.',
    '--tenant acme --model gpt-4o': '1 call without a reported cost; 1 of them changes.',
  };
  for (const [options, text] of Object.entries(said))
    expect([options, await changing(options)]).toEqual([options, text]);
  await run(`${FROM} --tenant acme --model gpt-4o`);
  expect([await spent('acme'), await spent('globex')]).toEqual([
    [...BEFORE.slice(0, 2), ...AFTER.slice(2, 3), ...BEFORE.slice(3)],
    BEFORE,
  ]);
});

test('a price of a service tier is for calls whose telemetry says it', async () => {
  await send('acme', [
    { model: 'gpt-4o', minute: 1, tier: 'flex' },
    { model: 'gpt-4o', minute: 2, tier: 'default' },
    { model: 'gpt-4o', minute: 3 },
  ]);
  await set('flex', { model: 'gpt-4o', service_tier: 'flex', discount_percent: 50 });
  await run(FROM);
  expect(await spent('acme')).toEqual([
    'gpt-4o override 1.25 1.25 flex',
    'gpt-4o list 2.5 2.5 genai-prices 0.1.8',
    'gpt-4o list 2.5 2.5 genai-prices 0.1.8',
  ]);
});

test('on a terminal it asks, and no is no', async () => {
  await prepare();
  expect(await run(FROM, false)).toEqual({ output: '', remark: 'Nothing has been changed.\n' });
  expect(await spent('acme')).toEqual(BEFORE);
  expect(await run(FROM, true)).toEqual({ output: '', remark: '8 calls repriced.\n' });
  expect(questions).toEqual(['Reprice 8 calls?', 'Reprice 8 calls?']);
  expect(shown.at(-1)).toContain('in all    -         8      8       $5.00 + 6 unpriced  $4.499999998\n');
});

test('interrupted anywhere and run again, it ends the same', async () => {
  await prepare();
  const { writer, reader } = hive.database;
  const pricing = createPricing((await readOverrideRows(createReader(reader))).map(overrideOf));
  const scope = { from: T0, to: T0 + 7 * DAY, tenant: '', kinds: null };
  const interrupted = (parts: Partial<Repricer>) => reprice({ client: writer, pricing, ...parts }, scope);
  // Between saying what changes and changing it.
  const client = Object.create(writer, {
    command: { value: () => Promise.reject(new Error('interrupted')) },
  }) as ClickHouseClient;
  await expect(interrupted({ client })).rejects.toThrow('interrupted');
  expect(await spent('acme')).toEqual(BEFORE);
  // Between one hour and the next.
  const onProgress = (done: number, total: number): void => {
    if (done === total) throw new Error('interrupted');
  };
  await expect(interrupted({ onProgress })).rejects.toThrow('interrupted');
  expect(await spent('acme')).toEqual([...AFTER.slice(0, 5), ...BEFORE.slice(5)]);
  await run(FROM);
  expect([await spent('acme'), await spent('globex')]).toEqual([AFTER, AFTER]);
});

test('two at once end the same as one', async () => {
  await prepare();
  await Promise.all([run(FROM), run(FROM), send('acme', CALLS)]);
  expect([await spent('acme'), await spent('globex')]).toEqual([AFTER, AFTER]);
});

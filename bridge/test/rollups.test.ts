import { createClient, type ClickHouseClient } from '@clickhouse/client';
import fc from 'fast-check';
import { ROLLUPS_SQL, type LlmCallRow, type SpendColumn } from '@hiveboard/clickhouse';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { askSpend } from '../src/query/ask-spend.js';
import { createReader, type Bindings, type Reader } from '../src/query/reader.js';
import { reckon, recount } from '../src/rollups/reckon.js';
import { callRow, insertCalls } from './call-rows.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The beginning of a day that is over. */
const START = Math.floor(Date.now() / DAY) * DAY - 4 * DAY;

let database: TestDatabase;
let admin: ClickHouseClient;
/** One for all, as in a bridge: it knows how rollups stood when it was last asked. */
let reader: Reader;
beforeAll(async () => {
  database = await startTestDatabase();
  reader = createReader(database.reader);
  admin = createClient({ url: database.url, ...database.admin });
});
afterAll(async () => {
  await admin.close();
  await database.stop();
});

const forever = new AbortController().signal;
const reckonAll = () => reckon(database.writer, forever);
const rows = async (query: string): Promise<readonly unknown[]> =>
  (await database.reader.query({ query, format: 'JSONCompactEachRow' })).json();
const run = (query: string) => admin.command({ query });

const call = (tenant: string, at: number, cost: number, rest: Partial<LlmCallRow> = {}): LlmCallRow =>
  callRow({ tenant, ts: at, received_at: at, cost, ...rest });
const insert = (calls: readonly LlmCallRow[]): Promise<void> => insertCalls(database.writer, calls);

const hourly = (tenant: string) =>
  rows(
    `SELECT dateDiff('hour', fromUnixTimestamp64Milli(${START}, 'UTC'), hour) AS h, agent_id, toUInt32(calls), toString(cost)
     FROM hive.llm_cost_hourly WHERE tenant = '${tenant}' ORDER BY h, agent_id`,
  );
const daily = (tenant: string) =>
  rows(
    `SELECT toUInt32(day - toDate(fromUnixTimestamp64Milli(${START}, 'UTC'))) AS d, agent_id, toUInt32(calls), toString(cost)
     FROM hive.llm_cost_daily WHERE tenant = '${tenant}' ORDER BY d, agent_id`,
  );
const spend = (tenant: string, since: number, until: number) =>
  rows(
    `SELECT toUInt32(sum(calls)), toString(sum(cost)) FROM hive.spend(tenant = '${tenant}', since = ${since}, until = ${until}, step = 86400)`,
  );
/** The same as the bridge asks it, out of the part of the rollups that tells calls apart by the columns. */
async function spendBy(
  columns: readonly SpendColumn[],
  question: { tenant: string; since: number; until: number; step: number },
) {
  const [answer] = await askSpend<object>(reader, {
    tenant: question.tenant,
    period: question,
    step: question.step,
    columns: [...columns, 'calls', 'reported_cost', 'estimated_cost'],
    sqlOf: (source) =>
      `SELECT toUInt32(sum(calls)) AS calls, toString(sum(reported_cost + estimated_cost)) AS cost, toUInt32(uniqExact(${columns.join(', ')})) AS groups
       FROM ${source}`,
    bindings: {},
  });
  return answer;
}
const dirty = (tenant: string) => rows(`SELECT hour FROM hive.dirty_hours WHERE tenant = '${tenant}'`);

test('ClickHouse shows the calls of an insert before it counts it', async () => {
  // What all this rests on: whoever has seen a count reads the calls that were counted, of whatever days.
  await run('CREATE TABLE hive.order_of_calls AS hive.llm_call_log');
  await run(
    `CREATE MATERIALIZED VIEW hive.order_feed TO hive.llm_call_inserts AS
     SELECT tenant, toStartOfHour(ts) AS hour, 1 + throwIf(tenant = 'order') AS inserts FROM hive.order_of_calls`,
  );
  const days = Array.from({ length: 30 }, (_, day) => call('order', START - day * DAY, 1));
  const insertion = database.writer.insert({
    table: 'hive.order_of_calls',
    values: days.map(({ tenant, ts, event_id }) => ({ tenant, ts: new Date(ts).toISOString(), event_id })),
    format: 'JSONEachRow',
  });
  await expect(insertion).rejects.toThrow('while pushing to view hive.order_feed');
  expect(await rows('SELECT count() FROM hive.order_of_calls')).toEqual([[30]]);
  await run('DROP TABLE hive.order_feed');
  await run('DROP TABLE hive.order_of_calls');
});

test('which hours are out of date is asked once: an hour that is added up meanwhile is read in one place', async () => {
  // A set would be filled by asking again, a moment later than the rollups were told what to leave out.
  const plan = await rows(
    `EXPLAIN SELECT sum(cost) FROM hive.spend(tenant = 't', since = 1, until = ${START}, step = 86400)`,
  );
  expect(JSON.stringify(plan)).toContain('toStartOfHour');
  expect(JSON.stringify(plan)).not.toContain('CreatingSet');
});

test('hours and days are the sums of their calls, each once', async () => {
  const [first, second] = [call('sums', START, 0.1), call('sums', START + HOUR - 1, 0.2)];
  await insert([first, second, call('sums', START + 5 * HOUR, 1e-9, { agent_id: 'b' }), call('sums', START + DAY, 3)]);
  await insert([second, first]);
  await reckonAll();
  expect(await hourly('sums')).toEqual([
    [0, 'a', 2, '0.3'],
    [5, 'b', 1, '0.000000001'],
    [24, 'a', 1, '3'],
  ]);
  expect(await daily('sums')).toEqual([
    [0, 'a', 2, '0.3'],
    [0, 'b', 1, '0.000000001'],
    [1, 'a', 1, '3'],
  ]);
  expect(await reckonAll()).toEqual({ reckoned: 0, isComplete: true });
});

test('every sum is that of the calls', async () => {
  await insert([
    call('columns', START, 2, { input_cost: 0.5, tokens_out: 3, duration_ms: 1.5 }),
    call('columns', START, 1, { cache_read_tokens: 4, cache_write_tokens: 5, reasoning_tokens: 6, duration_ms: -1 }),
    call('columns', START, 9, {
      cost_source: 'unpriced',
      error_message: 'gone',
      tokens_in: null,
      duration_ms: Infinity,
    }),
  ]);
  await reckonAll();
  const columns = (source: string) =>
    rows(
      `SELECT cost_source, toUInt32(calls), toUInt32(failed_calls), toUInt32(tokens_in), toUInt32(tokens_out), toUInt32(cache_read_tokens),
         toUInt32(cache_write_tokens), toUInt32(reasoning_tokens), toString(cost), toString(input_cost), toString(split_cost),
         toUInt32(split_calls), toUInt32(duration_us), toUInt32(timed_calls)
       FROM hive.${source} WHERE tenant = 'columns' ORDER BY cost_source`,
    );
  const expected = [
    ['reported', 2, 0, 20, 3, 4, 5, 6, '3', '0.5', '2', 1, 1500, 2],
    ['unpriced', 1, 1, 0, 0, 0, 0, 0, '0', '0', '0', 0, 0, 1],
  ];
  expect(await columns('llm_cost_hourly')).toEqual(expected);
  expect(await columns('llm_cost_daily')).toEqual(expected);
});

test('a call that is corrected leaves the group that it was in', async () => {
  const wrong = call('moved', START, 1);
  await insert([wrong, call('moved', START, 2, { model: 'stays' })]);
  await reckonAll();
  await insert([{ ...wrong, received_at: wrong.received_at + 1, cost: 5, model: 'right' }]);
  await reckonAll();
  const models = (source: string) =>
    rows(`SELECT model, toString(cost) FROM hive.${source} WHERE tenant = 'moved' ORDER BY model`);
  expect(await models('llm_cost_hourly')).toEqual([
    ['right', '5'],
    ['stays', '2'],
  ]);
  expect(await models('llm_cost_daily')).toEqual(await models('llm_cost_hourly'));
});

test('of two who reckon, the one that read later wins, whichever writes last', async () => {
  await insert([call('race', START, 1), call('race', START, 1, { agent_id: 'gone' })]);
  await reckonAll();
  // What the first one has read and is slow to write. It has seen an agent of which there is nothing any more.
  await run(`CREATE TABLE hive.slow ENGINE = Memory AS SELECT * FROM hive.llm_cost_hours WHERE tenant = 'race'`);
  await run(
    `ALTER TABLE hive.llm_call_log DELETE WHERE tenant = 'race' AND agent_id = 'gone' SETTINGS mutations_sync = 1`,
  );
  await insert([call('race', START, 2)]);
  await reckonAll();
  await run('INSERT INTO hive.llm_cost_hours SELECT * FROM hive.slow');
  await run('DROP TABLE hive.slow');
  expect(await hourly('race')).toEqual([[0, 'a', 2, '3']]);
  await reckonAll();
  expect(await daily('race')).toEqual([[0, 'a', 2, '3']]);
  expect(await dirty('race')).toEqual([]);
});

test('a call that is late by days reaches its hour and its day', async () => {
  await insert([call('late', START + 3 * DAY, 1)]);
  await reckonAll();
  await insert([call('late', START, 2)]);
  expect(await spend('late', START, START + 4 * DAY)).toEqual([[2, '3']]);
  await reckonAll();
  expect(await daily('late')).toEqual([
    [0, 'a', 1, '2'],
    [3, 'a', 1, '1'],
  ]);
});

test('an hour of which calls may have expired stays as it is', async () => {
  const old = Math.floor(Date.now() / HOUR) * HOUR - 90 * DAY;
  await run(
    `INSERT INTO hive.llm_cost_hours (tenant, hour, version, spend.agent_id, spend.calls, spend.cost)
     VALUES ('old', ${old / 1000}, 0, ['a'], [100], [50])`,
  );
  await insert([call('old', old + HOUR - 1, 1)]);
  await reckonAll();
  expect(await rows(`SELECT toUInt32(calls), toString(cost) FROM hive.llm_cost_hourly WHERE tenant = 'old'`)).toEqual([
    [100, '50'],
  ]);
});

describe('after a crash', () => {
  const recent = Date.now() - DAY;

  test('calls whose insert was not counted are found', async () => {
    await insert([call('uncounted', recent, 1)]);
    await reckonAll();
    // As a crash between the two leaves it: the call is there, its count is not.
    await run('DETACH TABLE hive.llm_call_log_inserts_feed');
    await insert([call('uncounted', recent, 2)]);
    await run('ATTACH TABLE hive.llm_call_log_inserts_feed');
    expect(await dirty('uncounted')).toEqual([]);
    await recount(database.writer, forever);
    await reckonAll();
    expect(await rows(`SELECT toString(cost) FROM hive.llm_cost_hourly WHERE tenant = 'uncounted'`)).toEqual([['3']]);
  });

  test.each([
    ['another model', { model: 'b' }],
    ['another cost', { cost: 3 }],
    ['other tokens', { tokens_in: 3 }],
    ['a price of somebody else', { cost_source: 'list' }],
  ])('a call that was told again with %s, which was not counted, is found', async (what, told) => {
    const first = call(what, recent, 1);
    await insert([first]);
    await reckonAll();
    await run('DETACH TABLE hive.llm_call_log_inserts_feed');
    await insert([{ ...first, ...told, received_at: first.received_at + 1 }]);
    await run('ATTACH TABLE hive.llm_call_log_inserts_feed');
    await recount(database.writer, forever);
    expect(await dirty(what)).toHaveLength(1);
  });

  test('an hour whose calls are gone is found', async () => {
    await insert([call('gone', recent, 1)]);
    await reckonAll();
    await run(`ALTER TABLE hive.llm_call_log DELETE WHERE tenant = 'gone' SETTINGS mutations_sync = 1`);
    await recount(database.writer, forever);
    expect(await dirty('gone')).toHaveLength(1);
  });

  test('hours that say what their calls say are left alone: no question about them becomes slow', async () => {
    await insert([call('sound', recent, 1), call('sound', recent + HOUR, 2), call('sound', Date.now(), 3)]);
    await reckonAll();
    await recount(database.writer, forever);
    expect(await dirty('sound')).toEqual([]);
  });

  test('counts that were lost do not make old sums look new', async () => {
    await insert([call('lost', START, 1)]);
    await insert([call('lost', START, 1)]);
    await reckonAll();
    await run(`ALTER TABLE hive.llm_call_inserts DELETE WHERE tenant = 'lost' SETTINGS mutations_sync = 1`);
    await insert([call('lost', START, 1)]);
    expect(await spend('lost', START, START + DAY)).toEqual([[3, '3']]);
    await recount(database.writer, forever);
    expect(await spend('lost', START, START + DAY)).toEqual([[3, '3']]);
    await reckonAll();
    expect(await daily('lost')).toEqual([[0, 'a', 3, '3']]);
  });
});

describe('spend', () => {
  test('reads an hour that has changed from its calls, and the rest of its day from rollups', async () => {
    await insert([call('part', START + HOUR, 1), call('part', START + 2 * HOUR, 2), call('part', START + DAY, 4)]);
    await reckonAll();
    await insert([call('part', START + 2 * HOUR, 8)]);
    expect(await spend('part', START, START + 2 * DAY)).toEqual([[4, '15']]);
    expect(await spend('part', START + HOUR, START + DAY)).toEqual([[3, '11']]);
    expect(await spend('part', START + HOUR + 1, START + 2 * HOUR + 1)).toEqual([[2, '10']]);
    expect(await spend('part', START + 2 * HOUR + 1, START + 2 * HOUR + 2)).toEqual([[0, '0']]);
  });

  test.each([
    ['before all time', -1e15, Date.now()],
    ['after all time', START, 1e15],
    ['both', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])('may be asked from or until %s', async (name, since, until) => {
    await insert([call(name, START + HOUR, 1), call(name, START + 2 * HOUR, 2)]);
    expect(await spend(name, since, until)).toEqual([[2, '3']]);
    await reckonAll();
    await insert([call(name, START + HOUR, 4)]);
    expect(await spend(name, since, until)).toEqual([[3, '7']]);
  });

  test('of no tenant is nothing, and not that of all', async () => {
    await insert([call('somebody', START + HOUR, 1), call('somebody', START + DAY, 2)]);
    await reckonAll();
    await insert([call('somebody', START + 2 * HOUR, 4)]);
    const period = { since: START, until: START + 2 * DAY, step: 86_400 };
    expect(await spendBy(['model'], { tenant: '', ...period })).toEqual({ calls: 0, cost: '0', groups: 0 });
    expect(await spendBy(['model'], { tenant: 'somebody', ...period })).toEqual({ calls: 3, cost: '7', groups: 1 });
  });

  /** Columns for each part of the rollups, and what they tell apart. */
  const PARTS: readonly (readonly [columns: readonly SpendColumn[], groupOf: (row: LlmCallRow) => string])[] = [
    [['model'], ({ model }) => model],
    [['agent_id'], ({ agent_id }) => agent_id],
    [['agent_id', 'model', 'cost_source'], (row) => [row.agent_id, row.model, row.cost_source].join()],
  ];
  const at = fc.integer({ min: 0, max: 3 * DAY - 1 });
  const end = fc.oneof(at, fc.constantFrom(0, 7 * HOUR, DAY, 2 * DAY, 3 * DAY));
  const steps = fc.array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('insert' as const), at: fc.array(at, { minLength: 1, maxLength: 5 }) }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('correct' as const), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('reckon' as const) }) },
    ),
    { minLength: 1, maxLength: 8 },
  );

  test('is exact at every moment, whatever the period, while two keep the rollups', async () => {
    const stopping = new AbortController();
    const keep = async (): Promise<void> => {
      while (!stopping.signal.aborted) await reckonAll();
    };
    const keepers = [keep(), keep()];
    let tenants = 0;
    const asserted = fc.assert(
      fc.asyncProperty(steps, end, end, fc.constantFrom(300, 3600, 86400), async (actions, one, other, step) => {
        const tenant = `moment-${++tenants}`;
        const calls: LlmCallRow[] = [];
        const [since, until] = [START + Math.min(one, other, 3 * DAY - 1), START + Math.max(one, other, 1)];
        for (const action of actions) {
          if (action.do === 'reckon') await reckonAll();
          else if (action.do === 'insert') {
            const fresh = action.at.map((offset) => call(tenant, START + offset, 0.1, { agent_id: `a${offset % 3}` }));
            calls.push(...fresh);
            await insert(fresh);
          } else if (calls.length > 0) {
            const index = action.which % calls.length;
            const known = calls[index];
            if (known === undefined) throw new Error('There is one.');
            const news =
              action.do === 'repeat' ? known : { ...known, received_at: known.received_at + 1, cost: 7, model: 'n' };
            calls[index] = news;
            await insert([news]);
          }
          const within = calls.filter(({ ts }) => ts >= since && ts < until);
          const tenths = within.reduce((sum, { cost }) => sum + Math.round(cost * 10), 0);
          const [answer] = await rows(
            `SELECT toUInt32(sum(calls)), toUInt32(sum(cost) * 10), toString(sum(cost) * 10) NOT LIKE '%.%'
             FROM hive.spend(tenant = '${tenant}', since = ${since}, until = ${until}, step = ${step})`,
          );
          expect(answer).toEqual([within.length, tenths, 1]);
          for (const [columns, groupOf] of PARTS) {
            expect(await spendBy(columns, { tenant, since, until, step })).toEqual({
              calls: within.length,
              cost: String(tenths / 10),
              groups: new Set(within.map(groupOf)).size,
            });
          }
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
    await asserted.finally(() => {
      stopping.abort();
    });
    await Promise.all(keepers);
  });
});

describe('spend that is asked again', () => {
  const period = { since: START, until: START + 2 * DAY };
  const ask = (asking: Reader, tenant: string) =>
    askSpend<{ readonly calls: number }>(asking, {
      tenant,
      period,
      step: 86_400,
      columns: ['calls'],
      sqlOf: (source) => `SELECT toUInt32(sum(calls)) AS calls FROM ${source}`,
      bindings: {},
    });
  /** A reader that remembers what it was asked, and answers how rollups stand after something else has happened. */
  function watched(first: { happens: () => Promise<void> }) {
    const asked: string[] = [];
    const answers: Promise<unknown>[] = [];
    const asking: Reader = {
      rows: async <Row>(sql: string, bindings: Bindings, signal?: AbortSignal) => {
        asked.push(sql === ROLLUPS_SQL ? 'rollups' : 'spend');
        if (sql === ROLLUPS_SQL) await first.happens();
        const answer = reader.rows<Row>(sql, bindings, signal);
        answers.push(answer);
        return answer;
      },
    };
    return { asking, asked, answers };
  }
  const nothing = () => Promise.resolve();

  test('is asked at the same time as how rollups stand, and is right while these stand as they did', async () => {
    await insert([call('again', START, 1), call('again', START + DAY, 1)]);
    await reckonAll();
    const { asking, asked } = watched({ happens: nothing });
    expect(await ask(asking, 'again')).toEqual([{ calls: 2 }]);
    expect(await ask(asking, 'again')).toEqual([{ calls: 2 }]);
    expect(asked.slice(0, 2)).toEqual(['rollups', 'spend']);
    expect(asked.slice(2).toSorted()).toEqual(['rollups', 'spend']);
  });

  test('counts a call that makes a rollup stale', async () => {
    await insert([call('stale', START, 1)]);
    await reckonAll();
    const { asking } = watched({ happens: nothing });
    expect(await ask(asking, 'stale')).toEqual([{ calls: 1 }]);
    await insert([call('stale', START + 1, 1)]);
    expect(await ask(asking, 'stale')).toEqual([{ calls: 2 }]);
    expect(await ask(asking, 'stale')).toEqual([{ calls: 2 }]);
    await reckonAll();
    expect(await ask(asking, 'stale')).toEqual([{ calls: 2 }]);
  });

  test('counts a call that is added up between the two questions: rollups stand as well as before, but not for the same', async () => {
    await insert([call('between', START, 1)]);
    await reckonAll();
    const first = { happens: nothing };
    const { asking, asked, answers } = watched(first);
    expect(await ask(asking, 'between')).toEqual([{ calls: 1 }]);
    await insert([call('between', START + 1, 1)]);
    // The early answer is of the rollups before that: it is the third, and there when they are added up.
    first.happens = async () => {
      expect(await answers[2]).toEqual([{ calls: 1 }]);
      await reckonAll();
    };
    expect(await ask(asking, 'between')).toEqual([{ calls: 2 }]);
    expect(asked.filter((what) => what === 'spend')).toHaveLength(3);
  });

  test('fails where nobody can tell how rollups stand, and is right again afterwards', async () => {
    await insert([call('fails', START, 1)]);
    await reckonAll();
    const first = { happens: nothing };
    const { asking } = watched(first);
    expect(await ask(asking, 'fails')).toEqual([{ calls: 1 }]);
    first.happens = () => Promise.reject(new Error('gone'));
    await expect(ask(asking, 'fails')).rejects.toThrow('gone');
    first.happens = nothing;
    expect(await ask(asking, 'fails')).toEqual([{ calls: 1 }]);
  });
});

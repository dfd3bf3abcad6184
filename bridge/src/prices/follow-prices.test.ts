import { startTestDatabase, type TestDatabase } from '../../../clickhouse/test/engine.js';
import { until } from '../../../clickhouse/test/until.js';
import { createReader, type Reader } from '../query/reader.js';
import { followPrices } from './follow-prices.js';
import { overrideEntry } from './override-entry.js';
import { removeOverride, writeOverrides } from './overrides-table.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(async () => {
  await database.stop();
});

const OCCASION = { tenant: 'acme', at: Date.UTC(2026, 10, 21) };
const CALL = { model: 'in-house', tokensIn: 1_000_000 };
const set = (name: string, input: number) =>
  writeOverrides(database.writer, [overrideEntry.parse({ name, model: 'in-house', input, output: 0 })]);

test('prices follow the table, and outlive a database that is away', async () => {
  await set('first', 1);
  const reader = createReader(database.reader);
  const complaints: string[] = [];
  let isAway = false;
  const failing: Reader = {
    rows: (sql, bindings) => (isAway ? Promise.reject(new Error('away')) : reader.rows(sql, bindings)),
  };
  const prices = await followPrices({
    reader: failing,
    log: { error: (_details, message) => void complaints.push(message) },
  });
  const cost = () => prices.price(CALL, OCCASION).cost;
  expect(cost()).toBe(1);
  expect(prices.price(CALL, OCCASION).version).toMatch(/^first@2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

  await set('first', 2);
  await until('the new price holds', () => cost() === 2);

  isAway = true;
  await set('first', 3);
  await until('the database is missed', () => complaints.length > 0);
  expect(cost()).toBe(2);
  isAway = false;
  await until('the newest price holds', () => cost() === 3);

  await removeOverride(database.writer, 'first');
  await until('the price is gone', () => prices.price(CALL, OCCASION).source === 'unpriced');
  expect(complaints).toEqual(['the prices could not be read; the last known ones hold']);
  prices.close();
});

test('a bridge that cannot read prices yet prices by the list', async () => {
  const away: Reader = { rows: () => Promise.reject(new Error('away')) };
  const complaints: string[] = [];
  const prices = await followPrices({ reader: away, log: { error: (_, message) => void complaints.push(message) } });
  expect(prices.price({ ...CALL, model: 'gpt-4o' }, OCCASION)).toMatchObject({ cost: 2.5, source: 'list' });
  expect(complaints).toHaveLength(1);
  prices.close();
});

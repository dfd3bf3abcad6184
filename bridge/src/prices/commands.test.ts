import { startTestDatabase, type TestDatabase } from '../../../clickhouse/test/engine.js';
import { UsageError } from '../command-line.js';
import { createReader } from '../query/reader.js';
import { PricesError, runCommand } from './commands.js';
import { readOverrideRows } from './overrides-table.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  for (const { name } of await readOverrideRows(createReader(database.reader))) await run(`remove ${name}`);
});

const files = new Map<string, string>();
let opened = 0;
let closed = 0;

/** Runs a command line; `_` stands for a space inside a word. */
const run = (line: string) =>
  runCommand(
    line.split(' ').map((word) => word.replaceAll('_', ' ')),
    {
      open: () => {
        opened += 1;
        const close = (): Promise<void> => {
          closed += 1;
          return Promise.resolve();
        };
        return Promise.resolve({ ...database, close });
      },
      readText: (path) => {
        const text = files.get(path);
        return text === undefined ? Promise.reject(new Error(`no such file: ${path}`)) : Promise.resolve(text);
      },
    },
  );

const prices = async (): Promise<unknown> => JSON.parse((await run('list --json')).output);

test('prices are set, listed and removed, and the database is closed each time', async () => {
  expect(
    await run('set contract --model gpt-4o --input 2 --output 8.5 --cache-read 0.000000001 --note per_contract'),
  ).toEqual({
    output: '',
    remark: 'Price contract is set: 2 in, 8.5 out, 0.000000001 cache read, for calls of gpt-4o (all), always.\n',
  });
  await run(
    'set batch --model claude-* --provider bedrock --tenant acme --service-tier Batch --context-above 200000 --discount 50 --from 2026-01-01 --to 2026-07-01T12:00:00+02:00',
  );
  expect(await run('list')).toEqual({
    output:
      'NAME      MODEL     CALLS                                                  PRICE                                  HOLDS                                        NOTE\n' +
      'batch     claude-*  aws.bedrock, tenant acme, tier batch, above 200000 in  50% off the list                       from 2026-01-01 to 2026-07-01T10:00:00.000Z\n' +
      'contract  gpt-4o    all                                                    2 in, 8.5 out, 0.000000001 cache read  always                                       per contract\n',
    remark: '2 prices, in US dollars for a million tokens\n',
  });
  expect(await run('remove contract')).toEqual({
    output: '',
    remark: 'Price contract is removed. Calls that it priced keep what they cost.\n',
  });
  expect(await prices()).toEqual([
    {
      name: 'batch',
      model: 'claude-*',
      tenant: 'acme',
      provider: 'aws.bedrock',
      service_tier: 'batch',
      context_above: 200000,
      discount_percent: 50,
      effective_from: '2026-01-01T00:00:00.000Z',
      effective_to: '2026-07-01T10:00:00.000Z',
    },
  ]);
  expect(closed).toBe(opened);
});

test('without prices the list is empty', async () => {
  expect(await run('list')).toEqual({
    output: '',
    remark: 'No prices of your own: calls cost what the list says.\n',
  });
});

test('a name is set anew as a whole, and what it was stays in the table', async () => {
  await run('set own --model gpt-4o --input 1 --output 2 --reasoning 3');
  await run('set own --model gpt-4o --input 0 --output 0');
  expect(await prices()).toEqual([{ name: 'own', model: 'gpt-4o', input: 0, output: 0 }]);
  await run('remove own');
  const history = await createReader(database.reader).rows<object>(
    `SELECT is_removed, toString(input) AS price FROM hive.price_overrides WHERE name = 'own' ORDER BY changed_at`,
    {},
  );
  expect(history).toEqual([
    { is_removed: false, price: '1' },
    { is_removed: false, price: '0' },
    { is_removed: true, price: null },
  ]);
});

test('what is listed as JSON can be imported', async () => {
  files.set(
    'prices.json',
    JSON.stringify([
      { name: 'a', model: 'm-1', input: 2.5, output: '10.000000001' },
      { name: 'b', model: '*', discount_percent: 12.34, effective_to: '2026-11-21', note: 'until winter' },
    ]),
  );
  expect(await run('import prices.json')).toEqual({ output: '', remark: '2 prices of prices.json set.\n' });
  const listed = await prices();
  expect(listed).toEqual([
    { name: 'a', model: 'm-1', input: 2.5, output: 10.000000001 },
    { name: 'b', model: '*', discount_percent: 12.34, effective_to: '2026-11-21T00:00:00.000Z', note: 'until winter' },
  ]);
  files.set('again.json', JSON.stringify(listed));
  await run('import again.json');
  expect(await prices()).toEqual(listed);
});

const PRICE = 'expected US dollars for a million tokens: from 0 to below 1000000, with nine decimals at the most';

test.each([
  ['make', 'make: no such command; there are list, set, remove, import'],
  ['list all', "Unexpected argument 'all'. This command does not take positional arguments"],
  ['set', 'set: expected one name for the price'],
  ['set a b --model m', 'set: expected one name for the price'],
  ['set a/b --model m --input 1 --output 1', '<name>: expected 1 to 64 letters, digits, dots, dashes or underscores'],
  ['set a --input 1 --output 1', '--model: expected the name of a model, in which * stands for anything'],
  ['set a --model m', '--input: expected input and output, or a discount_percent off the list price'],
  ['set a --model m --input 1', '--output: is missing beside input; 0 is a price too'],
  ['set a --model m --output 1', '--input: is missing beside output; 0 is a price too'],
  ['set a --model m --input=-1 --output 1', `--input: ${PRICE}`],
  ['set a --model m --input 1e3 --output 1', `--input: ${PRICE}`],
  ['set a --model m --input 0.0000000001 --output 1', `--input: ${PRICE}`],
  ['set a --model m --input $1 --output 1', `--input: ${PRICE}`],
  ['set a --model m --input 1 --output 1 --input-audio 3', "Unknown option '--input-audio'"],
  ['set a --model m --discount 101', '--discount: expected a number from 0 to 100'],
  ['set a --model m --discount 10%', '--discount: expected a number from 0 to 100'],
  ['set a --model m --discount 1.234', '--discount: expected two decimals at the most'],
  ['set a --model m --discount 10 --cache-read 1', '--cache-read: stands beside input and output only'],
  ['set a --model m --discount 10 --context-above 1.5', '--context-above: expected a whole number of input tokens'],
  ['set a --model m --discount 10 --context-above many', '--context-above: expected a whole number of input tokens'],
  [
    'set a --model m --discount 10 --from yesterday',
    '--from: expected a date such as 2026-11-21, or a moment such as 2026-11-21T12:00:00Z',
  ],
  ['set a --model m --discount 10 --from 2026-02-30', '--from: expected a date such as 2026-11-21'],
  [
    'set a --model m --discount 10 --from 2026-02-02 --to 2026-02-01',
    '--to: expected a moment after it begins to hold',
  ],
  ['remove', 'remove: expected the name of one price'],
  ['import', 'import: expected one file'],
])('%s is refused with what to do, and nothing is opened', async (line, message) => {
  const before = opened;
  await expect(run(line)).rejects.toThrow(UsageError);
  await expect(run(line)).rejects.toThrow(message);
  expect(opened).toBe(before);
});

test.each([
  ['[', 'f.json: Unexpected end of JSON input'],
  ['[7]', 'f.json: $[0]: expected a price, as `list --json` prints it'],
  ['{}', 'f.json: $: expected a JSON list of prices, as `list --json` prints it'],
  ['[{"name":"a","model":"m","input":1,"output":-2}]', `f.json: $[0].output: ${PRICE}`],
  ['[{"name":"a","model":"m","input":1,"output":0.0000000001}]', `f.json: $[0].output: ${PRICE}`],
  [
    '[{"name":"a","model":"m","input":1,"output":2,"audio":3}]',
    'f.json: $[0]: audio: no such field; there are name, model, tenant, provider, service_tier, context_above, input, ',
  ],
  [
    '[{"name":"a","model":"m","discount_percent":10},{"model":"m","discount_percent":"10"}]',
    'f.json: $[1].discount_percent: expected a number from 0 to 100',
  ],
  [
    '[{"name":"a","model":"m","discount_percent":10},{"name":"a","model":"n","discount_percent":10}]',
    'f.json: a is there twice: a name is for one price',
  ],
])('a file of %s is refused as a whole', async (text, message) => {
  files.set('f.json', text);
  await expect(run('import f.json')).rejects.toThrow(PricesError);
  await expect(run('import f.json')).rejects.toThrow(message);
  expect(await prices()).toEqual([]);
});

test('a file that is not there is named', async () => {
  await expect(run('import none.json')).rejects.toThrow('none.json: no such file: none.json');
});

test('two prices for the same calls at the same time are refused; one after the other they stand', async () => {
  await run('set old --model gpt-4o --input 2 --output 8');
  const next = 'set new --model GPT-4o --input 1 --output 4 --from 2026-12-01';
  await expect(run(next)).rejects.toThrow(
    'old (always) and new (from 2026-12-01) would be for the same calls at the same time: let one end where the other begins, or use one name',
  );
  await run('set old --model gpt-4o --input 2 --output 8 --to 2026-12-01');
  await run(next);
  await run('set azure --model gpt-4o --provider azure --input 3 --output 9');
  expect((await prices()) as readonly object[]).toHaveLength(3);
});

test('a price that is not there is answered with those that are', async () => {
  await expect(run('remove b')).rejects.toThrow('there is no price b');
  await run('set a --model m --discount 1');
  await expect(run('remove b')).rejects.toThrow('there is no price b; there are a');
});

test.each(['--help', 'set --help', 'list -h'])('%s tells how', async (line) => {
  expect((await run(line)).output).toContain('npm run prices -- remove <name>');
});

test.each([
  ["('', 'm', 1, 1, 0, NULL)", 'it_has_a_name'],
  ["('a', '', 1, 1, 0, NULL)", 'it_speaks_of_models'],
  ["('a', 'm', -1, 1, 0, NULL)", 'no_price_is_negative'],
  ["('a', 'm', 1, NULL, 0, NULL)", 'input_and_output_come_together'],
  ["('a', 'm', NULL, NULL, 0, NULL)", 'it_changes_the_price'],
  ["('a', 'm', NULL, NULL, 10, 1)", 'parts_come_with_the_whole'],
  ["('a', 'm', 1, 1, 101, NULL)", 'a_discount_is_a_part'],
])('the table itself refuses %s, whoever writes it', async (values, constraint) => {
  const query = `INSERT INTO hive.price_overrides (name, model, input, output, discount_percent, cache_read) VALUES ${values}`;
  await expect(database.writer.command({ query })).rejects.toThrow(constraint);
});

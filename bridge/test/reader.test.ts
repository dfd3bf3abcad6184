import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@clickhouse/client';
import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { createReader, type Reader } from '../src/query/reader.js';

describe('of a ClickHouse', () => {
  let database: TestDatabase;
  let reader: Reader;
  beforeAll(async () => {
    database = await startTestDatabase();
    reader = createReader(database.reader);
  });
  afterAll(async () => {
    await database.stop();
  });

  test('rows come with a value of its own kind for each column', async () => {
    expect(
      await reader.rows<object>(
        `SELECT
            {first:UInt64} + number AS whole,
            toInt64(-9007199254740991) AS least,
            toDecimal64('0.000000001', 9) AS decimal,
            nan AS none,
            CAST(NULL, 'Nullable(String)') AS absent,
            concat('line\\n"', {word:String}, '"/') AS text,
            toDateTime64(1.5, 3, 'UTC') AS moment,
            [(1, 'a'), (2, 'b')] AS pairs,
            map('key', [toUInt8(1)]) AS by_name
        FROM numbers(2)`,
        { first: 9007199254740990, word: 'größer' },
      ),
    ).toEqual(
      [9007199254740990, 9007199254740991].map((whole) => ({
        whole,
        least: -9007199254740991,
        decimal: 0.000000001,
        none: null,
        absent: null,
        text: 'line\n"größer"/',
        moment: '1970-01-01T00:00:01.500Z',
        pairs: [
          [1, 'a'],
          [2, 'b'],
        ],
        by_name: { key: [1] },
      })),
    );
  });

  test('no rows are an empty list', async () => {
    expect(await reader.rows('SELECT number FROM numbers(0)', {})).toEqual([]);
  });

  test('a query that fails after it found rows is its error', async () => {
    await expect(
      reader.rows("SELECT throwIf(number = 900000, 'too far') AS n FROM numbers(1000000)", {}),
    ).rejects.toMatchObject({ type: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
  });
});

/** What a server's words are read as, whatever the question. */
async function readFrom(answer: RequestListener): Promise<readonly unknown[]> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createClient({ url: `http://127.0.0.1:${port}`, log: { level: 127 } });
  try {
    return await createReader(client).rows('SELECT number AS n FROM numbers(2)', {});
  } finally {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  }
}

const WHOLE = '{"meta": [{"name": "n", "type": "UInt64"}], "data": [[0], [1]], "rows": 2}';
const HALF = WHOLE.slice(0, WHOLE.indexOf(', [1]'));

describe('of a server whose answer', () => {
  test('is whole, all rows are read', async () => {
    expect(await readFrom((_request, response) => response.end(WHOLE))).toEqual([{ n: 0 }, { n: 1 }]);
  });

  const BROKEN: readonly (readonly [what: string, answer: RequestListener])[] = [
    ['ends half-way', (_request, response) => response.end(HALF)],
    ['ends half-way at the end of a line', (_request, response) => response.end(`${HALF}\n`)],
    ['goes over into an error', (_request, response) => response.end(`${HALF}Code: 241. DB::Exception: no memory`)],
    [
      'breaks off with its connection',
      (_request, response) => {
        response.write(HALF, () => response.destroy());
      },
    ],
  ];
  test.each(BROKEN)('%s, nothing is read', async (_what, answer) => {
    await expect(readFrom(answer)).rejects.toThrow();
  });
});

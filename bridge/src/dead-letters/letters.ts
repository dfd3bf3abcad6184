import type { ClickHouseClient } from '@clickhouse/client';
import { deadLettersTable } from '@hiveboard/clickhouse';
import { blockOf, type Block } from '../store/block.js';
import { insertBlocks, sendBlocks } from '../store/insert.js';

/** A row that ClickHouse refused, and has not taken since. */
export interface Letter {
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly id: string;
  readonly reason: string;
  readonly statement: string;
  /** The row in RowBinary, as Base64. */
  readonly payload: string;
}

/** Letters that were refused for the same. */
export interface Heap {
  readonly tenant: string;
  readonly table: string;
  /** ClickHouse's word for what is wrong. */
  readonly error: string;
  readonly letters: number;
  readonly oldest: string;
  readonly newest: string;
  /** All that ClickHouse said about one of them. */
  readonly example: string;
}

const OPEN = `inserted_at = toDateTime64(0, 3, 'UTC') AND ({tenant:String} = '' OR tenant = {tenant:String})`;

const HEAPS_SQL = `
SELECT tenant, extract(statement, 'INTO (\\\\S+)') AS table, extract(reason, '^\\\\w+') AS error, count() AS letters,
    min(received_at) AS oldest, max(received_at) AS newest, any(reason) AS example
FROM hive.dead_letters FINAL
WHERE ${OPEN}
GROUP BY tenant, table, error
ORDER BY letters DESC, tenant, table, error`;

/** What lies there, in heaps. `tenant` is '' for all. */
export async function findHeaps(reader: ClickHouseClient, tenant: string): Promise<readonly Heap[]> {
  const answer = await reader.query({
    query: HEAPS_SQL,
    query_params: { tenant },
    format: 'JSONEachRow',
    clickhouse_settings: { date_time_output_format: 'iso' },
  });
  return answer.json<Heap>();
}

const PAGE = 500;
const PAGE_SQL = `
SELECT tenant, toUnixTimestamp64Milli(received_at) AS receivedAt, id, reason, statement, payload
FROM hive.dead_letters FINAL
WHERE ${OPEN} AND match(statement, '^INSERT INTO hive[.]\\w+ [(][\\w, ]+[)] FORMAT RowBinary$')
    AND (received_at, id) > (fromUnixTimestamp64Milli({afterAt:Int64}, 'UTC'), {afterId:String})
ORDER BY received_at, id
LIMIT ${PAGE}`;

async function pageAfter(
  reader: ClickHouseClient,
  tenant: string,
  last: Pick<Letter, 'receivedAt' | 'id'>,
): Promise<readonly Letter[]> {
  const answer = await reader.query({
    query: PAGE_SQL,
    query_params: { tenant, afterAt: last.receivedAt, afterId: last.id },
    format: 'JSONEachRow',
  });
  return answer.json<Letter>();
}

/** The row of a letter, as it was first sent. */
function rowOf({ tenant, receivedAt, statement, payload }: Letter): Block {
  const bytes = Buffer.from(payload, 'base64');
  return { tenant, receivedAt, statement, bytes, ends: [bytes.length] };
}

/** The letter again, with the moment at which its row was taken. */
const takenAt = (now: number, { receivedAt, ...letter }: Letter): Block =>
  blockOf(deadLettersTable, [{ ...letter, received_at: receivedAt, inserted_at: now }], {
    tenant: letter.tenant,
    receivedAt,
  });

/** What came of trying again. */
export interface Retried {
  readonly taken: number;
  readonly refused: number;
}

export interface RetryOptions {
  readonly reader: ClickHouseClient;
  readonly writer: ClickHouseClient;
  /** '' for all. */
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Inserts again what was refused. Rows that ClickHouse takes now are so noted; those that it refuses again stay. A row
 * that is inserted twice is there once, so that this may be interrupted anywhere.
 *
 * @throws {Error} when ClickHouse cannot be asked; what has been done so far stands
 */
export async function retryLetters({ reader, writer, tenant, now }: RetryOptions): Promise<Retried> {
  const { signal } = new AbortController();
  let [taken, refused] = [0, 0];
  let last: Pick<Letter, 'receivedAt' | 'id'> = { receivedAt: 0, id: '' };
  for (;;) {
    const letters = await pageAfter(reader, tenant, last);
    const end = letters.at(-1);
    if (end === undefined) return { taken, refused };
    last = end;
    const rows = new Map(letters.map((letter) => [rowOf(letter), letter]));
    for (const { block } of await insertBlocks([...rows.keys()], { client: writer, signal, lastResort: true })) {
      rows.delete(block);
    }
    const notes = [...rows.values()].map((letter) => takenAt(now(), letter));
    await sendBlocks(notes, { client: writer, signal });
    taken += rows.size;
    refused += letters.length - rows.size;
  }
}

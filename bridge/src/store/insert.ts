import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { onceMoreIfCut } from '@hiveboard/clickhouse';
import { rowsIn, rowsOfBlock, type Block } from './block.js';
import { deadLetterOf, refusalIn, type RefusedRow } from './dead-letter.js';

/** One attempt to insert. */
export interface Attempt {
  readonly client: ClickHouseClient;
  /** Ends the attempt; ClickHouse may have taken the rows nevertheless. */
  readonly signal: AbortSignal;
  /** Whether errors that nobody knows count as refusals of rows; see {@link refusalIn}. */
  readonly lastResort: boolean;
}

/** Inserts blocks of one statement; rows that are inserted twice converge. */
export async function sendBlocks(
  blocks: readonly Block[],
  { client, signal }: Omit<Attempt, 'lastResort'>,
): Promise<void> {
  const [first] = blocks;
  if (first === undefined) return;
  signal.throwIfAborted();
  await onceMoreIfCut(async () => {
    const { stream } = await client.exec({
      query: first.statement,
      values: Readable.from(blocks.map(({ bytes }) => bytes)),
      abort_signal: signal,
      // A request may span as many days as retention keeps; each is a partition.
      clickhouse_settings: { max_partitions_per_insert_block: '0' },
    });
    // An insert answers nothing, but its socket is free only once the answer has been read.
    stream.resume();
    await finished(stream);
  });
}

/** Two halves of what has more than one row. */
function halve(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const [only] = blocks;
  if (only === undefined || blocks.length > 1) {
    const middle = Math.floor(blocks.length / 2);
    return [blocks.slice(0, middle), blocks.slice(middle)];
  }
  const middle = Math.floor(only.ends.length / 2);
  return [[rowsOfBlock(only, 0, middle)], [rowsOfBlock(only, middle, only.ends.length)]];
}

/** Inserts blocks of one statement. Where ClickHouse refuses some, both halves are tried, down to the rows at fault. */
async function insertSound(blocks: readonly Block[], attempt: Attempt): Promise<readonly RefusedRow[]> {
  try {
    await sendBlocks(blocks, attempt);
    return [];
  } catch (error) {
    const reason = refusalIn(error, attempt.lastResort);
    if (reason === undefined) throw error;
    const [block] = blocks;
    if (block !== undefined && rowsIn(blocks) === 1) return [{ block, reason }];
    const refused: RefusedRow[] = [];
    for (const half of halve(blocks)) refused.push(...(await insertSound(half, attempt)));
    return refused;
  }
}

/**
 * Inserts blocks, all of a statement at once: ClickHouse likes few large inserts. Rows that it refuses for what is in
 * them go to `hive.dead_letters`, so that they hold up nothing else.
 *
 * @returns the rows that were refused
 * @throws {Error} when ClickHouse could not be asked or has other troubles; some rows may be in by then
 */
export async function insertBlocks(blocks: readonly Block[], attempt: Attempt): Promise<readonly RefusedRow[]> {
  const byStatement = new Map<string, Block[]>();
  for (const block of blocks) {
    const same = byStatement.get(block.statement);
    if (same === undefined) byStatement.set(block.statement, [block]);
    else same.push(block);
  }
  const refused = await Promise.all([...byStatement.values()].map((group) => insertSound(group, attempt)));
  const rows = refused.flat();
  await sendBlocks(rows.map(deadLetterOf), attempt);
  return rows;
}

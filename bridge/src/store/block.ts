import {
  agentRegistersTable,
  encodeRows,
  eventsTable,
  insertStatement,
  llmCallsTable,
  otelTracesTable,
  taskRegistersTable,
  type Columns,
  type RowOf,
  type Table,
} from '@hiveboard/clickhouse';
import type { Arrival } from '../rows/arrival.js';
import type { Rows } from '../rows/rows.js';

/**
 * The rows of one request for one table, as ClickHouse takes them. What is priced, dated and encoded once can be
 * inserted at once, out of the spool, or twice, and is the same each time.
 */
export interface Block extends Arrival {
  /** The statement that takes the bytes. It names the columns: a later version may know more of them. */
  readonly statement: string;
  /** Where each row ends in the bytes. */
  readonly ends: readonly number[];
  readonly bytes: Buffer;
}

/** Rows of one table as a block. */
export function blockOf<C extends Columns>(table: Table<C>, rows: readonly RowOf<C>[], arrival: Arrival): Block {
  const { tenant, receivedAt } = arrival;
  return { tenant, receivedAt, statement: insertStatement(table), ...encodeRows(table, rows) };
}

/** A request's rows as blocks, one a table that has any. */
export const blocksOf = (rows: Rows, arrival: Arrival): readonly Block[] =>
  [
    blockOf(eventsTable, rows.events, arrival),
    blockOf(llmCallsTable, rows.llm_call_log, arrival),
    blockOf(agentRegistersTable, rows.agent_registers, arrival),
    blockOf(taskRegistersTable, rows.task_registers, arrival),
    blockOf(otelTracesTable, rows.otel_traces, arrival),
  ].filter(({ ends }) => ends.length > 0);

/** How much memory blocks hold, in bytes; what else they consist of is small beside it. */
export const bytesOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** How many rows blocks have. */
export const rowsIn = (blocks: readonly Block[]): number => blocks.reduce((sum, { ends }) => sum + ends.length, 0);

/** The rows of a block from one number up to, but not with, another. */
export function rowsOfBlock(block: Block, from: number, to: number): Block {
  const start = from === 0 ? 0 : (block.ends[from - 1] ?? 0);
  const ends = block.ends.slice(from, to);
  return { ...block, ends: ends.map((end) => end - start), bytes: block.bytes.subarray(start, ends.at(-1) ?? start) };
}

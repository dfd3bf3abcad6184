import { createHash } from 'node:crypto';
import { ClickHouseError } from '@clickhouse/client';
import { deadLettersTable } from '@hiveboard/clickhouse';
import { blockOf, type Block } from './block.js';

/** A block of one row that ClickHouse does not take, and its words for why. */
export interface RefusedRow {
  readonly block: Block;
  readonly reason: string;
}

/**
 * Errors of ClickHouse that speak of the rows themselves. Any other (no memory, no space, too many parts, no such
 * table, no access) passes or is mended, and then the same rows go in.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  'ARGUMENT_OUT_OF_BOUND',
  'CANNOT_CONVERT_TYPE',
  'CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN',
  'CANNOT_PARSE_DATE',
  'CANNOT_PARSE_DATETIME',
  'CANNOT_PARSE_NUMBER',
  'CANNOT_PARSE_TEXT',
  'CANNOT_PARSE_UUID',
  'CANNOT_READ_ALL_DATA',
  'DECIMAL_OVERFLOW',
  'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
  'INCORRECT_DATA',
  'TOO_LARGE_ARRAY_SIZE',
  'TOO_LARGE_STRING_SIZE',
  'TYPE_MISMATCH',
  'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE',
  'VIOLATED_CONSTRAINT',
]);

/** Why ClickHouse refuses the rows; undefined when the failure is about something else. */
export const refusalIn = (error: unknown): string | undefined =>
  error instanceof ClickHouseError && REFUSALS.has(error.type ?? '') ? `${error.type}: ${error.message}` : undefined;

/** The same row has the same id, however often it is refused. */
const idOf = ({ statement, bytes }: Block): string =>
  createHash('sha256').update(statement).update('\0').update(bytes).digest('hex');

/** A refused row as a row of `hive.dead_letters`. */
export const deadLetterOf = ({ block, reason }: RefusedRow): Block => {
  const { tenant, receivedAt, statement, bytes } = block;
  const row = {
    tenant,
    received_at: receivedAt,
    id: idOf(block),
    reason,
    statement,
    payload: bytes.toString('base64'),
  };
  return blockOf(deadLettersTable, [row], { tenant, receivedAt });
};

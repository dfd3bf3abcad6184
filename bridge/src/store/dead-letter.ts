import { createHash } from 'node:crypto';
import { ClickHouseError } from '@clickhouse/client';
import { deadLettersTable, NEVER } from '@hiveboard/clickhouse';
import { blockOf, type Block } from './block.js';

/** A block of one row that ClickHouse does not take, and its words for why. */
export interface RefusedRow {
  readonly block: Block;
  readonly reason: string;
}

/** Errors of ClickHouse that speak of the rows themselves: the same rows would be refused for ever. */
const ABOUT_ROWS: ReadonlySet<string> = new Set([
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

/** Errors that speak of ClickHouse's own state: they pass or are mended, and then the same rows go in. */
const ABOUT_THE_SERVER: ReadonlySet<string> = new Set([
  'ABORTED',
  'ACCESS_DENIED',
  'ALL_CONNECTION_TRIED_FAILED',
  'ALL_CONNECTION_TRIES_FAILED',
  'ALL_REPLICAS_ARE_STALE',
  'AUTHENTICATION_FAILED',
  'CANNOT_SCHEDULE_TASK',
  'KEEPER_EXCEPTION',
  'MEMORY_LIMIT_EXCEEDED',
  'NETWORK_ERROR',
  'NOT_ENOUGH_SPACE',
  'NO_FREE_CONNECTION',
  'QUERY_WAS_CANCELLED',
  'QUOTA_EXCEEDED',
  'READONLY',
  'REQUIRED_PASSWORD',
  'SOCKET_TIMEOUT',
  'TABLE_IS_READ_ONLY',
  'TIMEOUT_EXCEEDED',
  'TOO_FEW_LIVE_REPLICAS',
  'TOO_MANY_PARTS',
  'TOO_MANY_SIMULTANEOUS_QUERIES',
  'UNKNOWN_DATABASE',
  'UNKNOWN_STATUS_OF_INSERT',
  'UNKNOWN_TABLE',
]);

/**
 * Why ClickHouse refuses the rows; undefined when the failure is about something else. An error that is on neither list
 * counts as a refusal only as a `lastResort`: once it has come so often that rows behind it would wait in vain.
 */
export function refusalIn(error: unknown, lastResort: boolean): string | undefined {
  if (!(error instanceof ClickHouseError)) return undefined;
  const { type = '', message } = error;
  return ABOUT_ROWS.has(type) || (lastResort && !ABOUT_THE_SERVER.has(type)) ? `${type}: ${message}` : undefined;
}

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
    inserted_at: NEVER,
  };
  return blockOf(deadLettersTable, [row], { tenant, receivedAt });
};

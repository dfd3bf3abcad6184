import { agentRegistersTable, encodeRows, eventsTable, llmCallsTable, taskRegistersTable } from '@hiveboard/clickhouse';
import { decodeProtobuf } from '../bridge/src/decode/protobuf.js';
import type { Span } from '../bridge/src/decode/span.js';
import { normalise } from '../bridge/src/normalise/normalise.js';
import { rowsOf, type Rows } from '../bridge/src/rows/rows.js';
import { decodeWithProtobufjs } from './baseline-decode.js';

/** Turns a request's bytes into spans. */
export type Decoder = (body: Buffer) => readonly Span[];

export const ourDecoder: Decoder = (body) => decodeProtobuf(body).spans;
export const baselineDecoder: Decoder = decodeWithProtobufjs;

/** What the bridge would store of a request. */
export function rowsOfBody(decode: Decoder, body: Buffer): Rows {
  const receivedAt = Date.now();
  return rowsOf(normalise(decode(body), receivedAt), { tenant: 'bench', receivedAt });
}

/** The bytes of the four inserts, as the bridge sends them. */
export const binaryBytes = (rows: Rows): number =>
  encodeRows(eventsTable, rows.events).bytes.length +
  encodeRows(llmCallsTable, rows.llm_calls).bytes.length +
  encodeRows(agentRegistersTable, rows.agent_registers).bytes.length +
  encodeRows(taskRegistersTable, rows.task_registers).bytes.length;

const TABLES = ['events', 'llm_calls', 'agent_registers', 'task_registers'] as const;

/** The bytes of the four inserts, as `client.insert` sends them: one JSON object a line. */
export function jsonBytes(rows: Rows): number {
  let bytes = 0;
  for (const table of TABLES) for (const row of rows[table]) bytes += Buffer.byteLength(`${JSON.stringify(row)}\n`);
  return bytes;
}

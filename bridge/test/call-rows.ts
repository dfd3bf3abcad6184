import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { encodeRows, insertStatement, llmCallsTable, type LlmCallRow } from '@hiveboard/clickhouse';

/** A call as it is stored, with plain defaults: tests name only what they are about. */
export const callRow = (parts: Partial<LlmCallRow> = {}): LlmCallRow => ({
  tenant: 'default',
  ts: Date.now(),
  event_id: randomUUID(),
  received_at: parts.ts ?? Date.now(),
  agent_id: 'a',
  environment: '',
  group_name: '',
  project: '',
  task_id: '',
  task_run_id: '',
  task_type: '',
  action_id: '',
  trace_id: '',
  dialect: 'hive',
  name: '',
  model: 'm',
  provider: 'p',
  tokens_in: 10,
  tokens_out: null,
  cache_read_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  cost: 0,
  cost_source: 'reported',
  price_version: '',
  input_cost: null,
  duration_ms: null,
  error_message: '',
  prompt_preview: '',
  response_preview: '',
  metadata: '',
  plan_step: null,
  plan_revision: null,
  attempt: null,
  session_id: '',
  user_id: '',
  service_tier: '',
  ...parts,
});

/** Stores calls past the bridge. */
export async function insertCalls(writer: ClickHouseClient, calls: readonly LlmCallRow[]): Promise<void> {
  const { stream } = await writer.exec({
    query: insertStatement(llmCallsTable),
    values: Readable.from([encodeRows(llmCallsTable, calls).bytes]),
  });
  stream.resume();
  await finished(stream);
}

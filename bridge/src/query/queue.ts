import { queueSnapshot, type QueueItem, type QueueProcessing, type QueueReport } from '@hiveboard/sdk/contract';
import type { Reader } from './reader.js';

interface QueueRow {
  readonly last_updated: string;
  readonly report_age_seconds: number;
  readonly depth: number;
  readonly oldest_age_seconds: number | null;
  readonly oldest_age_now_seconds: number | null;
  readonly items: string;
  readonly processing: string;
}

/** Items of a queue that are told; its depth tells how many there are. */
const MOST_ITEMS = 500;

const SQL = `
SELECT last_updated, report_age_seconds, depth, oldest_age_seconds, oldest_age_now_seconds, items, processing
FROM hive.queues
WHERE tenant = {tenant:String} AND agent_id = {agentId:String}`;

const { items: itemsField, processing: processingField } = queueSnapshot.fields;

/** Items as an agent sent them, without what is no item; null where it sent none. Not all senders are ours. */
const itemsOf = (json: string): readonly QueueItem[] | null =>
  itemsField.decode(json).value?.slice(0, MOST_ITEMS) ?? null;

/** What an agent works on, as it sent it; null for what is no such thing. Most say nothing, and errors are dear. */
export const processingOf = (json: string): QueueProcessing | null =>
  json === '' ? null : (processingField.decode(json).value ?? null);

/** What waits for an agent, as it last said; null when it never did. */
export async function findQueue(
  reader: Reader,
  bindings: { readonly tenant: string; readonly agentId: string },
  signal?: AbortSignal,
): Promise<QueueReport | null> {
  const [row] = await reader.rows<QueueRow>(SQL, bindings, signal);
  if (row === undefined) return null;
  return { ...row, items: itemsOf(row.items), processing: processingOf(row.processing) };
}

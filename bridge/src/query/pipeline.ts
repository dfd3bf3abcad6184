import type { AgentPipeline } from '@hiveboard/sdk/contract';
import { findIssues } from './issue.js';
import { findQueue } from './queue.js';
import type { Reader } from './reader.js';
import { findSchedule } from './schedule.js';
import { findTodos } from './todos.js';

const KNOWN_SQL = `
SELECT count() AS known
FROM hive.agent_registers
WHERE tenant = {tenant:String} AND agent_id = {agentId:String}`;

/** What waits inside an agent; undefined for an agent that nobody has heard of. */
export async function findPipeline(
  reader: Reader,
  bindings: { readonly tenant: string; readonly agentId: string },
  signal?: AbortSignal,
): Promise<AgentPipeline | undefined> {
  const [[agent], queue, todos, scheduled, issues] = await Promise.all([
    reader.rows<{ readonly known: number }>(KNOWN_SQL, bindings, signal),
    findQueue(reader, bindings, signal),
    findTodos(reader, bindings, signal),
    findSchedule(reader, bindings, signal),
    findIssues(reader, bindings, signal),
  ]);
  if (agent?.known === 0) return undefined;
  return { agent_id: bindings.agentId, queue, todos, scheduled, issues };
}

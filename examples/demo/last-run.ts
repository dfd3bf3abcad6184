import type { AgentSummary, Page, TaskSummary } from '@hiveboard/sdk/contract';

/** What earlier runs of the demo left behind. */
export interface LastRun {
  /** Time of their newest event, epoch milliseconds; undefined when there is none. */
  readonly endedAt: number | undefined;
  /** Tasks that nobody ended: their process was killed. */
  readonly openTasks: readonly TaskSummary[];
}

/** How to ask the bridge. */
export interface BridgeApi {
  readonly url: string;
  readonly readKey: string;
}

const OPEN = 'processing,waiting,escalated,stuck';
const moment = (iso: string | null): number => (iso === null ? Number.NEGATIVE_INFINITY : Date.parse(iso));

async function ask<T>({ url, readKey }: BridgeApi, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${readKey}` } });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  // The bridge answers in the shapes that the contract declares; this is the one place that takes its word for it.
  return (await response.json()) as T;
}

/** Looks up when the fleet was last alive, and what it left open. */
export async function findLastRun(api: BridgeApi, isOurs: (agentId: string) => boolean): Promise<LastRun> {
  const [agents, newest, open] = await Promise.all([
    ask<Page<AgentSummary>>(api, '/v1/agents?limit=5000'),
    ask<Page<TaskSummary>>(api, '/v1/tasks?time_range=30d&limit=200'),
    ask<Page<TaskSummary>>(api, `/v1/tasks?time_range=30d&limit=200&status=${OPEN}`),
  ]);
  const moments = [
    ...agents.data.filter(({ agent_id }) => isOurs(agent_id)).map(({ last_heartbeat }) => moment(last_heartbeat)),
    ...newest.data
      .filter(({ agent_id }) => isOurs(agent_id))
      .map(({ started_at, completed_at }) => Math.max(moment(started_at), moment(completed_at))),
  ];
  const endedAt = Math.max(...moments);
  return {
    endedAt: Number.isFinite(endedAt) ? endedAt : undefined,
    openTasks: open.data.filter(({ agent_id }) => isOurs(agent_id)),
  };
}

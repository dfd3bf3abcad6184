import { createClient } from '@hiveboard/bridge/client';
import type { TaskSummary } from '@hiveboard/sdk/contract';

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

/** Looks up when the fleet was last alive, and what it left open. */
export async function findLastRun({ url, readKey }: BridgeApi, isOurs: (agentId: string) => boolean): Promise<LastRun> {
  const client = createClient({ url, key: readKey });
  const lately = { time_range: '30d', limit: 200 } as const;
  const [agents, newest, open] = await Promise.all([
    client.get('/v1/agents', { params: { limit: 5000 } }),
    client.get('/v1/tasks', { params: lately }),
    client.get('/v1/tasks', { params: { ...lately, status: OPEN } }),
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

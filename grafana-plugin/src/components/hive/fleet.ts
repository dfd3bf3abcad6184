import { AGENT_STATUSES, type Spend } from '@hiveboard/sdk/contract';
import type { AgentView } from '../../data/frames/agents.js';
import { sumOfSpend } from '../../data/frames/spend.js';

/** What of the fleet is shown. An absent part lets everything through. */
export interface FleetFilter {
  /** A status, or `attention` for all that need somebody. */
  readonly status?: string | undefined;
  readonly agent?: string | undefined;
  readonly search?: string | undefined;
}

const URGENT: ReadonlySet<string> = new Set(['stuck', 'error', 'waiting']);

/** Whether somebody should look at this agent. */
export const needsAttention = ({ derived_status: status }: AgentView): boolean => URGENT.has(status);

/** An agent that seems to have nothing to do while work waits for it. */
export const isContradicted = ({ derived_status: status, queue }: AgentView): boolean =>
  status === 'idle' && queue !== null && queue.depth > 0;

/** The agents that a filter lets through. */
export function filterAgents(
  agents: readonly AgentView[],
  { status, agent, search }: FleetFilter,
): readonly AgentView[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return agents.filter(
    (candidate) =>
      (agent === undefined || candidate.agent_id === agent) &&
      (status === undefined || hasStatus(candidate, status)) &&
      words.every((word) => searchable(candidate).includes(word)),
  );
}

const hasStatus = (agent: AgentView, status: string): boolean =>
  status === 'attention' ? needsAttention(agent) : agent.derived_status === status;

const searchable = (agent: AgentView): string =>
  [agent.agent_id, agent.agent_type, agent.group, agent.current_task_id, agent.heartbeat_summary, agent.framework]
    .join(' ')
    .toLowerCase();

const rankOf = ({ derived_status: status }: AgentView): number => {
  const rank = AGENT_STATUSES.findIndex((known) => known === status);
  return rank < 0 ? AGENT_STATUSES.length : rank;
};

/**
 * Agents in the order in which people should look at them: by urgency, then the longest wait, then idle ones whose
 * queue is not empty, then by name. Heartbeats touch every agent all the time: by recency, cards would never rest.
 */
export const inAttentionOrder = (agents: readonly AgentView[]): readonly AgentView[] =>
  [...agents].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      (a.waiting?.since ?? '~').localeCompare(b.waiting?.since ?? '~') ||
      Number(isContradicted(b)) - Number(isContradicted(a)) ||
      a.agent_id.localeCompare(b.agent_id),
  );

/** The headline numbers of a fleet. */
export interface FleetStats {
  readonly total: number;
  readonly processing: number;
  readonly waiting: number;
  readonly stuck: number;
  readonly error: number;
  readonly attention: number;
  /** 0 to 1 over the last hour; null when no task ended. */
  readonly successRate: number | null;
  /** Milliseconds over the last hour's completed tasks; null when there are none. */
  readonly avgDurationMs: number | null;
  /** Of the last hour. */
  readonly spend: Spend;
}

export function fleetStats(agents: readonly AgentView[]): FleetStats {
  const having = (status: string): number => agents.filter((agent) => agent.derived_status === status).length;
  const sum = (valueOf: (agent: AgentView) => number): number =>
    agents.reduce((total, agent) => total + valueOf(agent), 0);
  const completed = sum(({ stats_1h: stats }) => stats.tasks_completed);
  const ended = completed + sum(({ stats_1h: stats }) => stats.tasks_failed);
  const timed = agents.filter(({ stats_1h: stats }) => stats.avg_duration_ms !== null);
  const timedTasks = timed.reduce((total, { stats_1h: stats }) => total + stats.tasks_completed, 0);
  const timeSpent = timed.reduce(
    (total, { stats_1h: { avg_duration_ms: ms, tasks_completed: n } }) => total + (ms ?? 0) * n,
    0,
  );
  return {
    total: agents.length,
    processing: having('processing'),
    waiting: having('waiting'),
    stuck: having('stuck'),
    error: having('error'),
    attention: agents.filter(needsAttention).length,
    successRate: ended === 0 ? null : completed / ended,
    avgDurationMs: timedTasks === 0 ? null : timeSpent / timedTasks,
    spend: sumOfSpend(agents.map(({ stats_1h: stats }) => stats)),
  };
}

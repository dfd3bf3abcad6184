import { formatAge, formatShortAge } from '../../age.js';
import type { AgentView } from '../../data/frames/agents.js';
import { formatDuration, MISSING } from '../../format.js';
import { agentLook } from '../../palette.js';
import { spentText } from '../../spent-text.js';

/** From which depth a queue is remarkable. */
export interface QueueLimits {
  /** Above it the badge turns amber. */
  readonly badge: number;
  /** Above it the whole card gets an amber border. */
  readonly border: number;
}

/** What the seed documents name. */
export const DEFAULT_QUEUE_LIMITS: QueueLimits = { badge: 5, border: 10 };

/**
 * When the last heartbeat came, by the clock of this browser, in milliseconds; null for never.
 * The bridge tells an age, since its clock and this one may differ.
 */
export function heartbeatAt(agent: AgentView, observedAt: number): number | null {
  if (agent.heartbeat_age_seconds !== null) return observedAt - agent.heartbeat_age_seconds * 1000;
  return agent.last_heartbeat === null ? null : Date.parse(agent.last_heartbeat);
}

/** `Processing: Send email (45s)`; null when nothing is said about the item in work. */
export function processingLine({ queue }: AgentView, now: number): string | null {
  if (queue?.processing == null) return null;
  const { summary, id, started_at: startedAt, elapsed_ms: elapsed } = queue.processing;
  const since = startedAt === undefined ? Number.NaN : Date.parse(startedAt);
  const known = Number.isFinite(since) ? now - since : elapsed;
  const name = summary ?? id ?? 'one item';
  return known === undefined ? `Processing: ${name}` : `Processing: ${name} (${shortDuration(known)})`;
}

/** Whole seconds: an elapsed time that ticks needs no tenths. */
const shortDuration = (ms: number): string =>
  formatDuration(Math.max(0, Math.floor(ms / 1000)) * 1000).replace('0ms', '0s');

/** `Waiting for sales-lead · 20m`, and how many more wait. */
export function waitingLine({ waiting }: AgentView, now: number): string | null {
  if (waiting === null) return null;
  const who = waiting.approver === '' ? 'approval' : waiting.approver;
  const more = waiting.count > 1 ? ` · ${waiting.count} requests` : '';
  return `Waiting for ${who} · ${formatShortAge(now - Date.parse(waiting.since))}${more}`;
}

/** `Q:4`, with how long the oldest item has waited in words for a tooltip. */
export function queueBadge({ queue }: AgentView, limits: QueueLimits) {
  if (queue === null) return null;
  const { depth, oldest_age_seconds: oldest } = queue;
  const waits = oldest === null || depth === 0 ? '' : `, the oldest for ${formatShortAge(oldest * 1000)}`;
  return {
    text: `Q:${depth}`,
    meaning:
      depth === 0 ? 'The queue is empty' : `${depth} ${depth === 1 ? 'item waits' : 'items wait'} in the queue${waits}`,
    oldest: oldest === null || depth === 0 ? null : formatShortAge(oldest * 1000),
    isDeep: depth > limits.badge,
  };
}

/** Whether the queue earns the card an amber border. */
export const hasDeepQueue = ({ queue }: AgentView, limits: QueueLimits): boolean => (queue?.depth ?? 0) > limits.border;

/** `1 issue`, `3 issues`; loud when one of them is high or critical. */
export function issueBadge({ open_issues: { total, critical, high } }: AgentView) {
  if (total === 0) return null;
  const isLoud = critical + high > 0;
  return {
    text: `${total} ${total === 1 ? 'issue' : 'issues'}`,
    meaning: isLoud ? `Open issues: ${critical} critical, ${high} high, ${total} in all` : `Open issues: ${total}`,
    isLoud,
  };
}

/** What the last hour cost, null without a call. What nobody can price is never shown as free. */
export function costText({ stats_1h: stats }: AgentView): string | null {
  if (stats.calls === 0) return null;
  const text = spentText(stats);
  return text === MISSING ? 'unpriced' : text;
}

/** A card in one sentence, for those who hear it. */
export function cardLabel(agent: AgentView, age: number | null): string {
  const { queue, open_issues: issues } = agent;
  return [
    agent.agent_id,
    agentLook(agent.derived_status).label,
    age === null ? 'no heartbeat yet' : `heartbeat ${formatAge(age)}`,
    ...(queue === null ? [] : [`${queue.depth} queued`]),
    ...(issues.total === 0 ? [] : [`${issues.total} open ${issues.total === 1 ? 'issue' : 'issues'}`]),
  ].join(', ');
}

/** What else is known of an agent, for a tooltip. */
export const agentDetails = (agent: AgentView): string =>
  [
    ['Type', agent.agent_type],
    ['Version', agent.agent_version],
    ['Framework', agent.framework],
    ['Runtime', agent.runtime],
    ['SDK', agent.sdk_version],
    ['Environment', agent.environment],
    ['Group', agent.group],
  ]
    .flatMap(([name, value]) => (value == null || value === '' ? [] : [`${name}: ${value}`]))
    .join('\n');

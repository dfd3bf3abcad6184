import { cx } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { memo } from 'react';
import type { AgentView } from '../../data/frames/agents.js';
import { agentLook } from '../../palette.js';
import { LiveText } from '../live/live-text.js';
import { useLive } from '../live/use-live.js';
import { StateBadge } from '../state/state-badge.js';
import { getCardStyles } from './agent-card-styles.js';
import {
  agentDetails,
  cardLabel,
  costText,
  hasDeepQueue,
  issueBadge,
  processingLine,
  queueBadge,
  waitingLine,
  type QueueLimits,
} from './card-facts.js';
import { isContradicted } from './fleet.js';
import { Heartbeat } from './heartbeat.js';
import type { HiveLinks } from './links.js';
import { Sparkline } from './sparkline.js';

export interface AgentCardProps {
  readonly agent: AgentView;
  /** By the clock of this browser; see `heartbeatAt`. */
  readonly heartbeatAt: number | null;
  readonly limits: QueueLimits;
  readonly isSelected: boolean;
  readonly links: HiveLinks;
  /** Called with the agent's id; without it the name is a link to the Hive page. */
  readonly onSelect?: ((agentId: string) => void) | undefined;
}

/** One agent: who, in what state, at what, and what waits for it. */
export const AgentCard = memo(function AgentCard(props: AgentCardProps): ReactElement {
  const { agent, heartbeatAt: at, limits, isSelected, links } = props;
  const styles = useStyles2(getCardStyles);
  const label = useLive((now) => cardLabel(agent, at === null ? null : now - at));
  const look = agentLook(agent.derived_status);
  const isUrgent = look.tone === 'critical' || look.tone === 'error';
  return (
    <article
      className={cx(
        styles.card,
        styles[look.tone],
        hasDeepQueue(agent, limits) && styles.deepQueue,
        isSelected && styles.selected,
      )}
      aria-label={label}
      data-testid="agent-card"
      data-status={agent.derived_status}
      data-deep-queue={hasDeepQueue(agent, limits)}
    >
      <header className={styles.header}>
        <AgentName {...props} />
        <StateBadge look={look} />
      </header>
      <div className={styles.line}>
        <span className={styles.clipped} title={agentDetails(agent)}>
          {[agent.agent_type, agent.group === 'default' ? '' : agent.group].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.numbers}>
          <Sparkline values={agent.sparkline_1h} isUrgent={isUrgent} />
          <Heartbeat at={at} isExpected={agent.derived_status !== 'offline'} />
        </span>
      </div>
      <CurrentWork agent={agent} links={links} />
      <footer className={styles.footer}>
        <Badges agent={agent} limits={limits} />
        <Cost agent={agent} />
      </footer>
    </article>
  );
}, isSameCard);

function AgentName({ agent, isSelected, links, onSelect }: AgentCardProps): ReactElement {
  const styles = useStyles2(getCardStyles);
  if (onSelect === undefined) {
    return (
      <a className={styles.name} href={links.agent(agent.agent_id)} title={agent.agent_id}>
        {agent.agent_id}
      </a>
    );
  }
  return (
    <button
      type="button"
      className={styles.name}
      aria-pressed={isSelected}
      title={isSelected ? `Show all agents again` : `Show only ${agent.agent_id}`}
      onClick={() => {
        onSelect(agent.agent_id);
      }}
    >
      {agent.agent_id}
    </button>
  );
}

function CurrentWork({ agent, links }: Pick<AgentCardProps, 'agent' | 'links'>): ReactElement {
  const styles = useStyles2(getCardStyles);
  const { waiting, current_task_id: taskId, current_task_run_id: runId, heartbeat_summary: summary } = agent;
  return (
    <div className={styles.work}>
      {taskId !== null && (
        <a className={styles.task} href={links.task(taskId, runId)} title={`Open ${taskId}`}>
          <span aria-hidden="true">↳ </span>
          {taskId}
        </a>
      )}
      {waiting !== null && (
        <span className={styles.waitingLine} title={waiting.reason ?? undefined}>
          <LiveText at={(now) => waitingLine(agent, now) ?? ''} />
          {waiting.reason !== null && <span className={styles.reason}> — {waiting.reason}</span>}
        </span>
      )}
      {agent.queue?.processing != null && (
        <span className={styles.clipped}>
          <LiveText at={(now) => processingLine(agent, now) ?? ''} />
        </span>
      )}
      {summary !== null && (
        <span className={styles.summary} title={summary}>
          {summary}
        </span>
      )}
      {isContradicted(agent) && <span className={styles.contradiction}>Idle while work waits</span>}
    </div>
  );
}

function Badges({ agent, limits }: Pick<AgentCardProps, 'agent' | 'limits'>): ReactElement {
  const styles = useStyles2(getCardStyles);
  const [queue, issues] = [queueBadge(agent, limits), issueBadge(agent)];
  return (
    <span className={styles.badges}>
      {queue !== null && (
        <span
          className={cx(styles.queue, queue.isDeep && styles.queueDeep)}
          title={queue.meaning}
          data-testid="queue-badge"
          data-deep={queue.isDeep}
        >
          {queue.text}
          {queue.oldest !== null && <span className={styles.oldest}> {queue.oldest}</span>}
        </span>
      )}
      {issues !== null && (
        <span
          className={cx(styles.issues, issues.isLoud && styles.issuesLoud)}
          title={issues.meaning}
          data-testid="issue-badge"
          data-loud={issues.isLoud}
        >
          <span aria-hidden="true">● </span>
          {issues.text}
        </span>
      )}
    </span>
  );
}

function Cost({ agent }: Pick<AgentCardProps, 'agent'>): ReactElement | null {
  const styles = useStyles2(getCardStyles);
  const cost = costText(agent);
  return cost === null ? null : (
    <span className={styles.cost} title="Cost of the last hour; ~ marks an estimate">
      {cost}
    </span>
  );
}

/** Seconds by which two answers place the same heartbeat apart: the network's jitter. */
const JITTER_MS = 1500;

/** Answers come every few seconds; most cards are as they were, and need no work. */
function isSameCard(before: AgentCardProps, after: AgentCardProps): boolean {
  return (
    before.isSelected === after.isSelected &&
    before.limits.badge === after.limits.badge &&
    before.limits.border === after.limits.border &&
    before.links === after.links &&
    before.onSelect === after.onSelect &&
    Math.abs((before.heartbeatAt ?? 0) - (after.heartbeatAt ?? 0)) < JITTER_MS &&
    textOf(before.agent) === textOf(after.agent)
  );
}

const textOf = (agent: AgentView): string =>
  JSON.stringify({ ...agent, heartbeat_age_seconds: null, last_heartbeat: null, last_seen: null });

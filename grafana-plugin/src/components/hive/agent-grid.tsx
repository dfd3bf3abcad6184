import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';
import type { AgentView } from '../../data/frames/agents.js';
import { Skeleton } from '../state/skeleton.js';
import { AgentCard } from './agent-card.js';
import { heartbeatAt, type QueueLimits } from './card-facts.js';
import type { HiveLinks } from './links.js';

/** What a card needs besides its agent. */
export interface CardOptions {
  readonly limits: QueueLimits;
  readonly links: HiveLinks;
  readonly selectedAgent?: string | undefined;
  readonly onSelectAgent?: ((agentId: string) => void) | undefined;
}

interface Props extends CardOptions {
  /** In the order to show. */
  readonly agents: readonly AgentView[];
  /** When they were as they are, in milliseconds by the clock of this browser. */
  readonly observedAt: number;
}

/** How many cards appear at first and at every wish for more; the urgent ones come first anyway. */
const STEP = 60;

/** Cards side by side, as many as fit. Large fleets unfold in steps. */
export function AgentGrid({ agents, observedAt, limits, links, selectedAgent, onSelectAgent }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const [limit, setLimit] = useState(STEP);
  const hidden = agents.length - limit;
  return (
    <>
      <ul className={styles.grid} aria-label="Agents" data-testid="agent-grid">
        {agents.slice(0, limit).map((agent) => (
          <li key={agent.agent_id} className={styles.cell}>
            <AgentCard
              agent={agent}
              heartbeatAt={heartbeatAt(agent, observedAt)}
              limits={limits}
              links={links}
              isSelected={agent.agent_id === selectedAgent}
              onSelect={onSelectAgent}
            />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <div className={styles.more}>
          <Button
            variant="secondary"
            size="sm"
            onClick={() => {
              setLimit(limit + STEP);
            }}
          >
            Show {Math.min(STEP, hidden)} more
          </Button>
          <Button
            variant="secondary"
            fill="text"
            size="sm"
            onClick={() => {
              setLimit(agents.length);
            }}
          >
            Show all {agents.length.toLocaleString('en-US')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Cards before there are any. */
export function AgentGridSkeleton(): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.grid} role="status" aria-label="Loading agents" data-testid="agent-grid-loading">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={styles.bone}>
          <Skeleton width="55%" height="18px" />
          <Skeleton width="80%" height="12px" />
          <Skeleton width="40%" height="12px" />
          <Skeleton width="65%" height="16px" />
        </div>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(264px, 100%), 1fr))',
    gap: theme.spacing(1),
    margin: 0,
    padding: 0,
    listStyle: 'none',
  }),
  cell: css({ minWidth: 0, listStyle: 'none' }),
  more: css({ display: 'flex', justifyContent: 'center', gap: theme.spacing(1), paddingTop: theme.spacing(1.5) }),
  bone: css({
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    height: 124,
    padding: theme.spacing(1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.lg,
    background: theme.colors.background.primary,
  }),
});

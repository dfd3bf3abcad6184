import { css, keyframes } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import type { AgentView } from '../../data/frames/agents.js';
import { QuietMessage } from '../state/quiet-message.js';
import { AgentGrid, AgentGridSkeleton, type CardOptions } from './agent-grid.js';
import { filterAgents, inAttentionOrder, needsAttention, type FleetFilter } from './fleet.js';

interface Props extends CardOptions {
  /** Undefined while they are on their way. */
  readonly agents: readonly AgentView[] | undefined;
  readonly observedAt: number;
  readonly filter: FleetFilter;
  readonly onFilter?: ((filter: FleetFilter) => void) | undefined;
}

/** The fleet's cards with their heading: how many there are, how many need somebody. */
export function FleetSection({ agents, observedAt, filter, onFilter, ...card }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const shown = useMemo(() => inAttentionOrder(filterAgents(agents ?? [], filter)), [agents, filter]);
  if (agents === undefined) return <AgentGridSkeleton />;
  return (
    <section className={styles.section} aria-label="Fleet">
      <div className={styles.heading}>
        <span className={styles.count} data-testid="agent-count">
          {countText(shown.length, agents.length)}
        </span>
        <Attention count={agents.filter(needsAttention).length} filter={filter} onFilter={onFilter} />
      </div>
      {shown.length === 0 ? (
        <QuietMessage>{agents.length === 0 ? 'No agents yet' : 'No agents match the filter'}</QuietMessage>
      ) : (
        <AgentGrid agents={shown} observedAt={observedAt} {...card} />
      )}
    </section>
  );
}

function countText(shown: number, total: number): string {
  const all = `${total.toLocaleString('en-US')} ${total === 1 ? 'agent' : 'agents'}`;
  return shown === total ? all : `${shown.toLocaleString('en-US')} of ${all}`;
}

function Attention({
  count,
  filter,
  onFilter,
}: { readonly count: number } & Pick<Props, 'filter' | 'onFilter'>): ReactElement | null {
  const styles = useStyles2(getStyles);
  if (count === 0) return null;
  const text = `${count} ${count === 1 ? 'needs' : 'need'} attention`;
  if (onFilter === undefined) {
    return (
      <span className={styles.attention} data-testid="attention-count">
        {text}
      </span>
    );
  }
  const isChosen = filter.status === 'attention';
  return (
    <button
      type="button"
      className={styles.attention}
      aria-pressed={isChosen}
      data-testid="attention-count"
      onClick={() => {
        onFilter({ ...filter, status: isChosen ? undefined : 'attention' });
      }}
    >
      {text}
    </button>
  );
}

const pulse = keyframes({ '50%': { opacity: 0.65 } });

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  heading: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minHeight: theme.spacing(3) }),
  count: css({ fontWeight: theme.typography.fontWeightMedium, fontVariantNumeric: 'tabular-nums' }),
  attention: css({
    padding: theme.spacing(0.25, 1),
    border: 'none',
    borderRadius: theme.shape.radius.pill,
    color: theme.colors.error.contrastText,
    background: theme.colors.error.main,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    '&[aria-pressed="true"]': { outline: `2px solid ${theme.colors.text.primary}`, outlineOffset: 1 },
    '@media (prefers-reduced-motion: no-preference)': { animation: `${pulse} 2.4s ease-in-out infinite` },
  }),
});

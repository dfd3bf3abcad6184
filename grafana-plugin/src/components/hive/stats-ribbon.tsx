import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { formatCost, formatDuration, formatPercent, MISSING } from '../../format.js';
import { AGENT_LOOKS, toneColors, type Tone } from '../../palette.js';
import { Skeleton } from '../state/skeleton.js';
import { StateMark } from '../state/state-mark.js';
import type { FleetStats } from './fleet.js';

interface Props {
  /** Undefined while they are on their way. */
  readonly stats: FleetStats | undefined;
  /** The status that is filtered by. */
  readonly status?: string | undefined;
  /** Called with the status that was clicked, with undefined when it was the chosen one. */
  readonly onStatus?: ((status: string | undefined) => void) | undefined;
}

const FILTERS = ['processing', 'waiting', 'stuck', 'error'] as const;

/** The fleet's eight headline numbers. Four of them filter the cards. */
export function StatsRibbon({ stats, status, onStatus }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.frame} aria-label="Fleet at a glance" data-testid="stats-ribbon">
      <div className={styles.ribbon}>
        <Tile label="Total agents" value={stats?.total} />
        {FILTERS.map((filter) => (
          <Tile
            key={filter}
            label={filter === 'error' ? 'Errors' : AGENT_LOOKS[filter].label}
            look={filter}
            value={stats?.[filter]}
            isChosen={status === filter}
            onClick={
              onStatus === undefined
                ? undefined
                : () => {
                    onStatus(status === filter ? undefined : filter);
                  }
            }
          />
        ))}
        <Tile label="Success rate (1h)" tone="success" value={stats && formatPercent(stats.successRate)} />
        <Tile label="Avg duration (1h)" value={stats && formatDuration(stats.avgDurationMs)} />
        <Tile
          label="Cost (1h)"
          tone="llm"
          value={stats && formatCost(stats.spend.cost)}
          note={stats && stats.spend.estimated_cost > 0 ? `+ ~${formatCost(stats.spend.estimated_cost)}` : undefined}
          hint={stats && leftOut(stats)}
        />
      </div>
    </section>
  );
}

/** What the reported cost leaves out, in words. */
function leftOut({ spend }: FleetStats): string {
  const parts = [
    'Reported by the agents',
    ...(spend.estimated_cost > 0 ? [`estimated for calls without a cost: ~${formatCost(spend.estimated_cost)}`] : []),
    ...(spend.unpriced_calls > 0 ? [`without any known price: ${spend.unpriced_calls} calls`] : []),
  ];
  return parts.join(' · ');
}

interface TileProps {
  readonly label: string;
  readonly value: string | number | undefined;
  readonly look?: (typeof FILTERS)[number];
  readonly tone?: Tone;
  readonly note?: string | undefined;
  /** A tooltip. */
  readonly hint?: string | undefined;
  readonly isChosen?: boolean;
  readonly onClick?: (() => void) | undefined;
}

function Tile({ label, value, look, tone, note, hint, isChosen = false, onClick }: TileProps): ReactElement {
  const styles = useStyles2(getStyles);
  // A zero is good news and stays quiet.
  const isQuiet = value === 0 || value === '$0.00' || value === MISSING;
  const shownTone = isQuiet ? undefined : look === undefined ? tone : AGENT_LOOKS[look].tone;
  const content = (
    <>
      <span className={styles.label}>
        {look !== undefined && <StateMark mark={AGENT_LOOKS[look].mark} size={9} />}
        {label}
      </span>
      <span className={cx(styles.value, isQuiet && styles.quiet, shownTone && styles[shownTone])}>
        {value?.toLocaleString('en-US') ?? <Skeleton width="48px" height="22px" />}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </span>
    </>
  );
  if (onClick === undefined) {
    return (
      <div className={styles.tile} title={hint}>
        {content}
      </div>
    );
  }
  return (
    <button
      type="button"
      className={cx(styles.tile, styles.button, isChosen && styles.chosen)}
      aria-pressed={isChosen}
      title={isChosen ? 'Show all agents again' : `Show only these agents: ${label.toLowerCase()}`}
      onClick={onClick}
    >
      {content}
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const tone = (name: Tone): string => css({ color: toneColors(theme, name).text });
  return {
    frame: css({ containerType: 'inline-size' }),
    // Eight tiles: in one row, in two, in four; never with a hole. In one row the last, which tells two sums, takes what it needs.
    ribbon: css({
      display: 'grid',
      gridTemplateColumns: 'repeat(7, minmax(0, 1fr)) minmax(max-content, 1fr)',
      gap: 1,
      overflow: 'hidden',
      '@container (max-width: 959px)': { gridTemplateColumns: 'repeat(4, minmax(0, 1fr))' },
      '@container (max-width: 459px)': { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
      background: theme.colors.border.weak,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.lg,
    }),
    tile: css({
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(0.25),
      minWidth: 0,
      padding: theme.spacing(1, 1.5),
      border: 'none',
      background: theme.colors.background.primary,
      textAlign: 'left',
    }),
    button: css({
      cursor: 'pointer',
      '&:hover': { background: theme.colors.background.secondary },
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2, boxShadow: 'none' },
    }),
    chosen: css({
      background: theme.colors.action.selected,
      boxShadow: `inset 0 -2px 0 ${theme.colors.primary.main}`,
    }),
    label: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      whiteSpace: 'nowrap',
    }),
    value: css({
      display: 'flex',
      alignItems: 'baseline',
      gap: theme.spacing(0.75),
      minHeight: 28,
      color: theme.colors.text.primary,
      fontSize: theme.typography.h4.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      lineHeight: '28px',
      fontVariantNumeric: 'tabular-nums',
      whiteSpace: 'nowrap',
    }),
    quiet: css({ color: theme.colors.text.disabled }),
    note: css({
      overflow: 'hidden',
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightRegular,
      textOverflow: 'ellipsis',
    }),
    critical: tone('critical'),
    error: tone('error'),
    warning: tone('warning'),
    active: tone('active'),
    success: tone('success'),
    neutral: tone('neutral'),
    llm: tone('llm'),
  };
};

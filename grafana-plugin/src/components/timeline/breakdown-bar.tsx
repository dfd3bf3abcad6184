import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { TimeBreakdown } from '@hiveboard/sdk/contract';
import { formatDuration, formatPercent } from '../../format.js';
import type { Tone } from '../../palette.js';
import { toneClasses } from '../llm-call/tone-classes.js';

const SHARES = [
  { key: 'llm_ms', label: 'LLM', tone: 'llm' },
  { key: 'waiting_ms', label: 'Waiting for a human', tone: 'warning' },
  { key: 'tools_ms', label: 'Tools and actions', tone: 'active' },
  { key: 'other_ms', label: 'Other', tone: 'neutral' },
] as const satisfies readonly { readonly key: keyof TimeBreakdown; readonly label: string; readonly tone: Tone }[];

/** What a task's time went into, as one bar and its legend. */
export function BreakdownBar({ breakdown }: { readonly breakdown: TimeBreakdown }): ReactElement | null {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const total = SHARES.reduce((sum, { key }) => sum + breakdown[key], 0);
  if (total <= 0) return null;
  const present = SHARES.filter(({ key }) => breakdown[key] > 0);
  return (
    <section className={styles.breakdown} aria-label="Where the time went" data-testid="time-breakdown">
      <div className={styles.bar} aria-hidden>
        {present.map(({ key, tone }) => (
          <span key={key} className={cx(tones[tone], styles.part)} style={{ flexGrow: breakdown[key] / total }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {present.map(({ key, label, tone }) => (
          <li key={key} className={cx(tones[tone], styles.entry)}>
            <span className={styles.dot} aria-hidden />
            {label}
            <span className={styles.amount}>
              {formatDuration(breakdown[key])} · {formatPercent(breakdown[key] / total)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  breakdown: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.75) }),
  bar: css({ display: 'flex', gap: 2, height: 8 }),
  part: css({
    flexBasis: 0,
    minWidth: 3,
    background: 'var(--tone-main)',
    '&:first-child': { borderTopLeftRadius: 4, borderBottomLeftRadius: 4 },
    '&:last-child': { borderTopRightRadius: 4, borderBottomRightRadius: 4 },
  }),
  legend: css({
    ...theme.typography.bodySmall,
    listStyle: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.25, 2),
  }),
  entry: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  dot: css({ width: 8, height: 8, borderRadius: '50%', background: 'var(--tone-main)' }),
  amount: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
});

import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { formatCost, formatCount } from '../../format.js';
import type { Bar } from './stack.js';

interface ChartTipProps {
  readonly bar: Bar;
  /** Where the bar's middle is, as a share of the plot. */
  readonly left: number;
  readonly colors: ReadonlyMap<string, string>;
}

/** What one bar says in numbers. */
export function ChartTip({ bar, left, colors }: ChartTipProps): ReactElement {
  const styles = useStyles2(getStyles);
  // Beside the bar, on the side with more room.
  const side = left < 0.5 ? { left: `calc(${left * 100}% + 12px)` } : { right: `calc(${(1 - left) * 100}% + 12px)` };
  return (
    <div className={styles.tip} style={side} role="status" data-testid="cost-chart-tip">
      <div className={styles.when}>
        {dateTimeFormat(bar.at, { format: 'MM-DD HH:mm' })} – {dateTimeFormat(bar.until, { format: 'HH:mm' })}
      </div>
      {[...bar.parts].reverse().map(({ series, value }) => (
        <div key={series} className={styles.line}>
          <span className={styles.swatch} style={{ background: colors.get(series) }} />
          <span className={styles.name}>{series}</span>
          <span className={styles.value}>{formatCost(value)}</span>
        </div>
      ))}
      <div className={styles.total}>
        <span>{formatCount(bar.calls)} calls</span>
        <span className={styles.value}>{formatCost(bar.total)}</span>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tip: css({
    ...theme.typography.bodySmall,
    position: 'absolute',
    top: 0,
    zIndex: theme.zIndex.tooltip,
    width: 'max-content',
    maxWidth: 260,
    padding: theme.spacing(1),
    pointerEvents: 'none',
    background: theme.colors.background.elevated,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
  }),
  when: css({
    color: theme.colors.text.secondary,
    marginBottom: theme.spacing(0.5),
    fontVariantNumeric: 'tabular-nums',
  }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  swatch: css({ width: 12, height: 4, borderRadius: 2, flexShrink: 0 }),
  name: css({ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  value: css({ marginLeft: theme.spacing(1), fontVariantNumeric: 'tabular-nums' }),
  total: css({
    display: 'flex',
    justifyContent: 'space-between',
    marginTop: theme.spacing(0.5),
    paddingTop: theme.spacing(0.5),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontWeight: theme.typography.fontWeightMedium,
  }),
});

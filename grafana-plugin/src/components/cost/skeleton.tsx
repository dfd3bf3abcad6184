import { css, cx, keyframes } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';

/** Stands where the Cost Explorer will be while it loads. */
export function CostSkeleton(): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading…" data-testid="cost-skeleton">
      <div className={cx(styles.block, styles.ribbon)} />
      <div className={cx(styles.block, styles.chart)} />
      <div className={styles.pair}>
        <div className={cx(styles.block, styles.table)} />
        <div className={cx(styles.block, styles.table)} />
      </div>
    </div>
  );
}

const breathe = keyframes({ '50%': { opacity: 0.45 } });

const getStyles = (theme: GrafanaTheme2) => ({
  skeleton: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  block: css({
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    [theme.transitions.handleMotion('no-preference')]: { animation: `${breathe} 1.6s ease-in-out infinite` },
  }),
  ribbon: css({ height: 82 }),
  chart: css({ height: 300 }),
  table: css({ height: 220, flex: 1 }),
  pair: css({ display: 'flex', gap: theme.spacing(2) }),
});

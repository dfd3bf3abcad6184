import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { Skeleton } from '../state/skeleton.js';

/** Stands where the Cost Explorer will be while it loads. */
export function CostSkeleton(): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading…" data-testid="cost-skeleton">
      <Skeleton height="82px" />
      <Skeleton height="300px" />
      <div className={styles.pair}>
        <Skeleton height="220px" />
        <Skeleton height="220px" />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  skeleton: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  pair: css({ display: 'flex', gap: theme.spacing(2) }),
});

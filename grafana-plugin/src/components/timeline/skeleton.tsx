import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { Skeleton } from '../state/skeleton.js';

/** Stands where a task's timeline will be while it loads: its name, its plan, its track, its steps. */
export function TimelineSkeleton(): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading the timeline…" data-testid="timeline-skeleton">
      <div className={styles.header}>
        <Skeleton width="40%" height="22px" />
        <Skeleton width="65%" height="14px" />
      </div>
      <Skeleton height="56px" />
      <Skeleton height="150px" />
      <div className={styles.header}>
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} height="24px" />
        ))}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  skeleton: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  header: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
});

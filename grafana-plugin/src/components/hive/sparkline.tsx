import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';

interface Props {
  /** Heartbeats in twelve five-minute buckets, oldest first. */
  readonly values: readonly number[];
  /** Red: the agent is in trouble. */
  readonly isUrgent: boolean;
}

const BAR = 4;
const STEP = 6;
const HEIGHT = 16;

/** The last hour's heartbeats as bars. A bucket without any keeps a stub, so that a gap is seen as a gap. */
export function Sparkline({ values, isUrgent }: Props): ReactElement | null {
  const styles = useStyles2(getStyles);
  if (values.length === 0) return null;
  const most = Math.max(1, ...values);
  const total = values.reduce((sum, value) => sum + value, 0);
  const label = `${total} heartbeats in the last hour`;
  return (
    <svg
      className={isUrgent ? styles.urgent : styles.calm}
      width={values.length * STEP}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {values.map((value, index) => {
        const height = value === 0 ? 1 : Math.max(3, (value / most) * HEIGHT);
        return (
          <rect
            key={index}
            x={index * STEP}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            rx={1}
            opacity={value === 0 ? 0.5 : 1}
          />
        );
      })}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  calm: css({ flex: 'none', fill: theme.isDark ? theme.colors.text.disabled : theme.colors.border.strong }),
  urgent: css({ flex: 'none', fill: theme.colors.error.main }),
});

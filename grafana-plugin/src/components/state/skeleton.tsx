import { css, keyframes } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';

interface Props {
  /** CSS length; default the whole width. */
  readonly width?: string;
  /** CSS length. */
  readonly height: string;
}

/** Stands where something is about to appear, in its size. */
export function Skeleton({ width = '100%', height }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  return <span className={styles.bone} style={{ width, height }} aria-hidden="true" />;
}

const breathe = keyframes({ '50%': { opacity: 0.45 } });

const getStyles = (theme: GrafanaTheme2) => ({
  bone: css({
    display: 'block',
    borderRadius: theme.shape.radius.default,
    background: theme.colors.action.disabledBackground,
    '@media (prefers-reduced-motion: no-preference)': { animation: `${breathe} 1.6s ease-in-out infinite` },
  }),
});

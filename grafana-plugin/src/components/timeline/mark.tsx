import { css, cx, keyframes } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { Look } from './node.js';

interface MarkProps {
  readonly look: Look;
  /** It still goes on. */
  readonly pulsing?: boolean;
  /** A small dot inside: there is a prompt or an answer to read. */
  readonly hollowDot?: boolean;
}

/** A node's sign: its form tells the kind, its colour the outcome. Coloured by the tone class around it. */
export function Mark({ look, pulsing = false, hollowDot = false }: MarkProps): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <span
      aria-hidden
      className={cx(
        styles.mark,
        styles[look.shape],
        look.filled ? styles.filled : styles.outline,
        pulsing && styles.pulsing,
      )}
    >
      {hollowDot && <span className={styles.dotInside} />}
    </span>
  );
}

const pulse = keyframes({
  '0%': { boxShadow: '0 0 0 0 var(--tone-edge)' },
  '70%': { boxShadow: '0 0 0 8px transparent' },
  '100%': { boxShadow: '0 0 0 0 transparent' },
});

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({
    display: 'grid',
    placeItems: 'center',
    boxSizing: 'border-box',
    width: 16,
    height: 16,
    border: '2px solid var(--tone-main)',
    flexShrink: 0,
  }),
  circle: css({ borderRadius: '50%' }),
  square: css({ borderRadius: 3 }),
  diamond: css({ borderRadius: 2, transform: 'rotate(45deg) scale(0.88)' }),
  dot: css({ borderRadius: '50%', width: 10, height: 10 }),
  filled: css({ background: 'var(--tone-main)' }),
  outline: css({ background: theme.colors.background.primary }),
  dotInside: css({ width: 4, height: 4, borderRadius: '50%', background: 'var(--tone-on)' }),
  pulsing: css({
    boxShadow: '0 0 0 3px var(--tone-edge)',
    [theme.transitions.handleMotion('no-preference')]: { animation: `${pulse} 1.6s ease-out infinite` },
  }),
});

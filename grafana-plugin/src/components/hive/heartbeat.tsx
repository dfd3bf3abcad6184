import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { formatShortAge, freshnessOf, type Freshness } from '../../age.js';
import { useLive } from '../live/use-live.js';

const WORDS: Readonly<Record<Freshness, string>> = {
  fresh: 'Alive',
  late: 'No heartbeat for over a minute',
  silent: 'No heartbeat for over five minutes',
};

interface Props {
  /** By the clock of this browser, in milliseconds; null for never. */
  readonly at: number | null;
  /** False for an agent that stopped on purpose: its silence is no trouble. */
  readonly isExpected: boolean;
}

/** A dot and the age of the last heartbeat; both keep going by themselves. */
export function Heartbeat({ at, isExpected }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const freshness = useLive((now) => freshnessOf(at === null ? null : now - at));
  const age = useLive((now) => formatShortAge(at === null ? null : now - at));
  return (
    <span className={styles.heartbeat} title={at === null ? 'No heartbeat yet' : `${WORDS[freshness]}. Last: ${age}`}>
      <span className={cx(styles.dot, styles[isExpected ? freshness : 'resting'])} aria-hidden="true" />
      {age}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  heartbeat: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    flex: 'none',
    minWidth: 38,
    justifyContent: 'flex-end',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
  dot: css({ width: 8, height: 8, borderRadius: theme.shape.radius.circle }),
  fresh: css({ background: theme.colors.success.main }),
  late: css({ background: theme.colors.warning.main }),
  resting: css({ border: `2px solid ${theme.colors.text.disabled}` }),
  // A ring, so that silence differs by more than its colour.
  silent: css({ border: `2px solid ${theme.colors.error.main}` }),
});

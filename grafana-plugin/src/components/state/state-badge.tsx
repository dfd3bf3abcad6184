import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { toneColors, type StateLook, type Tone } from '../../palette.js';
import { StateMark } from './state-mark.js';

/** A state as a pill: shape, word and colour. The most urgent one is filled. */
export function StateBadge({ look }: { readonly look: StateLook }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <span className={cx(styles.badge, styles[look.tone])} title={look.meaning}>
      <StateMark mark={look.mark} />
      {look.label}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const tone = (name: Tone): string => {
    const { text, soft, border } = toneColors(theme, name);
    return css({ color: text, background: soft, borderColor: border });
  };
  return {
    badge: css({
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      flex: 'none',
      height: theme.spacing(2.5),
      padding: theme.spacing(0, 0.75),
      border: '1px solid transparent',
      borderRadius: theme.shape.radius.pill,
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      lineHeight: 1,
      whiteSpace: 'nowrap',
    }),
    critical: css({
      color: theme.colors.error.contrastText,
      background: theme.colors.error.main,
      borderColor: theme.colors.error.main,
    }),
    error: tone('error'),
    warning: tone('warning'),
    active: tone('active'),
    success: tone('success'),
    neutral: tone('neutral'),
    llm: tone('llm'),
  };
};

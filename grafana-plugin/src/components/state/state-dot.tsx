import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { toneColors, type StateLook, type Tone } from '../../palette.js';
import { StateMark } from './state-mark.js';

/** A state in a table: shape and word, the colour in the shape only. */
export function StateDot({ look }: { readonly look: StateLook }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.state} title={look.meaning}>
      <span className={styles[look.tone]}>
        <StateMark mark={look.mark} />
      </span>
      {look.label}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const tone = (name: Tone): string => css({ display: 'inline-flex', color: toneColors(theme, name).text });
  return {
    state: css({
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.75),
      verticalAlign: 'middle',
      whiteSpace: 'nowrap',
    }),
    critical: tone('critical'),
    error: tone('error'),
    warning: tone('warning'),
    active: tone('active'),
    success: tone('success'),
    neutral: tone('neutral'),
    llm: tone('llm'),
  };
};

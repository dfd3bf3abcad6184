import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Spend } from '@hiveboard/sdk/contract';
import type { ReactElement } from 'react';
import type { SpendRow } from '../../data/spend-by-group.js';
import { formatCost, formatCount } from '../../format.js';
import { toneClasses } from '../llm-call/tone-classes.js';
import { averageText, dollars, unpricedText } from './spend.js';

interface RibbonProps {
  readonly spend: Spend;
  /** The same by model. */
  readonly models: readonly SpendRow[];
  readonly estimates: boolean;
}

/** The totals of the range: money, calls, tokens. */
export function Ribbon({ spend, models, estimates }: RibbonProps): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const estimated = spend.estimated_cost > 0;
  const included = estimates && estimated;
  return (
    <dl className={styles.ribbon} data-testid="cost-ribbon">
      <Tile
        name="Total cost"
        value={`${included ? '~' : ''}${formatCost(dollars(spend, estimates))}`}
        note={
          estimated
            ? included
              ? 'with estimates'
              : `reported · ~${formatCost(spend.estimated_cost)} estimated`
            : 'reported'
        }
        tone={tones.llm}
      />
      <Tile name="LLM calls" value={formatCount(spend.calls)} />
      <Tile name="Tokens in" value={formatCount(spend.tokens_in)} />
      <Tile name="Tokens out" value={formatCount(spend.tokens_out)} />
      <Tile name="Avg cost/call" value={averageText(spend)} />
      {spend.unpriced_calls > 0 && (
        <Tile
          name="Unpriced calls"
          value={formatCount(spend.unpriced_calls)}
          note="in no sum"
          hint={`Their agents told no cost and their models have no known price: ${unpricedText(models)}`}
          tone={tones.warning}
        />
      )}
    </dl>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly hint?: string;
  readonly tone?: string;
}

function Tile({ name, value, note, hint, tone }: TileProps): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.tile} title={hint}>
      <dt className={styles.name}>{name}</dt>
      <dd className={cx(tone, styles.value, tone !== undefined && styles.toned)}>{value}</dd>
      {note !== undefined && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ribbon: css({
    margin: 0,
    // Tiles of a last row share its width: no hole is left.
    display: 'flex',
    flexWrap: 'wrap',
    gap: 1,
    background: theme.colors.border.weak,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflow: 'hidden',
  }),
  tile: css({ flex: '1 1 132px', background: theme.colors.background.primary, padding: theme.spacing(1.25, 1.5) }),
  name: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, fontWeight: 'normal' }),
  value: css({
    margin: 0,
    fontSize: theme.typography.h3.fontSize,
    lineHeight: 1.25,
    fontWeight: theme.typography.fontWeightMedium,
    fontVariantNumeric: 'tabular-nums',
  }),
  toned: css({ color: 'var(--tone-text)' }),
  note: css({ ...theme.typography.bodySmall, margin: 0, color: theme.colors.text.secondary }),
});

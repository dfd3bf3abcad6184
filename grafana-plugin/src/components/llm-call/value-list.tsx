import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Json } from '@hiveboard/sdk/contract';
import type { ReactElement } from 'react';

/** Any data as a list of keys and values; what is nested reads as indented JSON. */
export function ValueList({ data }: { readonly data: Readonly<Record<string, Json>> }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list}>
      {Object.entries(data).map(([key, value]) => (
        <div key={key} className={styles.entry}>
          <dt className={styles.key} title={key}>
            {key}
          </dt>
          <dd className={styles.value}>{valueOf(value, styles.json)}</dd>
        </div>
      ))}
    </dl>
  );
}

function valueOf(value: Json, jsonClass: string): ReactElement | string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  return <pre className={jsonClass}>{JSON.stringify(value, null, 2)}</pre>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, display: 'grid', gap: theme.spacing(0.25), ...theme.typography.bodySmall }),
  entry: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(88px, 30%) minmax(0, 1fr)',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-child': { borderBottom: 'none' },
  }),
  key: css({
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  value: css({ margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', fontVariantNumeric: 'tabular-nums' }),
  json: css({
    margin: 0,
    padding: theme.spacing(0.5, 1),
    maxHeight: 240,
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    wordBreak: 'normal',
    overflowWrap: 'anywhere',
    background: theme.colors.background.canvas,
    border: 'none',
    color: theme.colors.text.primary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});

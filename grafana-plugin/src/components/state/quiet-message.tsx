import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement, ReactNode } from 'react';

/** Says in a word that there is nothing to show. */
export function QuietMessage({ children }: { readonly children: ReactNode }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.message} role="status">
      {children}
    </p>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  message: css({
    margin: 0,
    padding: theme.spacing(4, 2),
    border: `1px dashed ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.lg,
    color: theme.colors.text.secondary,
    textAlign: 'center',
  }),
});

import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { readable } from './call-text.js';

/** A captured prompt or answer, to read and to copy. */
export function Preview({ title, text }: { readonly title: string; readonly text: string | null }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.heading}>
        <h4 className={styles.title}>{title}</h4>
        {text !== null && (
          <ClipboardButton
            size="sm"
            fill="text"
            variant="secondary"
            icon="copy"
            getText={() => text}
            aria-label={`Copy ${title.toLowerCase()}`}
          >
            Copy
          </ClipboardButton>
        )}
      </div>
      {text === null ? (
        <p className={styles.absent}>Not captured by the agent.</p>
      ) : (
        // It scrolls, so it must take focus for the keyboard.
        <pre className={styles.text} tabIndex={0}>
          {readable(text)}
        </pre>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ minWidth: 0 }),
  heading: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', minHeight: 24 }),
  title: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
  absent: css({ ...theme.typography.bodySmall, color: theme.colors.text.disabled, margin: 0 }),
  text: css({
    margin: 0,
    padding: theme.spacing(1),
    maxHeight: 260,
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    // Grafana breaks words anywhere in a `pre`.
    wordBreak: 'normal',
    overflowWrap: 'anywhere',
    color: theme.colors.text.primary,
    background: theme.colors.background.canvas,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.5,
  }),
});

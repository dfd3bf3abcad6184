import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PageLayoutType } from '@grafana/data';
import type { PluginPageProps } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { activeItem } from './navigation.js';
import { useAnnouncePage } from './page-trail.js';

/** Grafana's frame of an app page: title, subtitle, facts, actions, then the page. */
export function PreviewPage({ pageNav, renderTitle, ...props }: PluginPageProps): ReactElement {
  const { children, subTitle, actions, info = [], layout = PageLayoutType.Standard } = props;
  const styles = useStyles2(stylesOf);
  const item = activeItem(useLocation().pathname);
  const title = pageNav?.text ?? item?.text ?? '';
  useAnnouncePage(pageNav);
  useEffect(() => {
    document.title = `${title} - HiveBoard preview`;
  }, [title]);

  if (layout === PageLayoutType.Custom) return <>{children}</>;
  if (layout === PageLayoutType.Canvas) return <div className={styles.canvas}>{children}</div>;
  const subtitle = subTitle ?? pageNav?.subTitle;
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.titles}>
          <div className={styles.titleRow}>
            {pageNav?.img !== undefined && <img src={pageNav.img} width={32} height={32} alt="" />}
            {renderTitle?.(title) ?? <h1 className={styles.title}>{title}</h1>}
          </div>
          {subtitle !== undefined && <div className={styles.subtitle}>{subtitle}</div>}
        </div>
        {info.map(({ label, value }, index) => (
          <div key={index}>
            <div className={styles.subtitle}>{label}</div>
            {value}
          </div>
        ))}
        <div className={styles.actions}>{actions}</div>
      </header>
      {children}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', flex: 1, padding: theme.spacing(2, 3, 4) }),
  canvas: css({
    display: 'flex',
    flexDirection: 'column',
    flex: 1,
    padding: theme.spacing(2),
    background: theme.colors.background.canvas,
  }),
  header: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1, 3),
    marginBottom: theme.spacing(2),
  }),
  titles: css({ flex: 1, minWidth: 200 }),
  titleRow: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  title: css({ margin: 0, fontSize: theme.typography.h2.fontSize }),
  subtitle: css({ color: theme.colors.text.secondary }),
  actions: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
});

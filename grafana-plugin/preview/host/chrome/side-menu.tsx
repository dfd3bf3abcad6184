import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useLocation } from 'react-router';
import { appId } from '../../preview-data.js';
import { manifestOf } from '../plugin-meta.js';
import { headerHeight } from './header-height.js';
import { activeItem, navigationSections } from './navigation.js';

/** The menu on the left. */
export function SideMenu(): ReactElement {
  const styles = useStyles2(stylesOf);
  const active = activeItem(useLocation().pathname);
  const app = manifestOf(appId);
  return (
    <nav className={styles.menu} aria-label="Main menu" data-testid="preview-menu">
      <a className={styles.brand} href="/">
        <img src={`/public/plugins/${appId}/${app.info.logos.small}`} width={24} height={24} alt="" />
        {app.name}
      </a>
      {navigationSections().map(({ title, items }) => (
        <section key={title} className={styles.section}>
          <h2 className={styles.title}>{title}</h2>
          {items.map(({ text, url, icon }) => (
            <a
              key={url}
              href={url}
              className={cx(styles.item, url === active?.url && styles.active)}
              aria-current={url === active?.url ? 'page' : undefined}
            >
              <Icon name={icon} />
              {text}
            </a>
          ))}
        </section>
      ))}
    </nav>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  menu: css({
    width: 232,
    flexShrink: 0,
    position: 'sticky',
    top: 0,
    height: '100vh',
    overflowY: 'auto',
    background: theme.colors.background.canvas,
    borderRight: `1px solid ${theme.colors.border.weak}`,
  }),
  brand: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: headerHeight,
    padding: theme.spacing(0, 2),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  section: css({ padding: theme.spacing(1.5, 1, 0) }),
  title: css({
    margin: 0,
    padding: theme.spacing(0.5, 1),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
  }),
  item: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    position: 'relative',
    padding: theme.spacing(0.75, 1),
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  active: css({
    background: theme.colors.action.selected,
    color: theme.colors.text.primary,
    '&::before': {
      content: '""',
      position: 'absolute',
      left: 0,
      top: 4,
      bottom: 4,
      width: 3,
      borderRadius: theme.shape.radius.default,
      backgroundImage: theme.colors.gradients.brandVertical,
    },
  }),
});

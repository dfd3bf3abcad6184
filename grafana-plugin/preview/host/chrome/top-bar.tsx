import { css } from '@emotion/css';
import type { GrafanaTheme2, NavModelItem } from '@grafana/data';
import { Icon, IconButton, Tag, useStyles2, useTheme2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { Fragment } from 'react';
import { useLocation } from 'react-router';
import { headerHeight } from './header-height.js';
import { defaultTrail } from './navigation.js';
import { usePageTrail } from './page-trail.js';

interface TopBarProps {
  readonly onToggleMenu: () => void;
  readonly onToggleTheme: () => void;
}

/** Where one is, and the switch between dark and light. */
export function TopBar({ onToggleMenu, onToggleTheme }: TopBarProps): ReactElement {
  const styles = useStyles2(stylesOf);
  const { isDark } = useTheme2();
  const trail = [...defaultTrail(useLocation().pathname), ...usePageTrail()];
  return (
    <header className={styles.bar}>
      <IconButton name="bars" size="lg" aria-label="Toggle the menu" tooltip="Toggle the menu" onClick={onToggleMenu} />
      <nav aria-label="Breadcrumbs" className={styles.trail}>
        {trail.map((item, index) => (
          <Fragment key={`${index} ${item.text}`}>
            {index > 0 && <Icon name="angle-right" className={styles.separator} />}
            <Crumb item={item} isLast={index === trail.length - 1} />
          </Fragment>
        ))}
      </nav>
      <Tag name="Preview" colorIndex={9} />
      <IconButton
        name="palette"
        size="lg"
        aria-label={isDark ? 'Use the light theme' : 'Use the dark theme'}
        tooltip={isDark ? 'Use the light theme' : 'Use the dark theme'}
        onClick={onToggleTheme}
      />
    </header>
  );
}

function Crumb({ item, isLast }: { readonly item: NavModelItem; readonly isLast: boolean }): ReactElement {
  const styles = useStyles2(stylesOf);
  if (isLast) return <span aria-current="page">{item.text}</span>;
  return item.url === undefined ? (
    <span className={styles.parent}>{item.text}</span>
  ) : (
    <a className={styles.parent} href={item.url}>
      {item.text}
    </a>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    position: 'sticky',
    top: 0,
    zIndex: theme.zIndex.navbarFixed,
    height: headerHeight,
    padding: theme.spacing(0, 2),
    background: theme.colors.background.canvas,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  trail: css({ display: 'flex', alignItems: 'center', flex: 1, minWidth: 0, whiteSpace: 'nowrap', overflow: 'hidden' }),
  separator: css({ color: theme.colors.text.secondary, flexShrink: 0 }),
  parent: css({ color: theme.colors.text.secondary, 'a&:hover': { textDecoration: 'underline' } }),
});

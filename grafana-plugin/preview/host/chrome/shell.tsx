import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ThemeContext } from '@grafana/data';
import { locationService, LocationServiceProvider } from '@grafana/runtime';
import { GlobalStyles, PortalContainer, useStyles2 } from '@grafana/ui';
import { Router } from 'grafana-internals/router';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { CompatRouter } from 'react-router-dom-v5-compat';
import { Pages } from '../pages/pages.js';
import { headerHeight } from './header-height.js';
import { followLink } from './link-clicks.js';
import { Notifications } from './notifications.js';
import { SideMenu } from './side-menu.js';
import { useThemeChoice } from './theme.js';
import { TopBar } from './top-bar.js';

const wideScreen = 1000;

// The type of the package `history` is not installed, and the router of Grafana takes it as it is.
const history: unknown = locationService.getHistory();

/** Everything around the plugin: theme, router, menu, top bar, messages. */
export function Shell(): ReactElement {
  const [theme, toggleTheme] = useThemeChoice();
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Router history={history}>
          <CompatRouter>
            <Frame onToggleTheme={toggleTheme} />
          </CompatRouter>
        </Router>
      </LocationServiceProvider>
      <Notifications />
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

function Frame({ onToggleTheme }: { readonly onToggleTheme: () => void }): ReactElement {
  const [isMenuOpen, setMenuOpen] = useState(window.innerWidth >= wideScreen);
  const styles = useStyles2(stylesOf);
  const isSolo = window.location.pathname.startsWith('/d-solo/');
  if (isSolo) return <Pages />;
  return (
    // Links inside pages are plain anchors: Grafana's router takes them over, so does this one.
    <div className={styles.frame} onClick={followLink}>
      {isMenuOpen && <SideMenu />}
      <div className={styles.main}>
        <TopBar
          onToggleMenu={() => {
            setMenuOpen(!isMenuOpen);
          }}
          onToggleTheme={onToggleTheme}
        />
        <main className={styles.page}>
          <Pages />
        </main>
      </div>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  frame: css({ display: 'flex', minHeight: '100vh', background: theme.colors.background.canvas }),
  main: css({ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }),
  page: css({
    display: 'flex',
    flexDirection: 'column',
    flex: 1,
    minHeight: `calc(100vh - ${headerHeight}px)`,
    background: theme.colors.background.primary,
  }),
});

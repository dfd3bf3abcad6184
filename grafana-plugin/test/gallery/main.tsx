import { createTheme, setTimeZoneResolver, ThemeContext } from '@grafana/data';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { initializeI18n } from 'grafana-internals/i18n';
import { createRoot } from 'react-dom/client';
import { stories } from './stories.js';

const parameters = new URLSearchParams(location.search);
const theme = createTheme({ colors: { mode: parameters.get('theme') === 'light' ? 'light' : 'dark' } });
const Story = stories.get(parameters.get('story') ?? '');
// The same words on every machine.
setTimeZoneResolver(() => 'utc');
await initializeI18n({ language: 'en-US', ns: ['grafana'] });

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PortalContainer />
      <main style={{ padding: 24, background: theme.colors.background.canvas, minHeight: '100vh' }}>
        {Story === undefined ? <p>{[...stories.keys()].join(' ')}</p> : <Story />}
      </main>
    </ThemeContext.Provider>,
  );
}

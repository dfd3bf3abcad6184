import { AppPlugin } from '@grafana/data';
import { lazy } from 'react';
import { LazyConfigurationPage } from './configuration/lazy-configuration-page.js';

// Grafana reads this module at start: everything heavier than a name waits behind an import.
const App = lazy(async () => ({ default: (await import('./pages/app.js')).App }));

export const plugin = new AppPlugin().setRootPage(App).addConfigPage({
  title: 'Connection',
  icon: 'plug',
  id: 'connection',
  body: LazyConfigurationPage,
});

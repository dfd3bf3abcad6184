import { PluginContextProvider } from '@grafana/data';
import { locationSearchToObject } from '@grafana/runtime';
import type { ReactElement } from 'react';
import { useLocation } from 'react-router';
import { appId, previewPaths } from '../../preview-data.js';
import { loadApp } from '../plugin-loader.js';
import { PluginBoundary } from './plugin-boundary.js';
import { useLoaded } from './use-loaded.js';

/** The app's own pages. */
export function AppPage(): ReactElement {
  return (
    <PluginBoundary>
      <AppRoot />
    </PluginBoundary>
  );
}

function AppRoot(): ReactElement {
  const plugin = useLoaded(appId, loadApp);
  const { pathname, search } = useLocation();
  const { root: Root, meta } = plugin;
  if (Root === undefined) throw new Error(`${appId} has no root page`);
  return (
    <PluginContextProvider meta={meta}>
      <Root
        meta={meta}
        basename={previewPaths.app}
        path={pathname}
        query={locationSearchToObject(search)}
        onNavChanged={() => undefined}
      />
    </PluginContextProvider>
  );
}

import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { lazy, Suspense } from 'react';
import type { ReactElement } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';

const ConfigurationPage = lazy(async () => ({ default: (await import('./configuration-page.js')).ConfigurationPage }));

/** Grafana suspends on an app's root page by itself, but not on its configuration pages. */
export function LazyConfigurationPage({ plugin }: PluginConfigPageProps<AppPluginMeta>): ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <ConfigurationPage meta={plugin.meta} />
    </Suspense>
  );
}

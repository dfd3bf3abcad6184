import { ErrorBoundaryAlert, LoadingPlaceholder } from '@grafana/ui';
import type { ReactElement, ReactNode } from 'react';
import { Suspense } from 'react';

/** What Grafana puts around a plugin's part: a spinner while it loads, an alert when it breaks. */
export function PluginBoundary({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <ErrorBoundaryAlert>
      <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>{children}</Suspense>
    </ErrorBoundaryAlert>
  );
}

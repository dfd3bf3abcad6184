import type { PanelProps } from '@grafana/data';
import type { ReactElement } from 'react';
import { lazy, Suspense } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';

const CostExplorerPanelView = lazy(async () => ({
  default: (await import('./cost-explorer-panel-view.js')).CostExplorerPanelView,
}));

/** Cost by model and agent on any dashboard. */
export function CostExplorerPanel({ data }: PanelProps): ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <CostExplorerPanelView frames={data.series} />
    </Suspense>
  );
}

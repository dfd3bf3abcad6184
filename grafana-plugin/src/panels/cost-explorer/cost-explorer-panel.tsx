import type { PanelProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import type { ReactElement } from 'react';
import { lazy, Suspense } from 'react';

const CostExplorerPanelView = lazy(async () => ({
  default: (await import('./cost-explorer-panel-view.js')).CostExplorerPanelView,
}));

/** Cost by model and agent on any dashboard. */
export function CostExplorerPanel({ data, width, height }: PanelProps): ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <CostExplorerPanelView data={data} width={width} height={height} />
    </Suspense>
  );
}

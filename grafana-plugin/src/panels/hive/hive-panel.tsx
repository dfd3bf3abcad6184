import type { PanelProps } from '@grafana/data';
import type { ReactElement } from 'react';
import { lazy, Suspense } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';

const HivePanelView = lazy(async () => ({ default: (await import('./hive-panel-view.js')).HivePanelView }));

/** Agent cards on any dashboard. */
export function HivePanel({ data }: PanelProps): ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <HivePanelView frames={data.series} />
    </Suspense>
  );
}

import type { PanelProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import type { ReactElement } from 'react';
import { lazy, Suspense } from 'react';
import type { HivePanelOptions } from './options.js';

const HivePanelView = lazy(async () => ({ default: (await import('./hive-panel-view.js')).HivePanelView }));

/** Agent cards on any dashboard. */
export function HivePanel({ data, options, width, height }: PanelProps<HivePanelOptions>): ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <HivePanelView data={data} options={options} width={width} height={height} />
    </Suspense>
  );
}

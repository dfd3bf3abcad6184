import type { PanelProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import type { ReactElement } from 'react';
import { lazy, Suspense } from 'react';

const TimelinePanelView = lazy(async () => ({ default: (await import('./timeline-panel-view.js')).TimelinePanelView }));

/** One task's timeline on any dashboard. */
export function TimelinePanel({ data, height }: PanelProps): ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <TimelinePanelView data={data} height={height} />
    </Suspense>
  );
}

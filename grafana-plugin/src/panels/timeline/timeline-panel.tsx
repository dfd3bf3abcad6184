import type { PanelProps } from '@grafana/data';
import type { ReactElement } from 'react';
import { lazy, Suspense } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';

const TimelinePanelView = lazy(async () => ({ default: (await import('./timeline-panel-view.js')).TimelinePanelView }));

/** One task's timeline on any dashboard. */
export function TimelinePanel({ data }: PanelProps): ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <TimelinePanelView frames={data.series} />
    </Suspense>
  );
}

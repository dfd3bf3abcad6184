import type { PanelData } from '@grafana/data';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { TimelineView } from '../../components/timeline/TimelineView.js';
import { readTimeline } from '../../data/frames/timeline.js';
import { hiveLinks } from '../../routes.js';
import { WithReading } from '../panel-data.js';

interface Props {
  readonly data: PanelData;
  readonly height: number;
}

/** The timeline on a dashboard. */
export function TimelinePanelView({ data, height }: Props): ReactElement {
  const reading = useMemo(() => readTimeline(data.series), [data.series]);
  const links = useMemo(() => hiveLinks(), []);
  return (
    <div data-testid="timeline-panel">
      <WithReading data={data} reading={reading} subject="a task’s timeline">
        {({ timeline, calls }) => (
          <TimelineView
            // Another task starts with nothing chosen.
            key={`${timeline.task.task_id} ${timeline.task.task_run_id}`}
            timeline={timeline}
            calls={calls}
            height={height}
            agentHref={links.agent}
          />
        )}
      </WithReading>
    </div>
  );
}

import { PluginPage } from '@grafana/runtime';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { useLocation, useParams } from 'react-router';
import { TimelineSkeleton } from '../components/timeline/skeleton.js';
import { TimelineView } from '../components/timeline/TimelineView.js';
import { readTimeline } from '../data/frames/timeline.js';
import type { ReadableFrame } from '../data/table.js';
import type { HiveSource } from '../hive-source/hive-source.js';
import { useAnswer } from '../hive-source/use-answer.js';
import { hiveLinks } from '../routes.js';
import { FailureNotice } from './parts/failure-notice.js';
import { TimeControls } from './parts/time-controls.js';
import { usePageState, type PageDefaults } from './parts/use-page-state.js';
import { WithSource } from './parts/with-source.js';

const DEFAULTS: PageDefaults = { from: 'now-24h', to: 'now', refresh: '2s' };

/** What one task did. While it runs, the page keeps up with it. */
export function TaskPage(): ReactElement {
  const { taskId = '' } = useParams();
  const run = new URLSearchParams(useLocation().search).get('run') ?? undefined;
  return (
    <WithSource>
      {(source) => <ConnectedTaskPage key={`${taskId} ${run}`} source={source} taskId={taskId} run={run} />}
    </WithSource>
  );
}

interface Props {
  readonly source: HiveSource;
  readonly taskId: string;
  readonly run: string | undefined;
}

function ConnectedTaskPage({ source, taskId, run }: Props): ReactElement {
  const state = usePageState(DEFAULTS);
  const { frames, failure, observedAt, refresh } = useAnswer({
    source,
    queries: [{ refId: 'timeline', queryType: 'timeline', taskId, taskRunId: run }],
    range: state.range,
    refreshMs: state.refreshMs,
    restMs,
  });
  const reading = useMemo(() => (frames === undefined ? undefined : readTimeline(frames)), [frames]);
  const view = reading?.ok === true ? reading.view : undefined;
  const links = useMemo(() => hiveLinks(state.search), [state.search]);
  return (
    <PluginPage
      pageNav={{ text: taskId }}
      // The view below names the task itself.
      renderTitle={() => <h1>Task</h1>}
      actions={<TimeControls state={state} onRefresh={refresh} hasRange={false} />}
    >
      <div data-testid="task-page">
        {failure !== undefined && (
          <FailureNotice failure={failure} onRetry={refresh} shownSince={view === undefined ? undefined : observedAt} />
        )}
        {view === undefined && failure === undefined && <TimelineSkeleton />}
        {view !== undefined && (
          <TimelineView
            timeline={view.timeline}
            calls={view.calls}
            selectedEventId={state.get('event')}
            onSelect={(event) => {
              state.set({ event });
            }}
            agentHref={links.agent}
            permalink={window.location.href}
          />
        )}
      </div>
    </PluginPage>
  );
}

/** An ended task may still get late events: the page looks for them now and then. */
const ENDED_REST_MS = 30_000;

function restMs(frames: readonly ReadableFrame[]): number {
  const reading = readTimeline(frames);
  return reading.ok && reading.view.timeline.task.completed_at !== null ? ENDED_REST_MS : 0;
}

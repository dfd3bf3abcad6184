import { useState, type ComponentType, type ReactElement } from 'react';
import type { TimelineFixture } from '../../src/components/timeline/fixtures.js';
import * as timelines from '../../src/components/timeline/fixtures.js';
import { event } from '../../src/components/timeline/fixture-task.js';
import { CostExplorerView } from '../../src/components/cost/CostExplorerView.js';
import type { CostFilters } from '../../src/components/cost/filter-bar.js';
import * as costs from '../../src/components/cost/fixtures.js';
import { TimelineView } from '../../src/components/timeline/TimelineView.js';

const timeline =
  ({ timeline: answer, calls }: TimelineFixture): ComponentType =>
  () => (
    <TimelineView
      timeline={answer}
      calls={calls}
      agentHref={(id) => `/a/hiveboard-hive-app/agents/${encodeURIComponent(id)}`}
      permalink="http://localhost/a/hiveboard-hive-app/tasks/task_lead-4821"
    />
  );

/** A running task to which a button adds events, as polling does. */
function Growing(): ReactElement {
  const [count, setCount] = useState(20);
  const { timeline: answer, calls } = timelines.running;
  const events = Array.from({ length: count }, (_, index) =>
    event('note', 6000 + index * 400, { summary: `News ${index}` }),
  );
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setCount(count + 5);
        }}
      >
        Add
      </button>
      <TimelineView timeline={{ ...answer, events: [...answer.events, ...events] }} calls={calls} />
    </>
  );
}

/** The Cost Explorer with its filters kept and its requests written down. */
const costExplorer =
  (fixture: costs.CostFixture | undefined): ComponentType =>
  () => {
    const [filters, setFilters] = useState<CostFilters>({});
    const [more, setMore] = useState(0);
    return (
      <>
        <CostExplorerView
          byModel={fixture?.byModel}
          byAgent={fixture?.byAgent}
          calls={fixture?.calls}
          filters={filters}
          onFilter={setFilters}
          onLoadMore={() => {
            setMore(more + 1);
          }}
          agentHref={(id) => `/a/hiveboard-hive-app/agents/${encodeURIComponent(id)}`}
          taskHref={(id, run) => `/a/hiveboard-hive-app/tasks/${encodeURIComponent(id)}?run=${encodeURIComponent(run)}`}
        />
        <output hidden data-testid="asked">
          {JSON.stringify({ filters, more })}
        </output>
      </>
    );
  };

/** Every story by name. */
export const stories: ReadonlyMap<string, ComponentType> = new Map<string, ComponentType>([
  ['timeline-rich', timeline(timelines.rich)],
  ['timeline-retried', timeline(timelines.retried)],
  ['timeline-failed', timeline(timelines.failed)],
  ['timeline-running', timeline(timelines.running)],
  ['timeline-replanned', timeline(timelines.replanned)],
  ['timeline-waiting', timeline(timelines.waiting)],
  ['timeline-silent', timeline(timelines.silent)],
  ['timeline-hostile', timeline(timelines.hostile)],
  ['timeline-long', timeline(timelines.long(500))],
  ['timeline-growing', Growing],
  ['cost-day', costExplorer(costs.day)],
  ['cost-unpriced', costExplorer(costs.unpriced)],
  ['cost-empty', costExplorer(costs.empty)],
  ['cost-hostile', costExplorer(costs.hostile)],
  ['cost-loading', costExplorer(undefined)],
]);

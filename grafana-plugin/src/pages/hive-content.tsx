import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useCallback, useMemo } from 'react';
import { DEFAULT_QUEUE_LIMITS } from '../components/hive/card-facts.js';
import { FilterBar } from '../components/hive/filter-bar.js';
import { FleetSection } from '../components/hive/fleet-section.js';
import { fleetStats, type FleetFilter } from '../components/hive/fleet.js';
import type { HiveLinks } from '../components/hive/links.js';
import { StatsRibbon } from '../components/hive/stats-ribbon.js';
import { readAgents } from '../data/frames/agents.js';
import { readTasks } from '../data/frames/tasks.js';
import type { Answer } from '../hive-source/use-answer.js';
import { FirstSteps } from './parts/first-steps.js';
import { FailureNotice } from './parts/failure-notice.js';
import type { PageState } from './parts/use-page-state.js';
import { TaskSection } from './task-section.js';

interface Props {
  readonly answer: Answer;
  readonly state: PageState;
  readonly links: HiveLinks;
  /** How many tasks were asked for. */
  readonly limit: number;
}

/** The Hive below its header. */
export function HiveContent({ answer, state, links, limit }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const { frames, observedAt, failure, refresh } = answer;
  const agents = useMemo(() => viewOf(frames, readAgents), [frames]);
  const tasks = useMemo(() => viewOf(frames, readTasks), [frames]);
  const stats = useMemo(() => agents && fleetStats(agents), [agents]);
  const filter = useFleetFilter(state);
  const { set } = state;
  const setFilter = useCallback(
    ({ status, agent, search }: FleetFilter) => {
      set({ status, agent, search });
    },
    [set],
  );
  const selectAgent = useCallback(
    (agent: string) => {
      set({ agent: agent === filter.agent ? undefined : agent });
    },
    [set, filter.agent],
  );

  if (failure !== undefined && agents === undefined) return <FailureNotice failure={failure} onRetry={refresh} />;
  return (
    <div className={styles.page}>
      {failure !== undefined && <FailureNotice failure={failure} onRetry={refresh} shownSince={observedAt} />}
      <StatsRibbon
        stats={stats}
        status={filter.status}
        onStatus={(status) => {
          setFilter({ ...filter, status });
        }}
      />
      {agents?.length === 0 ? (
        <FirstSteps />
      ) : (
        <>
          <FilterBar filter={filter} onFilter={setFilter} />
          <div className={styles.columns}>
            <FleetSection
              agents={agents}
              observedAt={observedAt}
              filter={filter}
              onFilter={setFilter}
              limits={DEFAULT_QUEUE_LIMITS}
              links={links}
              selectedAgent={filter.agent}
              onSelectAgent={selectAgent}
            />
            <div className={styles.tasks}>
              <TaskSection tasks={tasks} state={state} links={links} limit={limit} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function useFleetFilter({ get }: PageState): FleetFilter {
  const [status, agent, search] = [get('status'), get('agent'), get('search')];
  return useMemo(() => ({ status, agent, search }), [status, agent, search]);
}

/** A view of frames that our own data source made: what it lacks is not there yet. */
function viewOf<View>(
  frames: Answer['frames'],
  read: (frames: NonNullable<Answer['frames']>) => { readonly ok: true; readonly view: View } | { readonly ok: false },
): View | undefined {
  const reading = frames === undefined ? undefined : read(frames);
  return reading?.ok === true ? reading.view : undefined;
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ containerType: 'inline-size', display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: theme.spacing(2),
    '@container (min-width: 1080px)': { gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 6fr)' },
  }),
  // Cards may go on for long: beside them the tasks stay in view.
  tasks: css({
    minWidth: 0,
    '@container (min-width: 1080px)': { position: 'sticky', top: theme.spacing(1), alignSelf: 'start' },
  }),
});

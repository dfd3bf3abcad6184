import { PluginPage } from '@grafana/runtime';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { hiveLinks } from '../routes.js';
import type { HiveSource } from '../hive-source/hive-source.js';
import { useAnswer } from '../hive-source/use-answer.js';
import { HiveContent } from './hive-content.js';
import { TimeControls } from './parts/time-controls.js';
import { usePageState, type PageDefaults } from './parts/use-page-state.js';
import { WithSource } from './parts/with-source.js';

const DEFAULTS: PageDefaults = { from: 'now-24h', to: 'now', refresh: '5s' };

/** How many tasks the table holds at first. */
const TASKS = 50;

/** The fleet: headline numbers, one card for every agent, and the newest tasks. */
export function HivePage(): ReactElement {
  return <WithSource>{(source) => <ConnectedHivePage source={source} />}</WithSource>;
}

function ConnectedHivePage({ source }: { readonly source: HiveSource }): ReactElement {
  const state = usePageState(DEFAULTS);
  const limit = Number(state.get('tasks')) || TASKS;
  const answer = useAnswer({
    source,
    queries: [
      { refId: 'agents', queryType: 'agents' },
      { refId: 'tasks', queryType: 'tasks', agentId: state.get('agent'), status: state.get('task_status'), limit },
    ],
    range: state.range,
    refreshMs: state.refreshMs,
  });
  const links = useMemo(() => hiveLinks(state.search), [state.search]);
  return (
    <PluginPage actions={<TimeControls state={state} onRefresh={answer.refresh} />}>
      <div data-testid="hive-page">
        <HiveContent answer={answer} state={state} links={links} limit={limit} />
      </div>
    </PluginPage>
  );
}

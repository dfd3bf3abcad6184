import { PluginPage } from '@grafana/runtime';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { CostExplorerView } from '../components/cost/CostExplorerView.js';
import { readLlmCallPage } from '../data/frames/llm-calls.js';
import { readSpend } from '../data/frames/metrics.js';
import type { HiveSource } from '../hive-source/hive-source.js';
import { useAnswer, type Answer } from '../hive-source/use-answer.js';
import { hiveLinks } from '../routes.js';
import { FailureNotice } from './parts/failure-notice.js';
import { TimeControls } from './parts/time-controls.js';
import { usePageState, type PageDefaults } from './parts/use-page-state.js';
import { WithSource } from './parts/with-source.js';

const DEFAULTS: PageDefaults = { from: 'now-24h', to: 'now', refresh: '30s' };

/** How many calls appear at first and at every wish for more, and how many at most. */
const CALLS = 50;
const MOST_CALLS = 1000;

/** What models and agents cost. */
export function CostExplorerPage(): ReactElement {
  return <WithSource>{(source) => <ConnectedCostPage source={source} />}</WithSource>;
}

function ConnectedCostPage({ source }: { readonly source: HiveSource }): ReactElement {
  const state = usePageState(DEFAULTS);
  const { get, set, search } = state;
  const filters = { agentId: get('agent'), model: get('model') };
  const limit = Math.min(MOST_CALLS, Number(get('calls')) || CALLS);
  const answer = useAnswer({
    source,
    queries: [{ refId: 'cost', queryType: 'cost', ...filters, limit }],
    range: state.range,
    refreshMs: state.refreshMs,
  });
  const { frames, failure, isLoading, observedAt, refresh } = answer;
  const views = useCostViews(frames);
  const links = useMemo(() => hiveLinks(search), [search]);
  return (
    <PluginPage actions={<TimeControls state={state} onRefresh={refresh} />}>
      <div data-testid="cost-explorer-page">
        {failure !== undefined && (
          <FailureNotice
            failure={failure}
            onRetry={refresh}
            shownSince={frames === undefined ? undefined : observedAt}
          />
        )}
        {(failure === undefined || frames !== undefined) && (
          <CostExplorerView
            {...views}
            // Only a changed question dims what is there; the rhythm of refreshing does not.
            loading={isLoading}
            filters={filters}
            onFilter={({ agentId, model }) => {
              set({ agent: agentId, model, calls: undefined });
            }}
            onLoadMore={
              limit < MOST_CALLS
                ? () => {
                    set({ calls: String(limit + CALLS) });
                  }
                : undefined
            }
            agentHref={links.agent}
            taskHref={links.task}
          />
        )}
      </div>
    </PluginPage>
  );
}

/** The data source tells the period itself. */
const NO_RANGE = { from: 0, to: 0 };

function useCostViews(frames: Answer['frames']) {
  return useMemo(() => {
    const [byModel, byAgent, calls] = [
      readSpend(frames ?? [], 'model', NO_RANGE),
      readSpend(frames ?? [], 'agent_id', NO_RANGE),
      readLlmCallPage(frames ?? []),
    ];
    return {
      byModel: byModel.ok ? byModel.view : undefined,
      byAgent: byAgent.ok ? byAgent.view : undefined,
      calls: calls.ok ? calls.view : undefined,
    };
  }, [frames]);
}

import type { PanelData } from '@grafana/data';
import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import { CostExplorerView } from '../../components/cost/CostExplorerView.js';
import type { CostFilters } from '../../components/cost/filter-bar.js';
import { hiveLinks } from '../../routes.js';
import { WithReading } from '../panel-data.js';
import { readCost } from './read-cost.js';

interface Props {
  readonly data: PanelData;
  readonly width: number;
  readonly height: number;
}

/** The cost explorer on a dashboard. A click on a model or an agent narrows down the list of calls. */
export function CostExplorerPanelView({ data, width, height }: Props): ReactElement {
  const { series, timeRange } = data;
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const reading = useMemo(() => readCost(series, { from, to }), [series, from, to]);
  const [filters, setFilters] = useState<CostFilters>({});
  const links = useMemo(() => hiveLinks(), []);
  return (
    <div style={{ width, height, overflow: 'auto' }} data-testid="cost-explorer-panel">
      <WithReading data={data} reading={reading} subject="cost">
        {(views) => (
          <CostExplorerView
            {...filteredViews(views, filters)}
            filters={filters}
            onFilter={setFilters}
            agentHref={links.agent}
            taskHref={links.task}
          />
        )}
      </WithReading>
    </div>
  );
}

type Views = Pick<Parameters<typeof CostExplorerView>[0], 'byModel' | 'byAgent' | 'calls'>;

/** A panel cannot ask again: it narrows down the calls at hand and leaves the sums as they are. */
function filteredViews(views: Views, { agentId, model }: CostFilters): Views {
  const { calls } = views;
  const data = calls?.data.filter(
    (call) => (agentId === undefined || call.agent_id === agentId) && (model === undefined || call.model === model),
  );
  return { ...views, calls: calls && { ...calls, data: data ?? [] } };
}

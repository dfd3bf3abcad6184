import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelData } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import { FilterBar } from '../../components/hive/filter-bar.js';
import { FleetSection } from '../../components/hive/fleet-section.js';
import { fleetStats, type FleetFilter } from '../../components/hive/fleet.js';
import { StatsRibbon } from '../../components/hive/stats-ribbon.js';
import { readAgents, type AgentView } from '../../data/frames/agents.js';
import { hiveLinks } from '../../routes.js';
import { WithReading } from '../panel-data.js';
import type { HivePanelOptions } from './options.js';

interface Props {
  readonly data: PanelData;
  readonly options: HivePanelOptions;
  readonly width: number;
  readonly height: number;
}

/** The Hive on a dashboard. Filters are the panel's own: they last until the dashboard is left. */
export function HivePanelView({ data, options, width, height }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const reading = useMemo(() => readAgents(data.series), [data.series]);
  const observedAt = data.request?.endTime ?? data.request?.startTime ?? data.timeRange.to.valueOf();
  return (
    <div className={styles.panel} style={{ width, height }} data-testid="hive-panel">
      <WithReading data={data} reading={reading} subject="agents">
        {(agents) => (
          <Fleet key={String(options.attentionOnly)} agents={agents} observedAt={observedAt} options={options} />
        )}
      </WithReading>
    </div>
  );
}

interface FleetProps {
  readonly agents: readonly AgentView[];
  readonly observedAt: number;
  readonly options: HivePanelOptions;
}

function Fleet({ agents, observedAt, options }: FleetProps): ReactElement {
  const styles = useStyles2(getStyles);
  const { showRibbon, showSearch, attentionOnly, queueBadgeAbove, queueBorderAbove } = options;
  const [filter, setFilter] = useState<FleetFilter>({ status: attentionOnly ? 'attention' : undefined });
  const limits = useMemo(
    () => ({ badge: queueBadgeAbove, border: queueBorderAbove }),
    [queueBadgeAbove, queueBorderAbove],
  );
  const links = useMemo(() => hiveLinks(), []);
  return (
    <div className={styles.fleet}>
      {showRibbon && (
        <StatsRibbon
          stats={fleetStats(agents)}
          status={filter.status}
          onStatus={(status) => {
            setFilter({ ...filter, status });
          }}
        />
      )}
      {showSearch && <FilterBar filter={filter} onFilter={setFilter} />}
      <FleetSection
        agents={agents}
        observedAt={observedAt}
        filter={filter}
        onFilter={setFilter}
        limits={limits}
        links={links}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({ overflow: 'auto' }),
  fleet: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), padding: theme.spacing(0.25) }),
});

import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, InlineSwitch, useStyles2, useTheme2 } from '@grafana/ui';
import type { LlmCallPage } from '@hiveboard/sdk/contract';
import { useMemo, useState, type ReactElement } from 'react';
import type { SpendByGroup } from '../../data/spend-by-group.js';
import { AgentTable } from './agent-table.js';
import { CallsTable } from './calls-table.js';
import { CostChart } from './cost-chart.js';
import { FilterBar, type CostFilters } from './filter-bar.js';
import { ModelTable } from './model-table.js';
import { Ribbon } from './ribbon.js';
import { Section } from './section.js';
import { seriesColors } from './series-colors.js';
import { CostSkeleton } from './skeleton.js';

export interface CostExplorerViewProps {
  /** Cost grouped by model; undefined before the first answer. Its summary and its series are the totals and the chart. */
  readonly byModel: SpendByGroup | undefined;
  /** Cost grouped by agent; undefined before the first answer. */
  readonly byAgent: SpendByGroup | undefined;
  /** Calls, the newest first; undefined before the first answer. */
  readonly calls: LlmCallPage | undefined;
  /** A new answer is awaited. What is there stays, a little dimmed. */
  readonly loading?: boolean | undefined;
  readonly filters: CostFilters;
  /** Told of the filters as they should be. */
  readonly onFilter: (filters: CostFilters) => void;
  /** Asks for more calls. Default: no button. */
  readonly onLoadMore?: (() => void) | undefined;
  /** Where an agent's name leads. Default: it is no link. */
  readonly agentHref?: ((agentId: string) => string) | undefined;
  /** Where a task's name leads; the run is empty when it is not known. Default: it is no link. */
  readonly taskHref?: ((taskId: string, runId: string) => string) | undefined;
}

/** What models and agents cost: totals, over time, by model, by agent, call by call. */
export function CostExplorerView(props: CostExplorerViewProps): ReactElement {
  const { byModel, byAgent, calls, loading = false, filters, onFilter } = props;
  const styles = useStyles2(getStyles);
  const isEmpty = byModel?.summary.calls === 0 && (calls?.data.length ?? 0) === 0;
  return (
    <div className={styles.container} data-testid="cost-explorer" aria-busy={loading}>
      <div className={styles.view}>
        <FilterBar filters={filters} onFilter={onFilter} />
        {byModel === undefined || byAgent === undefined || calls === undefined ? (
          <CostSkeleton />
        ) : isEmpty ? (
          <p className={styles.empty}>No cost data available</p>
        ) : (
          <Answers {...props} byModel={byModel} byAgent={byAgent} calls={calls} />
        )}
      </div>
    </div>
  );
}

interface AnswersProps extends CostExplorerViewProps {
  readonly byModel: SpendByGroup;
  readonly byAgent: SpendByGroup;
  readonly calls: LlmCallPage;
}

function Answers(props: AnswersProps): ReactElement {
  const { byModel, byAgent, calls, loading = false, filters, onFilter, onLoadMore, agentHref, taskHref } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [estimates, setEstimates] = useState(false);
  const colors = useMemo(
    () =>
      seriesColors(
        theme,
        byModel.groups.map(({ group }) => group),
      ),
    [theme, byModel],
  );
  const hasEstimates = byModel.summary.estimated_cost > 0;
  return (
    <div className={loading ? styles.stale : styles.answers}>
      <Ribbon spend={byModel.summary} models={byModel.groups} estimates={estimates} />
      <Section
        title="Cost over time"
        aside={
          hasEstimates && (
            <InlineSwitch
              label="Include estimates"
              showLabel
              transparent
              value={estimates}
              onChange={(event) => {
                setEstimates(event.currentTarget.checked);
              }}
            />
          )
        }
      >
        <CostChart answer={byModel} estimates={estimates} colors={colors} />
      </Section>
      <div className={styles.pair}>
        <Section title="Cost by model">
          <ModelTable
            groups={byModel.groups}
            estimates={estimates}
            colors={colors}
            chosen={filters.model}
            onChoose={(model) => {
              onFilter({ ...filters, model: model === filters.model ? undefined : model });
            }}
          />
        </Section>
        <Section title="Cost by agent">
          <AgentTable
            groups={byAgent.groups}
            estimates={estimates}
            chosen={filters.agentId}
            agentHref={agentHref}
            onChoose={(agentId) => {
              onFilter({ ...filters, agentId: agentId === filters.agentId ? undefined : agentId });
            }}
          />
        </Section>
      </div>
      <Section title="Recent LLM calls">
        {calls.data.length === 0 ? (
          <p className={styles.empty}>No calls in this range</p>
        ) : (
          <CallsTable calls={calls.data} agentHref={agentHref} taskHref={taskHref} />
        )}
        {onLoadMore !== undefined && calls.pagination.has_more && (
          <Button
            className={styles.more}
            size="sm"
            variant="secondary"
            fill="text"
            disabled={loading}
            onClick={onLoadMore}
          >
            Load more
          </Button>
        )}
      </Section>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const answers = { display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 } as const;
  return {
    container: css({ containerType: 'inline-size', containerName: 'costs', minWidth: 0 }),
    view: css(answers),
    answers: css(answers),
    stale: css({ ...answers, opacity: 0.65 }),
    pair: css({
      display: 'grid',
      // Agents have two columns more than models.
      gridTemplateColumns: 'minmax(0, 9fr) minmax(0, 11fr)',
      gap: theme.spacing(2),
      alignItems: 'start',
      '@container costs (max-width: 1240px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
    }),
    empty: css({ margin: 0, padding: theme.spacing(3), textAlign: 'center', color: theme.colors.text.secondary }),
    more: css({ marginTop: theme.spacing(1) }),
  };
};

import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { LlmCallRecord } from '@hiveboard/sdk/contract';
import type { ShownTimeline } from '../../data/shown-timeline.js';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { BreakdownBar } from './breakdown-bar.js';
import { Detail } from './detail.js';
import { Header } from './header.js';
import { layOut } from './lanes.js';
import { nodesOf, spanOf } from './nodes.js';
import { PlanBar } from './plan-bar.js';
import { Steps } from './steps.js';
import { Track } from './track.js';

export interface TimelineViewProps {
  readonly timeline: ShownTimeline;
  /** The calls of this run, which hold what events do not: estimates, previews, metadata. Others are ignored. */
  readonly calls: readonly LlmCallRecord[];
  /** The chosen node: an event id, `action:<action id>`, `task:start` or `task:end`. Kept inside when `onSelect` is absent. */
  readonly selectedEventId?: string | undefined;
  /** Told of each choice; undefined when the details are closed. */
  readonly onSelect?: ((eventId: string | undefined) => void) | undefined;
  /** Pixels; the view scrolls inside. Default: as high as it needs. */
  readonly height?: number | undefined;
  /** Where an agent's name leads. Default: it is no link. */
  readonly agentHref?: ((agentId: string) => string) | undefined;
  /** The full address of this task, to copy. Default: no button. */
  readonly permalink?: string | undefined;
}

/** What one task did, planned, retried and cost, from left to right. */
export function TimelineView(props: TimelineViewProps): ReactElement {
  const { timeline, calls, height, agentHref, permalink } = props;
  const styles = useStyles2(getStyles);
  const [selectedId, select] = useSelection(props);
  const nodes = useMemo(() => nodesOf(timeline, calls), [timeline, calls]);
  const layout = useMemo(() => layOut(nodes), [nodes]);
  const span = useMemo(() => spanOf(timeline), [timeline]);
  const selected = nodes.find((node) => node.id === selectedId);
  const isEmpty = timeline.events.length === 0 && timeline.action_tree.length === 0 && calls.length === 0;
  return (
    <div
      className={styles.container}
      style={height === undefined ? undefined : { height, overflowY: 'auto' }}
      data-testid="timeline-view"
    >
      <div className={styles.view}>
        <Header task={timeline.task} agentHref={agentHref} permalink={permalink} />
        <PlanBar plan={timeline.plan} />
        {isEmpty && <p className={styles.empty}>No timeline data</p>}
        {timeline.truncated && (
          <p role="status" className={styles.truncated}>
            This task has more events than are shown here.
          </p>
        )}
        <Track
          layout={layout}
          open={timeline.task.completed_at === null ? timeline.task.derived_status : null}
          selectedId={selectedId}
          onSelect={select}
        />
        {!isEmpty && timeline.time_breakdown !== null && <BreakdownBar breakdown={timeline.time_breakdown} />}
        <div className={styles.lower}>
          {selected !== undefined && (
            <div className={styles.detail}>
              <Detail
                key={selected.id}
                node={selected}
                task={timeline.task}
                onClose={() => {
                  select(undefined);
                }}
              />
            </div>
          )}
          {!isEmpty && (
            <div className={styles.steps}>
              <Steps nodes={nodes} span={span} selectedId={selectedId} onSelect={select} />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

/** The caller's selection when it keeps one, else our own. */
function useSelection({
  selectedEventId,
  onSelect,
}: TimelineViewProps): readonly [string | undefined, (id: string | undefined) => void] {
  const [own, setOwn] = useState(selectedEventId);
  // Callers often pass a new function each time; through a reference the nodes need not be redrawn for it.
  const told = useRef(onSelect);
  useEffect(() => {
    told.current = onSelect;
  }, [onSelect]);
  const select = useCallback((id: string | undefined) => {
    if (told.current === undefined) setOwn(id);
    else told.current(id);
  }, []);
  return [onSelect === undefined ? own : selectedEventId, select];
}

const getStyles = (theme: GrafanaTheme2) => ({
  container: css({ containerType: 'inline-size', containerName: 'timeline', minWidth: 0 }),
  view: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  empty: css({ margin: 0, color: theme.colors.text.secondary }),
  truncated: css({
    ...theme.typography.bodySmall,
    margin: 0,
    padding: theme.spacing(0.5, 1),
    color: theme.colors.warning.text,
    background: theme.colors.warning.transparent,
    borderRadius: theme.shape.radius.default,
  }),
  lower: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(2),
    '@container timeline (max-width: 860px)': { flexDirection: 'column', alignItems: 'stretch' },
  }),
  steps: css({ flex: '1 1 0', minWidth: 0, order: 0 }),
  detail: css({
    flex: '0 0 min(440px, 42%)',
    minWidth: 0,
    order: 1,
    position: 'sticky',
    top: theme.spacing(1),
    '@container timeline (max-width: 860px)': { order: -1, flexBasis: 'auto', position: 'static' },
  }),
});

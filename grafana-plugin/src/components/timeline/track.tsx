import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { TaskStatus } from '@hiveboard/sdk/contract';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { taskLook } from '../../palette.js';
import { toneClasses } from '../llm-call/tone-classes.js';
import { COLUMN, type TrackLayout } from './lanes.js';
import { Mark } from './mark.js';
import { lanesOf } from './track-geometry.js';
import { TrackLines } from './track-lines.js';
import { TrackNode } from './track-node.js';
import { useFollow } from './use-follow.js';
import { useWindow } from './use-window.js';

interface TrackProps {
  readonly layout: TrackLayout;
  /** The task's status while it is open; null once it has ended. */
  readonly open: TaskStatus | null;
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

const STEPS: ReadonlyMap<string, (index: number, last: number) => number> = new Map([
  ['ArrowRight', (index: number, last: number) => Math.min(last, index + 1)],
  ['ArrowLeft', (index: number) => Math.max(0, index - 1)],
  ['Home', () => 0],
  ['End', (_: number, last: number) => last],
]);

/** All nodes from left to right. Arrow keys walk, Enter opens, Escape closes. */
export function Track({ layout, open, selectedId, onSelect }: TrackProps): ReactElement {
  const styles = useStyles2(getStyles);
  const [currentId, setCurrentId] = useState<string>();
  const lanes = useMemo(() => lanesOf(layout), [layout]);
  const width = layout.width + (open === null ? 0 : COLUMN);
  const { scroller, following, onScroll, resume } = useFollow(open !== null, width);
  const [stretch, look] = useWindow(scroller);
  const wanted = selectedId ?? currentId;
  // Of a task with thousands of events only those near the view are drawn, and the one that holds the focus.
  const drawn = layout.nodes.filter(
    ({ node, x }) => (x >= stretch.from && x <= stretch.until) || node.id === selectedId || node.id === currentId,
  );
  const tabStop = drawn.some(({ node }) => node.id === wanted) ? wanted : drawn[0]?.node.id;
  const drawnLayout = useMemo(
    () => ({
      ...layout,
      connectors: layout.connectors.filter(({ from, to }) => to.x >= stretch.from && from.x <= stretch.until),
    }),
    [layout, stretch],
  );
  const canvas = useRef<HTMLDivElement | null>(null);
  const toFocus = useRef<string>(undefined);
  useEffect(() => {
    if (toFocus.current === undefined || canvas.current === null) return;
    focusNode(canvas.current, toFocus.current);
    toFocus.current = undefined;
  });

  // Read through references: a choice leaves the other nodes' properties as they were, and only a new choice moves the
  // view, for news of a running task must not pull it back.
  const selected = useRef(selectedId);
  const nodes = useRef(layout.nodes);
  useEffect(() => {
    selected.current = selectedId;
    nodes.current = layout.nodes;
  }, [selectedId, layout.nodes]);
  useEffect(() => {
    const placed = nodes.current.find(({ node }) => node.id === selectedId);
    if (placed !== undefined) reveal(scroller.current, placed.x);
  }, [selectedId, scroller]);
  const choose = useCallback(
    (id: string) => {
      setCurrentId(id);
      onSelect(id === selected.current ? undefined : id);
    },
    [onSelect],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape' && selectedId !== undefined) {
      event.stopPropagation();
      onSelect(undefined);
    }
    const step = STEPS.get(event.key);
    const index = layout.nodes.findIndex(({ node }) => node.id === nodeIdOf(event.target));
    const next = index === -1 ? undefined : layout.nodes[step?.(index, layout.nodes.length - 1) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    setCurrentId(next.node.id);
    toFocus.current = next.node.id;
    reveal(scroller.current, next.x);
    if (selectedId !== undefined) onSelect(next.node.id);
  };

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        onScroll={({ currentTarget }) => {
          onScroll();
          look(currentTarget);
        }}
        data-testid="timeline-track"
      >
        <div
          role="group"
          aria-label="Timeline, oldest first. Arrow keys move between events, Enter opens one."
          ref={canvas}
          className={styles.canvas}
          style={{ width, height: lanes.at(-1)?.bottom ?? 0 }}
          onKeyDown={onKeyDown}
        >
          <TrackLines layout={drawnLayout} lanes={lanes} />
          {drawn.map((placed) => {
            const { id } = placed.node;
            const place = lanes[placed.lane];
            if (place === undefined) return null;
            return (
              <TrackNode
                key={id}
                placed={placed}
                place={place}
                selected={id === selectedId}
                current={id === tabStop}
                onSelect={choose}
              />
            );
          })}
          {open !== null && (
            <LiveEnd x={layout.width - COLUMN / 2} y={lanes[layout.nodes.at(-1)?.lane ?? 0]?.line ?? 0} status={open} />
          )}
        </div>
      </div>
      {open !== null && !following && (
        <Button className={styles.latest} size="sm" variant="secondary" icon="arrow-to-right" onClick={resume}>
          Latest
        </Button>
      )}
    </div>
  );
}

interface LiveEndProps {
  readonly x: number;
  readonly y: number;
  readonly status: TaskStatus;
}

function LiveEnd({ x, y, status }: LiveEndProps): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const { label, tone } = taskLook(status);
  return (
    <div className={cx(tones[tone], styles.live)} style={{ left: x + 6, top: y - 14 }} data-testid="timeline-live-end">
      <span className={styles.dashes} />
      <Mark look={{ shape: 'circle', tone, filled: true }} pulsing />
      <span className={styles.liveLabel}>{label}</span>
    </div>
  );
}

const nodeIdOf = (target: EventTarget): string | undefined =>
  target instanceof HTMLElement ? target.closest<HTMLElement>('[data-node-id]')?.dataset['nodeId'] : undefined;

function focusNode(canvas: HTMLElement, id: string): void {
  const nodes = canvas.querySelectorAll<HTMLElement>('[data-node-id]');
  Array.from(nodes)
    .find((node) => node.dataset['nodeId'] === id)
    ?.focus({ preventScroll: true });
}

function reveal(element: HTMLElement | null, x: number): void {
  if (element === null) return;
  const { scrollLeft, clientWidth } = element;
  if (x - COLUMN < scrollLeft || x + COLUMN > scrollLeft + clientWidth) element.scrollLeft = x - clientWidth / 2;
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({ position: 'relative', minWidth: 0 }),
  scroller: css({
    overflowX: 'auto',
    overflowY: 'hidden',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    scrollbarWidth: 'thin',
    scrollbarColor: `${theme.colors.border.strong} transparent`,
  }),
  canvas: css({ position: 'relative', minWidth: '100%', marginTop: theme.spacing(1) }),
  latest: css({ position: 'absolute', right: theme.spacing(1.5), bottom: theme.spacing(2) }),
  live: css({ position: 'absolute', width: COLUMN, height: 28, display: 'flex', alignItems: 'center' }),
  dashes: css({ width: COLUMN / 2 - 12, borderTop: '2px dashed var(--tone-main)', opacity: 0.6 }),
  liveLabel: css({
    ...theme.typography.bodySmall,
    marginLeft: theme.spacing(1),
    color: 'var(--tone-text)',
    fontWeight: theme.typography.fontWeightMedium,
  }),
});

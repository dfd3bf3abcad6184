import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo, type ReactElement } from 'react';
import { costText, tokensText } from '../llm-call/call-text.js';
import { toneClasses } from '../llm-call/tone-classes.js';
import { formatDuration } from '../../format.js';
import { clockTime } from './clock.js';
import { COLUMN, type PlacedNode } from './lanes.js';
import { kindOf } from './kind-names.js';
import { Mark } from './mark.js';
import type { TimelineNode } from './node.js';
import type { Lane } from './track-geometry.js';

interface TrackNodeProps {
  readonly placed: PlacedNode;
  readonly place: Lane;
  readonly selected: boolean;
  /** Whether Tab leads here. */
  readonly current: boolean;
  readonly onSelect: (id: string) => void;
}

/** One node of the track with its words. Memoised: a choice among 500 nodes redraws two. */
export const TrackNode = memo(function TrackNode(props: TrackNodeProps): ReactElement {
  const { placed, place, selected, current, onSelect } = props;
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const { node, x, lane } = placed;
  return (
    <button
      type="button"
      className={cx(tones[node.look.tone], styles.node, selected && styles.selected)}
      style={{ left: x - COLUMN / 2, top: place.top, height: place.bottom - place.top - 4 }}
      aria-pressed={selected}
      aria-label={spoken(node)}
      tabIndex={current ? 0 : -1}
      data-node-id={node.id}
      data-node-type={node.subject.type}
      data-tone={node.look.tone}
      data-lane={lane}
      onClick={() => {
        onSelect(node.id);
      }}
    >
      <span className={styles.above} style={{ height: place.line - place.top - 14 }}>
        {node.subject.type === 'llm_call' && <CallWords node={node} />}
      </span>
      <span className={styles.mark}>
        <Mark look={node.look} pulsing={node.running} hollowDot={hasPreview(node)} />
      </span>
      <span className={styles.label} title={node.label}>
        {node.label}
      </span>
      <span className={styles.time}>{clockTime(node.at)}</span>
      {node.subject.type === 'action' && (
        <span className={styles.time}>{node.running ? 'running' : formatDuration(node.durationMs)}</span>
      )}
    </button>
  );
});

function CallWords({ node }: { readonly node: TimelineNode }): ReactElement | null {
  const styles = useStyles2(getStyles);
  if (node.subject.type !== 'llm_call') return null;
  const { call } = node.subject;
  return (
    <>
      <span className={styles.pill} title={call.model} data-testid="model-badge">
        {call.model}
      </span>
      <span className={styles.numbers}>{tokensText(call) ?? '\u00a0'}</span>
      <span className={styles.numbers}>{costText(call)}</span>
    </>
  );
}

const hasPreview = ({ subject }: TimelineNode): boolean =>
  subject.type === 'llm_call' && (subject.call.prompt_preview !== null || subject.call.response_preview !== null);

const spoken = (node: TimelineNode): string =>
  [
    kindOf(node.subject),
    node.label,
    node.subject.type === 'llm_call' ? node.subject.call.model : undefined,
    node.durationMs === null ? undefined : formatDuration(node.durationMs),
    `at ${clockTime(node.at)}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');

const clipped = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', maxWidth: '100%' } as const;

const getStyles = (theme: GrafanaTheme2) => ({
  node: css({
    all: 'unset',
    boxSizing: 'border-box',
    position: 'absolute',
    width: COLUMN - 6,
    marginLeft: 3,
    padding: theme.spacing(0, 0.25),
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    cursor: 'pointer',
    borderRadius: theme.shape.radius.default,
    fontSize: 11,
    lineHeight: '14px',
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  selected: css({ '&, &:hover': { background: 'var(--tone-soft)', boxShadow: 'inset 0 0 0 1px var(--tone-main)' } }),
  above: css({
    width: '100%',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'flex-end',
    flexShrink: 0,
  }),
  pill: css({
    ...clipped,
    padding: '0 6px',
    marginBottom: 1,
    lineHeight: '16px',
    borderRadius: theme.shape.radius.pill,
    color: 'var(--tone-text)',
    background: 'var(--tone-soft)',
    border: '1px solid var(--tone-edge)',
    fontWeight: theme.typography.fontWeightMedium,
  }),
  numbers: css({
    ...clipped,
    lineHeight: '13px',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  }),
  mark: css({ height: 28, display: 'grid', placeItems: 'center', flexShrink: 0 }),
  label: css({
    fontSize: 12,
    lineHeight: '15px',
    maxHeight: 30,
    width: '100%',
    overflow: 'hidden',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
    overflowWrap: 'anywhere',
    color: theme.colors.text.primary,
    flexShrink: 0,
  }),
  time: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
});

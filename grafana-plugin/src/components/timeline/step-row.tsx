import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { memo, type CSSProperties, type ReactElement } from 'react';
import { formatDuration } from '../../format.js';
import { costText, tokensText } from '../llm-call/call-text.js';
import { toneClasses } from '../llm-call/tone-classes.js';
import { clockTime } from './clock.js';
import { kindOf } from './kind-names.js';
import { Mark } from './mark.js';
import type { Subject, TimelineNode } from './node.js';
import type { Span } from './nodes.js';
import type { StepRow } from './rows.js';

interface StepRowProps {
  readonly row: StepRow;
  readonly span: Span;
  readonly selected: boolean;
  /** Whether Tab leads here. */
  readonly current: boolean;
  readonly onSelect: (id: string) => void;
  readonly onToggle: (id: string) => void;
}

/** One step: what it is, what it took, and when, as a bar on the task's own time. */
export const StepRowView = memo(function StepRowView(props: StepRowProps): ReactElement {
  const { row, span, selected, current, onSelect, onToggle } = props;
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const { node, depth } = row;
  const error = errorOf(node.subject);
  return (
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      {...(row.parent && { 'aria-expanded': row.expanded })}
      tabIndex={current ? 0 : -1}
      className={cx(tones[node.look.tone], styles.row, selected && styles.selected)}
      onClick={() => {
        onSelect(node.id);
      }}
      data-step-id={node.id}
    >
      <div className={styles.name} style={{ paddingLeft: Math.min(depth, 12) * 18 }}>
        <span
          className={styles.toggle}
          aria-hidden
          data-testid={row.parent ? 'step-toggle' : undefined}
          onClick={(event) => {
            if (!row.parent) return;
            event.stopPropagation();
            onToggle(node.id);
          }}
        >
          {row.parent && <Icon name={row.expanded ? 'angle-down' : 'angle-right'} />}
        </span>
        <span className={styles.mark}>
          <Mark look={node.look} pulsing={node.running} />
        </span>
        <span className={styles.label} title={`${kindOf(node.subject)}: ${node.label}`}>
          {node.label}
        </span>
        <CallNumbers subject={node.subject} />
      </div>
      <span className={styles.time}>{clockTime(node.from)}</span>
      <span className={styles.duration}>
        {node.running ? 'running' : node.durationMs === null ? null : formatDuration(node.durationMs)}
      </span>
      <div className={styles.rail} aria-hidden>
        <span className={node.until > node.from ? styles.bar : styles.tick} style={barStyle(node, span)} />
      </div>
      {error !== null && (
        <p className={cx(tones.error, styles.error)} style={{ marginLeft: 48 + Math.min(depth, 12) * 18 }}>
          {error}
        </p>
      )}
    </div>
  );
});

function CallNumbers({ subject }: { readonly subject: Subject }): ReactElement | null {
  const styles = useStyles2(getStyles);
  if (subject.type !== 'llm_call') return null;
  const { call } = subject;
  return (
    <span className={styles.call}>
      <span className={styles.pill} title={call.model}>
        {call.model}
      </span>
      <span className={styles.numbers}>
        {[tokensText(call), costText(call)].filter((part) => part !== null).join(' · ')}
      </span>
    </span>
  );
}

function errorOf(subject: Subject): string | null {
  if (subject.type === 'action') return subject.action.error_message;
  return subject.type === 'llm_call' ? subject.call.error_message : null;
}

function barStyle({ from, until }: TimelineNode, span: Span): CSSProperties {
  const whole = Math.max(1, span.until - span.from);
  const share = (ms: number): number => Math.max(0, Math.min(1, (ms - span.from) / whole));
  const left = share(from);
  return { left: `${left * 100}%`, width: `${(share(until) - left) * 100}%` };
}

const clipped = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1.3fr) 88px 64px minmax(0, 1fr)',
    alignItems: 'center',
    columnGap: theme.spacing(1.5),
    padding: theme.spacing(0.5, 1.5, 0.5, 0.5),
    minHeight: 32,
    cursor: 'pointer',
    // Long tasks: rows out of sight cost nothing.
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 32px',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-child': { borderBottom: 'none' },
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    '@container steps (max-width: 560px)': { gridTemplateColumns: 'minmax(0, 1fr) auto' },
  }),
  selected: css({ background: theme.colors.action.selected, boxShadow: 'inset 2px 0 0 var(--tone-main)' }),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), minWidth: 0 }),
  toggle: css({ width: 18, flexShrink: 0, display: 'grid', placeItems: 'center' }),
  mark: css({ width: 18, flexShrink: 0, display: 'grid', placeItems: 'center' }),
  label: css({ ...clipped, minWidth: 40 }),
  call: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), minWidth: 0, flexShrink: 6 }),
  pill: css({
    ...clipped,
    ...theme.typography.bodySmall,
    lineHeight: '16px',
    padding: '0 6px',
    borderRadius: theme.shape.radius.pill,
    color: 'var(--tone-text)',
    background: 'var(--tone-soft)',
    minWidth: 24,
    maxWidth: 160,
  }),
  numbers: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
    '@container steps (max-width: 900px)': { display: 'none' },
  }),
  time: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    '@container steps (max-width: 560px)': { display: 'none' },
  }),
  duration: css({ ...theme.typography.bodySmall, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  rail: css({
    position: 'relative',
    height: 10,
    '@container steps (max-width: 560px)': { gridColumn: '1 / -1', marginLeft: 42, height: 6 },
  }),
  bar: css({ position: 'absolute', top: 0, bottom: 0, minWidth: 3, borderRadius: 2, background: 'var(--tone-main)' }),
  tick: css({ position: 'absolute', top: 0, bottom: 0, minWidth: 2, background: 'var(--tone-main)' }),
  error: css({
    ...theme.typography.bodySmall,
    gridColumn: '1 / -1',
    margin: theme.spacing(0, 0, 0.25, 0),
    color: 'var(--tone-text)',
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 3,
    overflow: 'hidden',
  }),
});

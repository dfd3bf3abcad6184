import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2 } from '@grafana/ui';
import type { EventRecord, Json, TaskSummary } from '@hiveboard/sdk/contract';
import type { ShownAction } from '../../data/shown-timeline.js';
import type { ReactElement } from 'react';
import { formatDuration } from '../../format.js';
import { taskLook } from '../../palette.js';
import { LlmCallDetail } from '../llm-call/llm-call-detail.js';
import { toneClasses } from '../llm-call/tone-classes.js';
import { ValueList } from '../llm-call/value-list.js';
import { clockTime, dayTime } from './clock.js';
import { kindOf } from './kind-names.js';
import { Mark } from './mark.js';
import type { Subject, TimelineNode } from './node.js';

interface DetailProps {
  readonly node: TimelineNode;
  readonly task: TaskSummary;
  readonly onClose: () => void;
}

/** All that is known of the chosen node. */
export function Detail({ node, task, onClose }: DetailProps): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  return (
    <aside
      className={cx(tones[node.look.tone], styles.panel)}
      aria-label={`Details: ${kindOf(node.subject)}`}
      data-testid="timeline-detail"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className={styles.header}>
        <Mark look={node.look} pulsing={node.running} />
        <div className={styles.titles}>
          <div className={styles.kind}>
            {kindOf(node.subject)}
            <span className={styles.when} title={dayTime(node.at)}>
              {clockTime(node.at)}
            </span>
          </div>
          <h3 className={styles.title} title={node.label}>
            {node.label}
          </h3>
        </div>
        <IconButton name="times" size="lg" aria-label="Close details" onClick={onClose} />
      </header>
      <Content subject={node.subject} task={task} />
    </aside>
  );
}

function Content({ subject, task }: { readonly subject: Subject; readonly task: TaskSummary }): ReactElement {
  switch (subject.type) {
    case 'task_start':
      return <ValueList data={startFacts(task)} />;
    case 'task_end':
      return <Facts error={task.error_message} data={endFacts(task)} />;
    case 'action':
      return <Facts error={subject.action.error_message} data={actionFacts(subject.action)} />;
    case 'llm_call':
      return (
        <>
          <Tags tags={subject.event?.tags ?? []} />
          <LlmCallDetail call={subject.call} />
        </>
      );
    case 'event':
      return <EventContent event={subject.event} />;
  }
}

function EventContent({ event }: { readonly event: EventRecord }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <>
      {event.summary !== '' && <p className={styles.summary}>{event.summary}</p>}
      <Tags tags={event.tags} />
      {Object.keys(event.data).length > 0 && <ValueList data={event.data} />}
      <ValueList data={known({ severity: event.severity, status: event.status, kind: event.kind })} />
    </>
  );
}

interface FactsProps {
  readonly error: string | null;
  readonly data: Readonly<Record<string, Json>>;
}

function Facts({ error, data }: FactsProps): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  return (
    <>
      {error !== null && (
        <p role="alert" className={cx(tones.error, styles.error)}>
          {error}
        </p>
      )}
      <ValueList data={data} />
    </>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }): ReactElement | null {
  const styles = useStyles2(getStyles);
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label="Tags">
      {[...new Set(tags)].map((tag) => (
        <li key={tag} className={styles.tag} title={tag}>
          {tag}
        </li>
      ))}
    </ul>
  );
}

const known = (facts: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));

const startFacts = (task: TaskSummary): Readonly<Record<string, Json>> =>
  known({
    task: task.task_id,
    run: task.task_run_id,
    type: task.task_type,
    agent: task.agent_id,
    project: task.project_id,
    environment: task.environment,
    correlation: task.correlation_id,
    trace: task.trace_id,
  });

const endFacts = (task: TaskSummary): Readonly<Record<string, Json>> => ({
  status: taskLook(task.derived_status).label,
  duration: formatDuration(task.duration_ms),
  actions: task.action_count,
  errors: task.error_count,
  retries: task.retry_count,
});

const actionFacts = (action: ShownAction): Readonly<Record<string, Json>> => ({
  status: action.status,
  duration: action.duration_ms === null ? 'still running' : formatDuration(action.duration_ms),
  'action id': action.action_id,
});

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    minWidth: 0,
    padding: theme.spacing(1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderTop: '2px solid var(--tone-main)',
    borderRadius: theme.shape.radius.default,
  }),
  header: css({
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    alignItems: 'center',
    gap: theme.spacing(1.25),
  }),
  titles: css({ minWidth: 0 }),
  kind: css({ ...theme.typography.bodySmall, color: 'var(--tone-text)', display: 'flex', gap: theme.spacing(1) }),
  when: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  title: css({
    ...theme.typography.h5,
    margin: 0,
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 3,
    overflow: 'hidden',
  }),
  summary: css({ margin: 0, overflowWrap: 'anywhere' }),
  error: css({
    margin: 0,
    padding: theme.spacing(1),
    color: 'var(--tone-text)',
    background: 'var(--tone-soft)',
    borderRadius: theme.shape.radius.default,
    overflowWrap: 'anywhere',
    maxHeight: 200,
    overflow: 'auto',
  }),
  tags: css({ listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
  tag: css({
    ...theme.typography.bodySmall,
    padding: theme.spacing(0, 0.75),
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    background: theme.colors.action.hover,
    borderRadius: theme.shape.radius.pill,
  }),
});

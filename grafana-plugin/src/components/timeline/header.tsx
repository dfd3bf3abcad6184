import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import type { TaskStatus, TaskSummary } from '@hiveboard/sdk/contract';
import type { ReactElement } from 'react';
import { formatCost, formatCount, formatDuration } from '../../format.js';
import { taskLook } from '../../palette.js';
import { toneClasses } from '../llm-call/tone-classes.js';
import { dayTime } from './clock.js';

const SIGNS: Readonly<Record<TaskStatus, string>> = {
  completed: '✓',
  failed: '✗',
  cancelled: '–',
  waiting: '◷',
  escalated: '⚠',
  processing: '◉',
  stuck: '⚠',
};

interface HeaderProps {
  readonly task: TaskSummary;
  readonly agentHref?: ((agentId: string) => string) | undefined;
  readonly permalink?: string | undefined;
}

/** Which task it is, how it stands, whose it is, what it took. */
export function Header({ task, agentHref, permalink }: HeaderProps): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <header className={styles.header}>
      <Status status={task.derived_status} />
      <h2 className={styles.id} title={task.task_id}>
        {task.task_id}
      </h2>
      <ul className={styles.facts}>
        <li className={styles.agent} title={task.agent_id}>
          {agentHref === undefined ? (
            task.agent_id
          ) : (
            <a className={styles.link} href={agentHref(task.agent_id)}>
              {task.agent_id}
            </a>
          )}
        </li>
        <li title={`Started ${dayTime(Date.parse(task.started_at))}`}>{formatDuration(task.duration_ms)}</li>
        <LlmFact task={task} />
        <CostFact task={task} />
      </ul>
      {permalink !== undefined && (
        <ClipboardButton
          className={styles.permalink}
          size="sm"
          variant="secondary"
          fill="text"
          icon="link"
          getText={() => permalink}
        >
          Permalink
        </ClipboardButton>
      )}
    </header>
  );
}

function Status({ status }: { readonly status: TaskStatus }): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const { label, tone, meaning } = taskLook(status);
  return (
    <span className={cx(tones[tone], styles.status)} title={meaning} data-testid="task-status">
      <span aria-hidden>{SIGNS[status]}</span> {label}
    </span>
  );
}

function LlmFact({ task }: { readonly task: TaskSummary }): ReactElement | null {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  if (task.calls === 0) return null;
  return (
    <li
      className={cx(tones.llm, styles.llm)}
      title={`${formatCount(task.tokens_in)} tokens in, ${formatCount(task.tokens_out)} out`}
    >
      ◆ {formatCount(task.calls)} LLM
    </li>
  );
}

function CostFact({ task }: { readonly task: TaskSummary }): ReactElement | null {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  if (task.calls === 0) return null;
  return (
    <li className={styles.cost} data-testid="task-cost">
      {(task.cost > 0 || task.estimated_cost === 0) && (
        <span title="Reported by the agent">{formatCost(task.cost)}</span>
      )}
      {task.estimated_cost > 0 && (
        <span className={styles.estimate} title="Estimated from prices, for calls without a reported cost">
          ~{formatCost(task.estimated_cost)}
        </span>
      )}
      {task.unpriced_calls > 0 && (
        <span
          className={cx(tones.warning, styles.unpriced)}
          title="Calls without a cost, of models without a known price"
        >
          {formatCount(task.unpriced_calls)} unpriced
        </span>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5, 1.5), minWidth: 0 }),
  status: css({
    ...theme.typography.bodySmall,
    fontWeight: theme.typography.fontWeightMedium,
    color: 'var(--tone-text)',
    background: 'var(--tone-soft)',
    padding: theme.spacing(0.25, 1),
    borderRadius: theme.shape.radius.pill,
    whiteSpace: 'nowrap',
    flexShrink: 0,
  }),
  id: css({
    ...theme.typography.h4,
    margin: 0,
    minWidth: 0,
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    flexShrink: 1,
  }),
  facts: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    minWidth: 0,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    '& > li': { minWidth: 0, maxWidth: '100%' },
    '& > li + li::before': { content: '"·"', margin: theme.spacing(0, 1), color: theme.colors.text.disabled },
  }),
  agent: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
  llm: css({ color: 'var(--tone-text)' }),
  cost: css({ '& > span + span': { marginLeft: theme.spacing(0.75) } }),
  estimate: css({ color: theme.colors.text.secondary }),
  unpriced: css({ ...theme.typography.bodySmall, color: 'var(--tone-text)' }),
  permalink: css({ marginLeft: 'auto', flexShrink: 0 }),
});

import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { formatAge } from '../../age.js';
import type { TaskView } from '../../data/frames/tasks.js';
import { MISSING } from '../../format.js';
import { taskLook, toneColors } from '../../palette.js';
import { spentText } from '../../spent-text.js';
import type { HiveLinks } from '../hive/links.js';
import { LiveText } from '../live/live-text.js';
import { QuietMessage } from '../state/quiet-message.js';
import { Skeleton } from '../state/skeleton.js';
import { StateDot } from '../state/state-dot.js';
import { durationText, llmText, sortTasks, type TaskOrder, type TaskSort } from './task-columns.js';

interface Props {
  /** Undefined while they are on their way. */
  readonly tasks: readonly TaskView[] | undefined;
  readonly links: HiveLinks;
  readonly order: TaskOrder;
  readonly onOrder?: ((order: TaskOrder) => void) | undefined;
}

interface ColumnHead {
  readonly sort: TaskSort;
  readonly title: string;
  /** From which width of the table on it is shown. */
  readonly from?: 'medium' | 'wide';
  readonly isNumber?: boolean;
}

const HEADS: readonly ColumnHead[] = [
  { sort: 'task', title: 'Task ID' },
  { sort: 'agent', title: 'Agent', from: 'medium' },
  { sort: 'type', title: 'Type', from: 'wide' },
  { sort: 'status', title: 'Status' },
  { sort: 'duration', title: 'Duration', from: 'medium', isNumber: true },
  { sort: 'llm', title: 'LLM', from: 'medium', isNumber: true },
  { sort: 'cost', title: 'Cost', isNumber: true },
  { sort: 'time', title: 'Time', isNumber: true },
];

/** Tasks, one row each; a row leads to the task's page. */
export function TaskTable({ tasks, links, order, onOrder }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const sorted = useMemo(() => sortTasks(tasks ?? [], order), [tasks, order]);
  if (tasks?.length === 0) return <QuietMessage>No tasks</QuietMessage>;
  return (
    <div className={styles.frame}>
      <table className={styles.table} data-testid="task-table" aria-busy={tasks === undefined}>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <HeadCell key={head.sort} head={head} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {tasks === undefined
            ? Array.from({ length: 6 }, (_, index) => (
                <tr key={index}>
                  <td colSpan={HEADS.length}>
                    <Skeleton height="16px" />
                  </td>
                </tr>
              ))
            : sorted.map((task) => <TaskRow key={`${task.task_id} ${task.task_run_id}`} task={task} links={links} />)}
        </tbody>
      </table>
    </div>
  );
}

function HeadCell({
  head,
  order,
  onOrder,
}: { readonly head: ColumnHead } & Pick<Props, 'order' | 'onOrder'>): ReactElement {
  const styles = useStyles2(getStyles);
  const { sort, title, from, isNumber = false } = head;
  const isChosen = order.by === sort;
  const ariaSort = isChosen ? (order.isDescending ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" className={cx(from && styles[from], isNumber && styles.number)} aria-sort={ariaSort}>
      {onOrder === undefined ? (
        title
      ) : (
        <button
          type="button"
          className={cx(styles.sort, isChosen && styles.sorted)}
          onClick={() => {
            onOrder({ by: sort, isDescending: isChosen ? !order.isDescending : isNumber });
          }}
        >
          {title}
          {isChosen && <Icon name={order.isDescending ? 'arrow-down' : 'arrow-up'} size="xs" />}
        </button>
      )}
    </th>
  );
}

function TaskRow({ task, links }: { readonly task: TaskView; readonly links: HiveLinks }): ReactElement {
  const styles = useStyles2(getStyles);
  const cost = spentText(task);
  return (
    <tr className={styles.row} data-testid="task-row">
      <td className={styles.task}>
        <a className={styles.link} href={links.task(task.task_id, task.task_run_id)} title={task.task_id}>
          {task.task_id}
        </a>
      </td>
      <td className={cx(styles.medium, styles.clipped)}>
        <a className={styles.agent} href={links.agent(task.agent_id)} title={`Show only ${task.agent_id}`}>
          {task.agent_id}
        </a>
      </td>
      <td className={cx(styles.wide, styles.clipped, styles.muted)}>{task.task_type ?? MISSING}</td>
      <td title={task.error_message ?? undefined}>
        <StateDot look={taskLook(task.derived_status)} />
      </td>
      <td className={cx(styles.medium, styles.number)}>
        <LiveText at={(now) => durationText(task, now)} />
      </td>
      <td className={cx(styles.medium, styles.number, task.calls > 0 ? styles.llm : styles.muted)}>{llmText(task)}</td>
      <td className={cx(styles.number, cost === MISSING ? styles.muted : styles.llm)}>{cost}</td>
      <td className={cx(styles.number, styles.muted)} title={new Date(task.started_at).toLocaleString()}>
        <LiveText at={(now) => formatAge(now - Date.parse(task.started_at))} />
      </td>
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    containerType: 'inline-size',
    overflow: 'hidden',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.lg,
    background: theme.colors.background.primary,
  }),
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    'th, td': { height: theme.spacing(4), padding: theme.spacing(0, 1), textAlign: 'left', whiteSpace: 'nowrap' },
    'th:first-of-type, td:first-of-type': { paddingLeft: theme.spacing(1.5) },
    'th:last-of-type, td:last-of-type': { paddingRight: theme.spacing(1.5) },
    th: { color: theme.colors.text.secondary, fontSize: 'inherit', fontWeight: theme.typography.fontWeightMedium },
    td: { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  sort: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    fontSize: 'inherit',
    fontWeight: 'inherit',
    '&:hover': { color: theme.colors.text.primary },
  }),
  sorted: css({ color: theme.colors.text.primary }),
  row: css({
    position: 'relative',
    '&:hover': { background: theme.colors.action.hover },
  }),
  task: css({ maxWidth: 0, width: '32%', overflow: 'hidden', textOverflow: 'ellipsis' }),
  // The link's target is the whole row.
  link: css({
    color: theme.colors.text.link,
    fontFamily: theme.typography.fontFamilyMonospace,
    '&::after': { content: '""', position: 'absolute', inset: 0 },
    '&:focus-visible': { outline: 'none', boxShadow: 'none' },
    '&:focus-visible::after': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  agent: css({ position: 'relative', zIndex: 1, '&:hover': { textDecoration: 'underline' } }),
  clipped: css({ maxWidth: 150, overflow: 'hidden', textOverflow: 'ellipsis' }),
  muted: css({ color: theme.colors.text.secondary }),
  llm: css({ color: toneColors(theme, 'llm').text }),
  number: css({ '&&': { textAlign: 'right' } }),
  medium: css({ '@container (max-width: 519px)': { display: 'none' } }),
  wide: css({ '@container (max-width: 679px)': { display: 'none' } }),
});

import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, useStyles2 } from '@grafana/ui';
import { TASK_STATUSES } from '@hiveboard/sdk/contract';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import type { HiveLinks } from '../components/hive/links.js';
import { DEFAULT_TASK_ORDER, TASK_SORTS, type TaskOrder } from '../components/tasks/task-columns.js';
import { TaskTable } from '../components/tasks/task-table.js';
import type { TaskView } from '../data/frames/tasks.js';
import { taskLook } from '../palette.js';
import type { PageState } from './parts/use-page-state.js';

interface Props {
  readonly tasks: readonly TaskView[] | undefined;
  readonly state: PageState;
  readonly links: HiveLinks;
  /** How many tasks were asked for. */
  readonly limit: number;
}

const MOST_TASKS = 200;
const STATUS_OPTIONS = TASK_STATUSES.map((value: string) => ({ value, label: taskLook(value).label }));

/** The newest tasks, their filter and their order; both live in the address. */
export function TaskSection({ tasks, state, links, limit }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const { get, set } = state;
  const order = useMemo(() => orderIn(get('sort')), [get]);
  return (
    <section className={styles.section} aria-label="Tasks">
      <div className={styles.heading}>
        <span className={styles.title}>Tasks</span>
        <Combobox
          aria-labelledby="task-status-filter"
          width={20}
          isClearable
          placeholder="Any status"
          options={STATUS_OPTIONS}
          value={get('task_status') ?? null}
          onChange={(option) => {
            set({ task_status: option?.value });
          }}
        />
        <span id="task-status-filter" hidden>
          Status of tasks
        </span>
      </div>
      <TaskTable
        tasks={tasks}
        links={links}
        order={order}
        onOrder={(chosen) => {
          set({ sort: textOf(chosen) });
        }}
      />
      {tasks !== undefined && tasks.length >= limit && limit < MOST_TASKS && (
        <Button
          size="sm"
          variant="secondary"
          onClick={() => {
            set({ tasks: String(MOST_TASKS) });
          }}
        >
          Show up to {MOST_TASKS}
        </Button>
      )}
    </section>
  );
}

/** `cost` ascending, `-cost` descending. */
function orderIn(text: string | undefined): TaskOrder {
  const isDescending = text?.startsWith('-') ?? false;
  const by = TASK_SORTS.find((known) => known === text?.replace('-', ''));
  return by === undefined ? DEFAULT_TASK_ORDER : { by, isDescending };
}

function textOf({ by, isDescending }: TaskOrder): string | undefined {
  const isDefault = by === DEFAULT_TASK_ORDER.by && isDescending === DEFAULT_TASK_ORDER.isDescending;
  return isDefault ? undefined : `${isDescending ? '-' : ''}${by}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', alignItems: 'stretch', gap: theme.spacing(1), minWidth: 0 }),
  heading: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', minHeight: theme.spacing(3) }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
});

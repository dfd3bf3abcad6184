import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { Button, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { useCallback, useMemo, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { TimelineNode } from './node.js';
import type { Span } from './nodes.js';
import { rowsOf, type RowMode, type StepRow } from './rows.js';
import { StepRowView } from './step-row.js';

const MODES: SelectableValue<RowMode>[] = [
  { value: 'tree', label: 'Tree', description: 'What happened inside each action' },
  { value: 'flat', label: 'Flat', description: 'One after the other' },
];

interface StepsProps {
  readonly nodes: readonly TimelineNode[];
  readonly span: Span;
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** How many rows are drawn at first, and how many more at every wish. */
const PAGE = 300;

/** The steps of a task below each other, nested as they happened, each with its time as a bar. */
export function Steps({ nodes, span, selectedId, onSelect }: StepsProps): ReactElement {
  const styles = useStyles2(getStyles);
  const [mode, setMode] = useState<RowMode>('tree');
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [currentId, setCurrentId] = useState<string>();
  const [limit, setLimit] = useState(PAGE);
  const all = useMemo(() => rowsOf(nodes, { mode, collapsed }), [nodes, mode, collapsed]);
  const rows = all.slice(0, limit);
  const toggle = useCallback((id: string) => {
    setCollapsed((before) => toggled(before, id));
  }, []);
  const hasStop = rows.some(({ node }) => node.id === currentId);

  const focus = (list: HTMLElement, row: StepRow | undefined): void => {
    if (row === undefined) return;
    setCurrentId(row.node.id);
    list.querySelectorAll<HTMLElement>('[role=treeitem]')[rows.indexOf(row)]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const index = rowIndexOf(event);
    const row = rows[index];
    if (row === undefined) return;
    const act = KEYS.get(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act({
      row,
      focusAt: (place) => {
        focus(event.currentTarget, rows[Math.max(0, Math.min(rows.length - 1, place(index, rows)))]);
      },
      toggle: () => {
        toggle(row.node.id);
      },
      select: (id) => {
        onSelect(id);
      },
    });
  };

  return (
    <section className={styles.steps} aria-label="Steps">
      <div className={styles.heading}>
        <h3 className={styles.title}>Steps</h3>
        <RadioButtonGroup size="sm" options={MODES} value={mode} onChange={setMode} aria-label="How steps are listed" />
      </div>
      {rows.length === 0 ? (
        <p className={styles.empty}>No tree data available</p>
      ) : (
        <div
          role="tree"
          aria-label="Steps of the task"
          className={styles.rows}
          onKeyDown={onKeyDown}
          data-testid="step-tree"
        >
          {rows.map((row, index) => (
            <StepRowView
              key={row.node.id}
              row={row}
              span={span}
              selected={row.node.id === selectedId}
              current={hasStop ? row.node.id === currentId : index === 0}
              onSelect={onSelect}
              onToggle={toggle}
            />
          ))}
        </div>
      )}
      {all.length > limit && (
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          onClick={() => {
            setLimit(limit + PAGE);
          }}
        >
          Show {Math.min(PAGE, all.length - limit)} more of {all.length} steps
        </Button>
      )}
    </section>
  );
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}

function rowIndexOf({ target, currentTarget }: KeyboardEvent<HTMLElement>): number {
  const items = Array.from(currentTarget.querySelectorAll('[role=treeitem]'));
  return items.findIndex((item) => item === target);
}

interface Deed {
  readonly row: StepRow;
  readonly focusAt: (place: (index: number, rows: readonly StepRow[]) => number) => void;
  readonly toggle: () => void;
  readonly select: (id: string | undefined) => void;
}

const parentIndex = (index: number, rows: readonly StepRow[]): number => {
  const depth = rows[index]?.depth ?? 0;
  return depth === 0 ? index : rows.slice(0, index).findLastIndex((row) => row.depth < depth);
};

// The keys of the WAI-ARIA tree pattern.
const KEYS: ReadonlyMap<string, (deed: Deed) => void> = new Map<string, (deed: Deed) => void>([
  [
    'ArrowDown',
    ({ focusAt }) => {
      focusAt((index) => index + 1);
    },
  ],
  [
    'ArrowUp',
    ({ focusAt }) => {
      focusAt((index) => index - 1);
    },
  ],
  [
    'Home',
    ({ focusAt }) => {
      focusAt(() => 0);
    },
  ],
  [
    'End',
    ({ focusAt }) => {
      focusAt((_, rows) => rows.length - 1);
    },
  ],
  [
    'ArrowRight',
    ({ row, toggle, focusAt }) => {
      if (row.parent && !row.expanded) toggle();
      else if (row.parent) focusAt((index) => index + 1);
    },
  ],
  [
    'ArrowLeft',
    ({ row, toggle, focusAt }) => {
      if (row.parent && row.expanded) toggle();
      else focusAt(parentIndex);
    },
  ],
  [
    'Enter',
    ({ row, select }) => {
      select(row.node.id);
    },
  ],
  [
    ' ',
    ({ row, select }) => {
      select(row.node.id);
    },
  ],
  [
    'Escape',
    ({ select }) => {
      select(undefined);
    },
  ],
]);

const getStyles = (theme: GrafanaTheme2) => ({
  steps: css({ minWidth: 0, containerType: 'inline-size', containerName: 'steps' }),
  heading: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    marginBottom: theme.spacing(0.5),
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  rows: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  empty: css({ color: theme.colors.text.secondary, margin: 0 }),
});

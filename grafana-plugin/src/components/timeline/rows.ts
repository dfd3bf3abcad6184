import type { TimelineNode } from './node.js';

/** One row of the list of steps. */
export interface StepRow {
  readonly node: TimelineNode;
  /** 0 for what the task did itself. */
  readonly depth: number;
  /** Whether the row has rows below it that may be hidden. */
  readonly parent: boolean;
  readonly expanded: boolean;
}

/** How steps are listed: inside the actions they belong to, or one after the other. */
export const ROW_MODES = ['tree', 'flat'] as const;
export type RowMode = (typeof ROW_MODES)[number];

/** The rows to show, in order. `collapsed` holds the ids of action nodes whose inside is hidden. */
export function rowsOf(
  nodes: readonly TimelineNode[],
  { mode, collapsed }: { readonly mode: RowMode; readonly collapsed: ReadonlySet<string> },
): readonly StepRow[] {
  // The list shows when each began; the track, when it was told.
  const steps = nodes
    .filter(({ subject }) => subject.type !== 'task_start' && subject.type !== 'task_end')
    .sort((a, b) => a.from - b.from);
  if (mode === 'flat') return steps.map((node) => ({ node, depth: 0, parent: false, expanded: false }));
  const inside = byParent(steps);
  const below = (parent: string | null, depth: number): readonly StepRow[] =>
    (inside.get(parent) ?? []).flatMap((node) => {
      const own = ownActionId(node);
      const parent = own !== null && inside.has(own);
      const expanded = parent && !collapsed.has(node.id);
      const row: StepRow = { node, depth, parent, expanded };
      return expanded ? [row, ...below(own, depth + 1)] : [row];
    });
  return below(null, 0);
}

const ownActionId = ({ subject }: TimelineNode): string | null =>
  subject.type === 'action' ? subject.action.action_id : null;

/** Steps by the action they are inside of; those of an action that nobody knows belong to the task. */
function byParent(steps: readonly TimelineNode[]): ReadonlyMap<string | null, readonly TimelineNode[]> {
  const actions = new Set(steps.map(ownActionId));
  const groups = new Map<string | null, TimelineNode[]>();
  for (const node of steps) {
    const key = node.actionId !== null && actions.has(node.actionId) ? node.actionId : null;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return groups;
}

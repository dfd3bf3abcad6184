import type { ShownAction } from '../shown-timeline.js';
import { groupBy } from '../group-by.js';
import { rowsOf, tableOf, type Column, type ReadableFrame, type Row, type Table } from '../table.js';

/** The name of the frame of actions. */
export const ACTIONS_FRAME = 'actions';

const columns: readonly Column<ShownAction>[] = [
  { name: 'started_at', type: 'time', of: (action) => action.started_at },
  { name: 'name', type: 'string', of: (action) => action.name },
  { name: 'status', type: 'string', of: (action) => action.status },
  { name: 'duration_ms', type: 'number', unit: 'ms', of: (action) => action.duration_ms },
  { name: 'error_message', type: 'string', of: (action) => action.error_message },
  { name: 'action_id', type: 'string', of: (action) => action.action_id },
  { name: 'parent_action_id', type: 'string', of: (action) => action.parent_action_id },
];

/** Each action with the one under which the tree shows it, which bounds how deep the tree of the table nests. */
const flattened = (nodes: readonly ShownAction[], under: string | null): readonly ShownAction[] =>
  nodes.flatMap((node) => [{ ...node, parent_action_id: under }, ...flattened(node.children, node.action_id)]);

/** A tree of actions as a table: parents before children. */
export const actionsTable = (tree: readonly ShownAction[]): Table =>
  tableOf(ACTIONS_FRAME, columns, flattened(tree, null));

/** The tree of actions of a frame. An action whose parent is not there stands at the top. */
export function actionTreeIn(frame: ReadableFrame): readonly ShownAction[] {
  const rows = rowsOf(frame);
  const ids = new Set(rows.map((row) => row.text('action_id')));
  const byParent = groupBy(rows, (row) => {
    const parent = row.text('parent_action_id');
    return ids.has(parent) && parent !== row.text('action_id') ? parent : null;
  });
  return (byParent.get(null) ?? []).map((row) => nodeIn(row, byParent));
}

function nodeIn(row: Row, byParent: ReadonlyMap<string | null, readonly Row[]>): ShownAction {
  const id = row.text('action_id') ?? '';
  return {
    action_id: id,
    parent_action_id: row.text('parent_action_id'),
    name: row.text('name') ?? '',
    started_at: row.moment('started_at') ?? new Date(0).toISOString(),
    duration_ms: row.number('duration_ms'),
    status: statusIn(row),
    error_message: row.text('error_message'),
    children: (byParent.get(id) ?? []).map((child) => nodeIn(child, byParent)),
  };
}

function statusIn(row: Row): ShownAction['status'] {
  const status = row.text('status');
  return status === 'completed' || status === 'failed' ? status : 'processing';
}

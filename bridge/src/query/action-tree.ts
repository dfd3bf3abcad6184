import type { ActionNode, CallNode } from '@hiveboard/sdk/contract';
import { textOrNull } from './reader.js';
import type { ActionRow, CallRow } from './run-work.js';

/** How deep a tree nests: far more than anybody reads, and no more than whoever walks it has a stack for. */
export const DEEPEST = 64;

/** An action on its way into the tree. */
interface Draft extends Omit<ActionNode, 'children' | 'calls'> {
  readonly calls: CallNode[];
  readonly children: Draft[];
}

/** Where an action stands: how deep, and under which; undefined at the top. */
interface Standing {
  readonly depth: number;
  readonly under: Draft | undefined;
}

const AT_THE_TOP: Standing = { depth: 0, under: undefined };

const draftOf = (row: ActionRow): Draft => ({
  action_id: row.action_id,
  parent_action_id: textOrNull(row.parent_action_id),
  name: row.name,
  started_at: row.started_at,
  duration_ms: row.duration_ms,
  status: row.status,
  error_message: textOrNull(row.error_message),
  calls: [],
  children: [],
});

const callOf = ({ usd, error_message: error, action_id: _place, ...row }: CallRow): CallNode => ({
  ...row,
  cost: row.cost_source === 'unpriced' ? null : usd,
  error_message: textOrNull(error),
});

/** A run's actions with their calls, and the calls outside any action that is known. */
export interface Work {
  readonly actions: readonly ActionNode[];
  readonly calls: readonly CallNode[];
}

/**
 * Actions under the actions that enclose them, and calls under the actions that asked, each in the order given. Actions
 * whose parent is unknown, or that form a ring, stand at the top; what nests deeper than {@link DEEPEST} stands beside
 * what encloses it.
 */
export function actionTree(actions: readonly ActionRow[], calls: readonly CallRow[]): Work {
  const drafts = new Map(actions.map((row) => [row.action_id, draftOf(row)]));
  const standings = standingsOf(drafts);
  const top: Draft[] = [];
  for (const draft of drafts.values()) (standings.get(draft)?.under?.children ?? top).push(draft);
  const outside: CallNode[] = [];
  for (const call of calls) (drafts.get(call.action_id)?.calls ?? outside).push(callOf(call));
  return { actions: top, calls: outside };
}

/** Where each action stands. Goes up from each only as far as nobody has been before, and never round a ring. */
function standingsOf(drafts: ReadonlyMap<string, Draft>): ReadonlyMap<Draft, Standing> {
  const standings = new Map<Draft, Standing>();
  for (const draft of drafts.values()) {
    const path: Draft[] = [];
    const seen = new Set<Draft>();
    let above: Draft | undefined = draft;
    while (above !== undefined && !standings.has(above) && !seen.has(above)) {
      path.push(above);
      seen.add(above);
      above = drafts.get(above.parent_action_id ?? '');
    }
    const ring = above !== undefined && seen.has(above) ? path.splice(path.indexOf(above)) : [];
    for (const member of ring) standings.set(member, AT_THE_TOP);
    for (const below of path.reverse()) {
      const parent = drafts.get(below.parent_action_id ?? '');
      const standing = parent === undefined ? undefined : standings.get(parent);
      standings.set(below, parent === undefined || standing === undefined ? AT_THE_TOP : under(parent, standing));
    }
  }
  return standings;
}

const under = (parent: Draft, { depth, under: above }: Standing): Standing =>
  depth + 1 < DEEPEST ? { depth: depth + 1, under: parent } : { depth, under: above };

import type { ActionNode } from '@hiveboard/sdk/contract';
import type { RunEvent } from './timeline.js';

const STATUS: ReadonlyMap<string, ActionNode['status']> = new Map([
  ['action_started', 'processing'],
  ['action_completed', 'completed'],
  ['action_failed', 'failed'],
]);

interface Draft extends Omit<ActionNode, 'children'> {
  readonly children: Draft[];
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function draftOf({ record, parentActionId }: RunEvent, status: ActionNode['status']): Draft {
  return {
    action_id: record.action_id ?? '',
    parent_action_id: textOf(parentActionId) ?? textOf(record.data['parent_id']),
    name: textOf(record.data['name']) ?? record.summary,
    started_at: record.timestamp,
    duration_ms: record.duration_ms,
    status,
    error_message: textOf(record.data['exception_message']),
    children: [],
  };
}

/** Hides the announcement of an action under way once its end is known: both tell the same action. */
export function withoutAnnounced(events: readonly RunEvent[]): readonly RunEvent[] {
  const ended = new Set(
    events
      .filter(({ record }) => record.kind === 'action_completed' || record.kind === 'action_failed')
      .map(({ record }) => record.action_id),
  );
  const seen = new Set<string | null>();
  return events.filter(({ record }) => {
    if (record.kind !== 'action_started') return true;
    if (ended.has(record.action_id) || seen.has(record.action_id)) return false;
    seen.add(record.action_id);
    return true;
  });
}

/** Actions under the actions that enclose them; those whose parent is unknown, or that form a ring, stand at the top. */
export function actionTree(events: readonly RunEvent[]): readonly ActionNode[] {
  const drafts = new Map<string, Draft>();
  for (const event of events) {
    const status = STATUS.get(event.record.kind);
    if (status !== undefined && event.record.action_id !== null)
      drafts.set(event.record.action_id, draftOf(event, status));
  }
  const parentOf = (draft: Draft): Draft | undefined => drafts.get(draft.parent_action_id ?? '');
  const isInRing = (draft: Draft): boolean => {
    const path = new Set<Draft>([draft]);
    for (let above = parentOf(draft); above !== undefined; above = parentOf(above)) {
      if (path.has(above)) return true;
      path.add(above);
    }
    return false;
  };
  const roots: Draft[] = [];
  for (const draft of drafts.values()) {
    const parent = parentOf(draft);
    (parent === undefined || isInRing(draft) ? roots : parent.children).push(draft);
  }
  return roots;
}

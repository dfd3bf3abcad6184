import type { ActionNode } from '@hiveboard/sdk/contract';
import { DEEPEST, actionTree } from './action-tree.js';
import type { ActionRow, CallRow } from './run-work.js';

const action = (id: string, parent = '', status: ActionRow['status'] = 'completed'): ActionRow => ({
  action_id: id,
  parent_action_id: parent,
  name: id,
  started_at: '2026-11-21T12:00:00.000Z',
  duration_ms: 5,
  status,
  error_message: '',
});

const call = (id: string, actionId: string, rest: Partial<CallRow> = {}): CallRow => ({
  event_id: id,
  action_id: actionId,
  name: 'ask',
  model: 'm',
  started_at: '2026-11-21T12:00:00.000Z',
  duration_ms: 3,
  tokens_in: 10,
  tokens_out: 1,
  usd: 0.5,
  cost_source: 'reported',
  error_message: '',
  ...rest,
});

const shape = (nodes: readonly ActionNode[]): readonly unknown[] =>
  nodes.map(({ action_id, status, children }) =>
    children.length === 0 ? [action_id, status] : [action_id, status, shape(children)],
  );

test.each<[string, readonly ActionRow[], readonly unknown[]]>([
  [
    'children stand under their parents, whichever is told first',
    [action('c', 'b'), action('b', 'a', 'failed'), action('a')],
    [['a', 'completed', [['b', 'failed', [['c', 'completed']]]]]],
  ],
  ['an action under way is processing', [action('a', '', 'processing')], [['a', 'processing']]],
  ['one whose parent is unknown stands at the top', [action('b', 'gone')], [['b', 'completed']]],
  [
    'a ring is no endless tree, and what hangs on it hangs on it',
    [action('c', 'a'), action('a', 'b'), action('b', 'a')],
    [
      ['a', 'completed', [['c', 'completed']]],
      ['b', 'completed'],
    ],
  ],
  ['an action that is its own parent stands at the top', [action('a', 'a')], [['a', 'completed']]],
  [
    'names of objects are names like any other',
    [action('__proto__'), action('b', '__proto__')],
    [['__proto__', 'completed', [['b', 'completed']]]],
  ],
])('%s', (_name, actions, expected) => {
  expect(shape(actionTree(actions, []).actions)).toEqual(expected);
});

test('calls stand under the action that asked, others beside the actions, and an unpriced one has no cost', () => {
  const { actions, calls } = actionTree(
    [action('a')],
    [
      call('1', 'a', { error_message: 'overloaded' }),
      call('2', ''),
      call('3', 'gone', { usd: 0, cost_source: 'unpriced' }),
    ],
  );
  const told = {
    name: 'ask',
    model: 'm',
    started_at: '2026-11-21T12:00:00.000Z',
    duration_ms: 3,
    tokens_in: 10,
    tokens_out: 1,
    cost: 0.5,
    cost_source: 'reported',
    error_message: null,
  };
  expect(actions.map((node) => node.calls)).toEqual([[{ ...told, event_id: '1', error_message: 'overloaded' }]]);
  expect(calls).toEqual([
    { ...told, event_id: '2' },
    { ...told, event_id: '3', cost: null, cost_source: 'unpriced' },
  ]);
});

/** How deep each action stands, by id. */
function depths(nodes: readonly ActionNode[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let level: readonly ActionNode[] = nodes;
  for (let depth = 0; level.length > 0; depth += 1) {
    for (const { action_id } of level) found.set(action_id, depth);
    level = level.flatMap(({ children }) => children);
  }
  return found;
}

test('ten thousand actions inside one another nest only so deep, and all are there', () => {
  const chain = Array.from({ length: 10_000 }, (_, n) => action(String(n), String(n - 1)));
  const { actions } = actionTree(chain.toReversed(), []);
  const found = depths(actions);
  expect(found.size).toBe(10_000);
  expect([found.get('0'), found.get('63'), found.get('64'), found.get('9999')]).toEqual([0, 63, 63, 63]);
  expect(Math.max(...found.values())).toBe(DEEPEST - 1);
  expect(JSON.stringify(actions)).toContain('9999');
});

test('ten thousand actions in one ring stand side by side', () => {
  const ring = Array.from({ length: 10_000 }, (_, n) => action(String(n), String((n + 1) % 10_000)));
  expect(actionTree(ring, []).actions).toHaveLength(10_000);
});

test('ten thousand children stand under one parent in the order in which they began', () => {
  const children = Array.from({ length: 10_000 }, (_, n) => action(String(n), 'parent'));
  const [parent] = actionTree([action('parent'), ...children], []).actions;
  expect(parent?.children.map(({ action_id }) => action_id)).toEqual(children.map(({ action_id }) => action_id));
});

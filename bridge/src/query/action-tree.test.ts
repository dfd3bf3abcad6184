import { actionTree, withoutAnnounced } from './action-tree.js';
import type { RunEvent } from './timeline.js';

const event = (kind: string, actionId: string, parentActionId = ''): RunEvent => ({
  parentActionId,
  record: {
    event_id: `${kind}-${actionId}`,
    kind,
    timestamp: '2026-11-21T12:00:00.000Z',
    received_at: '2026-11-21T12:00:01.000Z',
    agent_id: 'a',
    task_id: 't',
    task_run_id: 'r',
    project_id: null,
    action_id: actionId,
    severity: 'info',
    status: null,
    duration_ms: kind === 'action_started' ? null : 5,
    summary: actionId,
    tags: [],
    data: { name: actionId },
  },
});

const shape = (nodes: ReturnType<typeof actionTree>): readonly unknown[] =>
  nodes.map(({ action_id, status, children }) =>
    children.length === 0 ? [action_id, status] : [action_id, status, shape(children)],
  );

test.each<[string, readonly RunEvent[], readonly unknown[]]>([
  [
    'children stand under their parents',
    [event('action_completed', 'a'), event('action_failed', 'b', 'a'), event('action_completed', 'c', 'b')],
    [['a', 'completed', [['b', 'failed', [['c', 'completed']]]]]],
  ],
  ['an action under way is processing', [event('action_started', 'a')], [['a', 'processing']]],
  ['one whose parent is unknown stands at the top', [event('action_completed', 'b', 'gone')], [['b', 'completed']]],
  [
    'a ring is no endless tree',
    [event('action_completed', 'a', 'b'), event('action_completed', 'b', 'a')],
    [
      ['a', 'completed'],
      ['b', 'completed'],
    ],
  ],
  ['an action that is its own parent stands at the top', [event('action_completed', 'a', 'a')], [['a', 'completed']]],
  ['other events are no actions', [event('llm_call', 'a')], []],
])('%s', (_name, events, expected) => {
  expect(shape(actionTree(events))).toEqual(expected);
});

test('an announcement gives way to the end of the same action', () => {
  const kept = withoutAnnounced([
    event('action_started', 'a'),
    event('action_started', 'b'),
    event('action_started', 'b'),
    event('action_completed', 'a'),
  ]);
  expect(kept.map(({ record }) => record.event_id)).toEqual(['action_started-b', 'action_completed-a']);
});

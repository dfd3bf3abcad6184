import { action, call, callEvent, event, task } from './fixture-task.js';
import { failed, long, retried, rich } from './fixtures.js';
import { COLUMN, growth, layOut, MAX_GROWTH, type TrackLayout } from './lanes.js';
import { nodesOf } from './nodes.js';

const layoutOf = (fixture: typeof rich): TrackLayout => layOut(nodesOf(fixture.timeline, fixture.calls));
const wires = ({ connectors }: TrackLayout): readonly string[] =>
  connectors.map(({ from, to, kind }) => `${from.node.id} -${kind}-> ${to.node.id}`);

test.each([
  [-50, 0],
  [0, 0],
  [100, 10],
  [1000, 35],
  [60_000, 94],
  [86_400_000, MAX_GROWTH],
])('a wait of %p ms adds %p pixels', (ms, pixels) => {
  expect(growth(ms)).toBe(pixels);
});

test('nodes are never nearer than a column and never further than a column and the greatest growth', () => {
  const gaps = layoutOf(long(500)).nodes.map(({ x }, index, all) => x - (all[index - 1]?.x ?? x - COLUMN));
  expect(Math.min(...gaps)).toBe(COLUMN);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(COLUMN + MAX_GROWTH);
});

test('without a retry all nodes lie on one line', () => {
  const layout = layoutOf(rich);
  expect(layout.lanes).toBe(1);
  expect(layout.connectors.every(({ kind }) => kind === 'step')).toBe(true);
  expect(layout.connectors).toHaveLength(layout.nodes.length - 1);
});

test('a call shows its own duration on the way to it, others the time that passed', () => {
  const ways = layoutOf(rich).connectors;
  expect(ways.find(({ to }) => to.node.id === 'llm_call-6400')?.durationMs).toBe(2900);
  expect(ways.find(({ to }) => to.node.id === 'issue-7000')?.durationMs).toBe(600);
});

test('retries of a failed action branch off below it and join again', () => {
  const layout = layoutOf(retried);
  expect(layout.nodes.filter(({ lane }) => lane === 1).map(({ node }) => node.id)).toEqual([
    'retry-2600',
    'action:e2',
    'retry-6000',
    'action:e3',
  ]);
  expect(wires(layout)).toEqual([
    'task:start -step-> action:load_profile',
    'action:load_profile -step-> action:e1',
    'action:e1 -fork-> retry-2600',
    'retry-2600 -step-> action:e2',
    'action:e2 -step-> retry-6000',
    'retry-6000 -step-> action:e3',
    'action:e3 -join-> llm_call-9800',
    'action:e1 -bypass-> llm_call-9800',
    'llm_call-9800 -step-> action:store_profile',
    'action:store_profile -step-> task:end',
  ]);
});

test('what happens inside an attempt lies in the branch too', () => {
  const record = call('think', 3000);
  const timeline = {
    ...retried.timeline,
    events: [event('retry', 2000, { data: { attempt: 1 } }), callEvent(record, 'inner')],
    action_tree: [
      action('first', 100, { name: 'fetch', status: 'failed', duration_ms: 900 }),
      action('second', 2500, { name: 'fetch', children: [action('inner', 2600, { parent_action_id: 'second' })] }),
      action('after', 5000, { name: 'store' }),
    ],
  };
  const below = layOut(nodesOf(timeline, [record])).nodes.filter(({ lane }) => lane === 1);
  expect(below.map(({ node }) => node.id)).toEqual(['retry-2000', 'action:second', 'action:inner', 'llm_call-3000']);
});

test('a retry that follows no failed action stays on the line', () => {
  const timeline = { ...retried.timeline, action_tree: [action('fine', 100)] };
  expect(layOut(nodesOf(timeline, [])).lanes).toBe(1);
});

test('a failure that is not tried again opens no branch', () => {
  expect(layoutOf(failed).lanes).toBe(1);
});

test('a retry without a further attempt is a branch of its own', () => {
  const timeline = {
    task: task(),
    plan: null,
    time_breakdown: null,
    truncated: false,
    events: [event('retry', 2000)],
    action_tree: [action('broken', 100, { status: 'failed' }), action('other', 3000)],
  };
  expect(wires(layOut(nodesOf(timeline, [])))).toEqual([
    'task:start -step-> action:broken',
    'action:broken -fork-> retry-2000',
    'retry-2000 -join-> action:other',
    'action:broken -bypass-> action:other',
    'action:other -step-> task:end',
  ]);
});

test('no nodes need no room', () => {
  expect(layOut([])).toEqual({ nodes: [], connectors: [], lanes: 1, width: 0 });
});

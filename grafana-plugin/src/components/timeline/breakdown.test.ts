import { breakdownOf } from './breakdown.js';
import { action, call, event, task } from './fixture-task.js';
import { rich, silent, waiting } from './fixtures.js';
import { clip, lengthOf, union } from './intervals.js';
import { nodesOf, spanOf } from './nodes.js';

const shares = ({ timeline, calls }: typeof rich) => breakdownOf(nodesOf(timeline, calls), spanOf(timeline));

test.each([
  ['a task with nested actions and calls', rich, { llm: 5040, human: 0, actions: 3360, other: 3600 }],
  ['a task that waits for people', waiting, { llm: 0, human: 90_600, actions: 1400, other: 3000 }],
  ['a task that tells nothing', silent, { llm: 0, human: 0, actions: 0, other: 12_000 }],
])('%s is divided without remainder', (_, fixture, expected) => {
  const breakdown = shares(fixture);
  const { from, until } = spanOf(fixture.timeline);
  expect(breakdown).toEqual(expected);
  expect(breakdown.llm + breakdown.human + breakdown.actions + breakdown.other).toBe(until - from);
});

test('what runs side by side or reaches beyond the task counts once and no further', () => {
  const timeline = {
    task: task(),
    plan: null,
    truncated: false,
    events: [event('approval_requested', 9000), event('approval_requested', 9500), event('approval_received', 9600)],
    action_tree: [action('a', 0, { duration_ms: 8000 }), action('b', 4000, { duration_ms: 60_000 })],
  };
  const calls = [call('x', 3000, { duration_ms: 2000 }), call('y', 3500, { duration_ms: 2000 })];
  expect(breakdownOf(nodesOf(timeline, calls), spanOf(timeline))).toEqual({
    llm: 2500,
    human: 3000,
    actions: 6500,
    other: 0,
  });
});

test('intervals that touch or overlap are one', () => {
  const intervals = [
    { from: 5, until: 7 },
    { from: 0, until: 2 },
    { from: 2, until: 3 },
    { from: 6, until: 9 },
    { from: 8, until: 8 },
  ];
  expect(union(intervals)).toEqual([
    { from: 0, until: 3 },
    { from: 5, until: 9 },
  ]);
  expect(lengthOf(intervals)).toBe(7);
  expect(clip(intervals, { from: 1, until: 6 })).toEqual([
    { from: 5, until: 6 },
    { from: 1, until: 2 },
    { from: 2, until: 3 },
  ]);
});

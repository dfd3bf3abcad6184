import { sampleSpend, sampleTask, SAMPLE_NOW } from '../../../test/samples.js';
import { spentText } from '../../spent-text.js';
import { durationText, llmText, sortTasks, TASK_SORTS } from './task-columns.js';

test.each([
  [{ calls: 0, cost: 0 }, '—', '—'],
  [{ calls: 3, cost: 0.03 }, '◆ 3', '$0.03'],
  [{ calls: 3, cost: 0, estimated_cost: 0.03 }, '◆ 3', '~$0.03'],
  [{ calls: 3, cost: 0.5, estimated_cost: 0.03 }, '◆ 3', '$0.50 + ~$0.03'],
  [{ calls: 2, unpriced_calls: 2, cost: 0 }, '◆ 2', '—'],
  [{ calls: 2, cost: 0 }, '◆ 2', '$0.00'],
])('spend %j reads %p and %p', (spend, llm, cost) => {
  const task = sampleTask(sampleSpend(spend));
  expect(llmText(task)).toBe(llm);
  expect(spentText(task)).toBe(cost);
});

test('a task that runs counts on from its start, in whole seconds', () => {
  const task = sampleTask({ completed_at: null, duration_ms: 10, started_at: '2026-11-21T09:58:54.300Z' });
  expect(durationText(task, SAMPLE_NOW)).toBe('1m5s');
  expect(durationText(sampleTask({ duration_ms: 2800 }), SAMPLE_NOW)).toBe('2.8s');
});

const [first, second] = [
  sampleTask({
    task_id: 'b',
    agent_id: 'x',
    task_type: null,
    derived_status: 'failed',
    duration_ms: 1,
    calls: 1,
    cost: 2,
    started_at: '2026-11-21T09:00:00.000Z',
  }),
  sampleTask({
    task_id: 'a',
    agent_id: 'y',
    task_type: 'z',
    derived_status: 'waiting',
    duration_ms: 2,
    calls: 2,
    cost: 3,
    started_at: '2026-11-21T09:30:00.000Z',
  }),
];

test.each(TASK_SORTS.map((by) => [by, by === 'task' ? ['a', 'b'] : ['b', 'a']] as const))(
  'tasks are sorted by %s',
  (by, ids) => {
    const idsBy = (isDescending: boolean) =>
      sortTasks([first, second], { by, isDescending }).map(({ task_id: id }) => id);
    expect(idsBy(false)).toEqual(ids);
    expect(idsBy(true)).toEqual([...ids].reverse());
  },
);

test('equal tasks stand newest first', () => {
  const older = { ...second, task_id: 'older', started_at: '2026-11-21T08:00:00.000Z' };
  expect(sortTasks([older, second], { by: 'cost', isDescending: true }).map(({ task_id: id }) => id)).toEqual([
    'a',
    'older',
  ]);
});

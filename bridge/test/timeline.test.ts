import type { ActionNode } from '@hiveboard/sdk/contract';
import {
  asks,
  calls,
  decides,
  plans,
  progressSpan,
  retries,
  spansOf,
  told,
  within,
  type Run,
  type Told,
} from './run-story.js';
import { at, fails, place, works, T0, useTimelines } from './use-timelines.js';

const { ask, send, timelineOf } = useTimelines();

describe('waiting for people', () => {
  test.each<[string, Pick<Run, 'end' | 'told'>, { readonly waiting: number; readonly waited: readonly number[] }]>([
    [
      'lasts from a request to its decision',
      { end: 9000, told: [asks(1000, 'ann'), decides(3000, 'ann')] },
      { waiting: 2000, waited: [2000] },
    ],
    [
      'for two at once counts once',
      { end: 9000, told: [asks(1000, 'ann'), asks(2000, 'ben'), decides(4000, 'ann'), decides(5000, 'ben')] },
      { waiting: 4000, waited: [3000, 3000] },
    ],
    [
      'twice is the sum of both',
      { end: 9000, told: [asks(1000, 'ann'), decides(2000, 'ann'), asks(5000, 'ann'), decides(8000, 'ann')] },
      { waiting: 4000, waited: [1000, 3000] },
    ],
    [
      'without a decision ends with the run',
      { end: 9000, told: [asks(1000, 'ann')] },
      { waiting: 8000, waited: [8000] },
    ],
    [
      'never lasts longer than the run',
      { end: 3000, told: [asks(1000, 'ann'), decides(8000, 'ann')] },
      { waiting: 2000, waited: [7000] },
    ],
    ['is nothing where nobody is asked', { end: 9000, told: [decides(1000, 'ann')] }, { waiting: 0, waited: [] }],
  ])('%s', async (_name, run, { waiting, waited }) => {
    const { task, approvals, time_breakdown } = await timelineOf(run);
    expect([task.waiting_ms, task.working_ms]).toEqual([waiting, task.duration_ms - waiting]);
    expect(approvals.map(({ waited_ms }) => waited_ms)).toEqual(waited);
    expect(time_breakdown).toEqual({
      llm_ms: 0,
      waiting_ms: waiting,
      tools_ms: 0,
      other_ms: task.duration_ms - waiting,
    });
  });

  test('goes on until now while nobody decides', async () => {
    const { task, approvals, time_breakdown } = await timelineOf({ told: [asks(1000, 'ann')] });
    expect(task.working_ms).toBe(1000);
    expect(task.waiting_ms).toBe(task.duration_ms - 1000);
    expect(task.waiting_ms).toBeGreaterThanOrEqual(Date.now() - T0 - 1000 - 60_000);
    expect(time_breakdown).toMatchObject({ llm_ms: 0, tools_ms: 0, other_ms: 1000 });
    expect(approvals).toEqual([
      {
        event_id: expect.any(String) as string,
        agent_id: 'agent',
        approver: 'ann',
        reason: 'big',
        requested_at: at(1000),
        decided_at: null,
        decision: null,
        decided_by: null,
        waited_ms: expect.any(Number) as number,
      },
    ]);
  });

  test('is told with who decided what', async () => {
    const { approvals, task } = await timelineOf({
      end: 9000,
      told: [asks(1000, 'ann'), decides(3000, 'ann'), told(4000, 'escalated', { 'hive.escalation.reason': 'hard' })],
    });
    expect(approvals).toMatchObject([{ decided_at: at(3000), decision: 'approved', decided_by: 'ann' }]);
    expect(task).toMatchObject({ escalation_count: 1, has_escalation: true, has_human_intervention: true });
  });
});

test('each moment of a run counts once: for a model, else for a person, else for an action, else for the rest', async () => {
  const { time_breakdown, task } = await timelineOf({
    end: 10_000,
    steps: [works('a1', 'a', 1000, 5000), works('a2', 'b', 2000, 6000)],
    told: [
      // Begins before the run and overlaps another; half of the last is beside an action.
      calls(500, 2000),
      calls(1500, 1200),
      calls(6500, 1000),
      asks(4000, 'ann'),
      decides(7000, 'ann'),
    ],
  });
  expect(task.duration_ms).toBe(10_000);
  expect(time_breakdown).toEqual({ llm_ms: 2500, waiting_ms: 2000, tools_ms: 2500, other_ms: 3000 });
});

/** Actions in short: name, status, names of their calls, children. */
const outline = (nodes: readonly ActionNode[]): readonly unknown[] =>
  nodes.map(({ name, status, calls: made, children }) => [
    name,
    status,
    made.map((call) => call.name),
    outline(children),
  ]);

test('all that people were waited for counts, also where they were asked more often than is told', async () => {
  const times = 1_200;
  const { approvals, truncated, task, time_breakdown } = await timelineOf({
    end: 10 * times + 1_000,
    told: [
      ...Array.from({ length: times }, (_, n) => [asks(10 * n, 'ann'), decides(10 * n + 4, 'ann')]).flat(),
      calls(6, 4),
    ],
  });
  expect([approvals.length, truncated]).toEqual([1_000, true]);
  // The first answer came while a model was at work.
  expect([task.waiting_ms, time_breakdown]).toEqual([
    4 * times,
    { llm_ms: 4, waiting_ms: 4 * times - 2, tools_ms: 0, other_ms: 6 * times + 1_000 - 2 },
  ]);
});

test('calls stand under their actions, also while these are under way', async () => {
  const open = (id: string, name: string, inside?: string): Told =>
    told(0, 'action_started', {
      'hive.action.id': place(id),
      'hive.action.name': name,
      ...(inside === undefined ? {} : { 'hive.action.parent_id': place(inside) }),
    });
  const {
    action_tree,
    calls: outside,
    task,
    events,
  } = await timelineOf({
    steps: [works('2', 'search', 100, 300, '1')],
    told: [
      open('1', 'process'),
      open('2', 'search', '1'),
      open('3', 'write', '1'),
      calls(250, 50, { 'hive.llm_call.name': 'rank', ...within(place('2')) }),
      calls(450, 50, { 'hive.llm_call.name': 'draft', ...within(place('3')) }),
      calls(500, 10, { 'hive.llm_call.name': 'plan' }),
      calls(510, 10, { 'hive.llm_call.name': 'lost', ...within(place('9')) }),
    ],
  });
  expect(outline(action_tree)).toEqual([
    [
      'process',
      'processing',
      [],
      [
        ['write', 'processing', ['draft'], []],
        ['search', 'completed', ['rank'], []],
      ],
    ],
  ]);
  expect(outside.map(({ name }) => name)).toEqual(['plan', 'lost']);
  expect(outside[0]).toEqual({
    event_id: expect.any(String) as string,
    name: 'plan',
    model: 'm',
    started_at: at(490),
    duration_ms: 10,
    tokens_in: 100,
    tokens_out: 10,
    cost: 0.01,
    cost_source: 'reported',
    error_message: null,
  });
  expect(task).toMatchObject({ action_count: 3, calls: 4 });
  // The end of an action says what its announcement said.
  expect(
    events.filter(({ kind }) => kind.startsWith('action_')).map(({ kind, action_id }) => [kind, action_id]),
  ).toEqual([
    ['action_started', place('1')],
    ['action_started', place('3')],
    ['action_completed', place('2')],
  ]);
});

test('an action that failed says so, and of what, under the one that went on', async () => {
  const { action_tree } = await timelineOf({
    end: 1_000,
    steps: [works('1', 'process', 50, 900), fails('2', 'search', 100, 300, '1')],
  });
  const search: ActionNode = {
    action_id: place('2'),
    parent_action_id: place('1'),
    name: 'search',
    started_at: at(100),
    duration_ms: 200,
    status: 'failed',
    error_message: 'boom',
    calls: [],
    children: [],
  };
  expect(action_tree).toEqual([
    {
      action_id: place('1'),
      parent_action_id: null,
      name: 'process',
      started_at: at(50),
      duration_ms: 850,
      status: 'completed',
      error_message: null,
      calls: [],
      children: [search],
    },
  ]);
});

test('runs that share an id under different tasks are two', async () => {
  const run = (task: string, list: readonly Told[]): Run => ({
    task,
    run: 'shared',
    agent: 'sharer',
    start: T0,
    told: list,
  });
  await send([progressSpan(run('left', []), [plans(0, 0, ['one']), retries(5, 1), calls(9, 1)])]);
  await send([progressSpan(run('right', []), [plans(0, 1, ['uno', 'due']), asks(3, 'ann')])]);
  const [left, right] = await Promise.all(['left', 'right'].map(ask));
  expect([left?.plan?.steps.length, left?.retry_chains.length, left?.calls.length, left?.approvals.length]).toEqual([
    1, 1, 1, 0,
  ]);
  expect([right?.plan?.steps.length, right?.retry_chains.length, right?.calls.length, right?.approvals.length]).toEqual(
    [2, 0, 0, 1],
  );
  expect([left?.task.retry_count, right?.task.retry_count, left?.events.length, right?.events.length]).toEqual([
    1, 0, 4, 3,
  ]);
});

test('an event far outside its run, by a clock that differs, is found', async () => {
  const day = 24 * 3_600_000;
  const {
    events,
    calls: made,
    task,
  } = await timelineOf({ end: 1000, told: [calls(-3 * day, 5), told(day / 2, 'custom')] });
  expect(events.map(({ kind }) => kind)).toEqual(['llm_call', 'task_started', 'task_completed', 'custom']);
  expect(made).toHaveLength(1);
  expect(task.calls).toBe(1);
});

test('the newest run of a task is told, also where something happened earlier in it than in another', async () => {
  const day = 24 * 3_600_000;
  const older = { task: 'again', run: 'older', start: T0, end: 1000, told: [calls(500, 5)] };
  const newer = {
    task: 'again',
    run: 'newer',
    start: T0 + 2000,
    end: 9000,
    told: [told(-day, 'custom'), retries(4000, 1)],
  };
  await send([...spansOf(older), ...spansOf(newer)]);
  const { task, events, calls: made, retry_chains: chains } = await ask('again');
  expect(task).toMatchObject({ task_run_id: 'newer', calls: 0, retry_count: 1 });
  expect(events.map(({ kind }) => kind)).toEqual(['custom', 'task_started', 'retry', 'task_completed']);
  expect([made.length, chains.length]).toEqual([0, 1]);
});

test('a task that nobody has heard of is not found', async () => {
  expect(await ask('nobody')).toMatchObject({ status: 404, error: 'task_not_found' });
});

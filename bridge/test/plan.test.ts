import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { calls, plans, step, type Told } from './run-story.js';
import { at, useTimelines } from './use-timelines.js';

const { timelineOf } = useTimelines();

describe('a plan', () => {
  const states = ({ plan }: TaskTimeline): unknown =>
    plan === null
      ? null
      : [plan.revision, plan.completed, plan.steps.map(({ description, state }) => [description, state])];

  test.each<[string, readonly Told[], unknown]>([
    [
      'is its highest revision, and no step of an older one leaks into it',
      [
        plans(0, 0, ['one', 'two']),
        step(1, [0, 'completed'], { 'hive.plan.revision': 0 }),
        plans(2, 1, ['uno', 'due']),
        step(3, [1, 'completed'], { 'hive.plan.revision': 0 }),
        step(4, [0, 'started'], { 'hive.plan.revision': 1 }),
      ],
      [
        1,
        0,
        [
          ['uno', 'started'],
          ['due', 'pending'],
        ],
      ],
    ],
    [
      'takes news that names no revision for its own from its announcement on',
      [plans(0, 0, ['one']), step(1, [0, 'completed']), plans(2, 3, ['uno', 'due']), step(3, [1, 'failed'])],
      [
        3,
        0,
        [
          ['uno', 'pending'],
          ['due', 'failed'],
        ],
      ],
    ],
    ['without steps is none', [plans(0, 0, [])], null],
    ['whose newest revision has no steps is none', [plans(0, 0, ['one']), plans(1, 1, [])], null],
    [
      'without steps has those that its news speaks of',
      [plans(0, 0, []), step(1, [1, 'completed'], { 'hive.plan.step.description': 'second' })],
      [
        0,
        1,
        [
          ['', 'pending'],
          ['second', 'completed'],
        ],
      ],
    ],
    [
      'need not be announced',
      [step(0, [0, 'completed'], { 'hive.plan.step.description': 'first', 'hive.plan.step.total': 3 })],
      [
        0,
        1,
        [
          ['first', 'completed'],
          ['', 'pending'],
          ['', 'pending'],
        ],
      ],
    ],
    [
      'that is not announced is that of the newest revision of which there is news',
      [step(0, [0, 'completed'], { 'hive.plan.revision': 1 }), step(1, [0, 'started'], { 'hive.plan.revision': 2 })],
      [2, 0, [['Step 0 started', 'started']]],
    ],
    [
      'has each step once, however often it is told',
      [plans(0, 0, ['one']), step(1, [0, 'completed']), step(2, [0, 'completed']), step(3, [0, 'skipped'])],
      [0, 0, [['one', 'skipped']]],
    ],
  ])('%s', async (_name, list, expected) => {
    expect(states(await timelineOf({ end: 9000, told: list }))).toEqual(expected);
  });

  test('tells each of its revisions, and what each step of the newest spent', async () => {
    const serves = (index: number, revision?: number) => ({
      'hive.plan.step.index': index,
      ...(revision === undefined ? {} : { 'hive.plan.revision': revision }),
    });
    const first = plans(0, 0, ['one']);
    const second = plans(100, 1, ['uno', 'due']);
    const { plan } = await timelineOf({
      end: 9000,
      told: [
        first,
        calls(10, 5, serves(0, 0)),
        calls(20, 5, serves(0)),
        second,
        step(110, [0, 'started']),
        calls(120, 5, serves(0, 1)),
        calls(130, 5, serves(0)),
        calls(140, 5, serves(1, 1)),
        // Of an older revision, however late, and of no step.
        calls(150, 5, serves(0, 0)),
        calls(160, 5),
        step(200, [0, 'completed'], { 'hive.plan.step.turns': 3, 'hive.plan.step.tokens': 400 }),
      ],
    });
    const spent = (n: number) => ({
      calls: n,
      unpriced_calls: 0,
      tokens_in: 100 * n,
      tokens_out: 10 * n,
      cost: n / 100,
      estimated_cost: 0,
    });
    expect(plan).toEqual({
      goal: 'goal 1',
      revision: 1,
      revisions: 2,
      completed: 1,
      steps: [
        {
          index: 0,
          description: 'uno',
          state: 'completed',
          started_at: at(110),
          completed_at: at(200),
          turns: 3,
          tokens: 400,
          ...spent(2),
        },
        {
          index: 1,
          description: 'due',
          state: 'pending',
          started_at: null,
          completed_at: null,
          turns: null,
          tokens: null,
          ...spent(1),
        },
      ],
      history: [
        {
          revision: 0,
          goal: 'goal 0',
          announced_at: at(0),
          event_id: first.id,
          steps: [{ index: 0, description: 'one' }],
        },
        {
          revision: 1,
          goal: 'goal 1',
          announced_at: at(100),
          event_id: second.id,
          steps: [
            { index: 0, description: 'uno' },
            { index: 1, description: 'due' },
          ],
        },
      ],
    });
  });

  test('whose step is taken up again has not ended there', async () => {
    const { plan } = await timelineOf({
      end: 9000,
      told: [plans(0, 0, ['one']), step(1, [0, 'started']), step(2, [0, 'failed']), step(3, [0, 'started'])],
    });
    expect(plan?.steps).toMatchObject([{ state: 'started', started_at: at(1), completed_at: null }]);
  });
});

import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { retries, spansOf, waits, within, type Run } from './run-story.js';
import { at, fails, place, works, T0, useTimelines, type Story } from './use-timelines.js';

const { ask, send, timelineOf } = useTimelines();

/** A chain in short: what, where, how it ended, what it cost, and each attempt with what was tried. */
const chainsOf = ({ retry_chains }: TaskTimeline): readonly unknown[] =>
  retry_chains.map(({ name, parent_action_id, outcome, cost_ms, attempts }) => [
    name,
    parent_action_id?.slice(-1) ?? null,
    outcome,
    cost_ms,
    attempts.map(
      ({ attempt, action_id, call_id, status }) =>
        `${attempt} ${action_id?.slice(-2) ?? (call_id === null ? '-' : 'call')} ${status}`,
    ),
  ]);

describe('retries', () => {
  test.each<[string, Story, readonly unknown[]]>([
    [
      'that end well are a chain of attempts',
      {
        end: 9000,
        steps: [fails('a1', 'search', 0, 100), fails('a2', 'search', 2100, 2300), works('a3', 'search', 6300, 6400)],
        told: [retries(100, 1, waits(2)), retries(2300, 2, waits(4))],
      },
      [['search', null, 'completed', 6300, ['0 a1 failed', '1 a2 failed', '2 a3 completed']]],
    ],
    [
      'that end badly cost what was tried again, not the last attempt',
      {
        end: 9000,
        error: 'gave up',
        steps: [fails('a1', 'search', 0, 100), fails('a2', 'search', 2100, 2300)],
        told: [retries(100, 1, waits(2))],
      },
      [['search', null, 'failed', 2100, ['0 a1 failed', '1 a2 failed']]],
    ],
    [
      'of an open run are under way',
      { steps: [fails('a1', 'search', 0, 100)], told: [retries(100, 1)] },
      [['search', null, 'processing', 100, ['0 a1 failed', '1 - processing']]],
    ],
    [
      'whose last attempt nobody tells of end as the run does',
      { end: 9000, steps: [fails('a1', 'search', 0, 100)], told: [retries(100, 1)] },
      [['search', null, 'completed', 100, ['0 a1 failed', '1 - completed']]],
    ],
    [
      'of something that nobody tracked cost their waits',
      { end: 9000, told: [retries(100, 1, waits(1)), retries(2000, 2, waits(2))] },
      [[null, null, 'completed', 3000, ['1 - failed', '2 - completed']]],
    ],
    [
      'that begin at one again are another chain',
      {
        end: 9000,
        steps: [
          fails('a1', 'search', 0, 100),
          works('a2', 'search', 200, 300),
          fails('b1', 'send', 400, 500),
          works('b2', 'send', 600, 700),
        ],
        told: [retries(100, 1), retries(500, 1)],
      },
      [
        ['search', null, 'completed', 100, ['0 a1 failed', '1 a2 completed']],
        ['send', null, 'completed', 100, ['0 b1 failed', '1 b2 completed']],
      ],
    ],
    [
      'inside an action answer what failed there, whatever fails elsewhere',
      {
        end: 9000,
        steps: [
          works('c', 'outer', 0, 1000),
          works('d', 'other', 0, 1000),
          fails('c1', 'search', 0, 100, 'c'),
          fails('d1', 'send', 0, 150, 'd'),
          works('c2', 'search', 300, 400, 'c'),
          works('d2', 'send', 300, 400, 'd'),
        ],
        told: [retries(200, 1, within(place('c'))), retries(200, 1, within(place('d')))],
      },
      [
        ['search', 'c', 'completed', 100, ['0 c1 failed', '1 c2 completed']],
        ['send', 'd', 'completed', 150, ['0 d1 failed', '1 d2 completed']],
      ],
    ],
    [
      'outside any action answer the outermost failure before them, once',
      {
        end: 9000,
        steps: [fails('e', 'outer', 0, 100), fails('e1', 'inner', 50, 100, 'e'), works('f', 'outer', 300, 400)],
        told: [retries(100, 1), retries(200, 2)],
      },
      [['outer', null, 'completed', 100, ['0 0e failed', '1 - failed', '2 0f completed']]],
    ],
  ])('%s', async (_name, run, expected) => {
    const timeline = await timelineOf(run);
    expect(chainsOf(timeline)).toEqual(expected);
    const cost = timeline.retry_chains.reduce((sum, { cost_ms }) => sum + cost_ms, 0);
    expect(timeline.task).toMatchObject({
      retry_ms: cost,
      retry_count: run.told?.filter(({ kind }) => kind === 'retry').length,
    });
  });

  test('tell when, why and after what wait', async () => {
    const { retry_chains } = await timelineOf({
      end: 900,
      steps: [fails('a1', 'search', 10, 110)],
      told: [retries(120, 1, waits(0.5))],
    });
    const { events } = await timelineOf({ told: [retries(120, 1, waits(0.5))] });
    expect(events.find(({ kind }) => kind === 'retry')?.data).toEqual({
      attempt: 1,
      reason: 'reason 1',
      backoff_seconds: 0.5,
    });
    expect(retry_chains).toEqual([
      {
        name: 'search',
        parent_action_id: null,
        outcome: 'completed',
        cost_ms: 600,
        attempts: [
          {
            attempt: 0,
            event_id: null,
            timestamp: at(10),
            reason: null,
            backoff_ms: null,
            action_id: place('a1'),
            call_id: null,
            duration_ms: 100,
            status: 'failed',
          },
          {
            attempt: 1,
            event_id: expect.stringMatching(/^0198c2a4-/) as string,
            timestamp: at(120),
            reason: 'reason 1',
            backoff_ms: 500,
            action_id: null,
            call_id: null,
            duration_ms: null,
            status: 'completed',
          },
        ],
      },
    ]);
  });

  test('of a call that failed answer the call', async () => {
    const failed = (span: string, start: number, error?: string) => ({
      traceId: 'ab'.repeat(16),
      spanId: span.padStart(16, '0'),
      parentSpanId: '00000000000000aa',
      name: 'chat m',
      start: T0 + start,
      end: T0 + start + 200,
      ...(error === undefined ? {} : { error }),
      attributes: {
        'hive.agent.id': 'caller',
        'hive.task.id': 'called',
        'hive.task.run_id': 'called-run',
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'm',
        'gen_ai.usage.input_tokens': 5,
      },
    });
    const run: Run = {
      task: 'called',
      run: 'called-run',
      agent: 'caller',
      start: T0,
      end: 5000,
      told: [retries(300, 1)],
    };
    await send([...spansOf(run), failed('1', 0, 'overloaded'), failed('2', 400)]);
    const timeline = await ask('called');
    expect(chainsOf(timeline)).toEqual([['chat m', null, 'completed', 200, ['0 call failed', '1 call completed']]]);
  });
});

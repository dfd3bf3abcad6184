import fc from 'fast-check';
import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { expectedOf, type Expected } from './run-model.js';
import {
  asks,
  calls,
  decides,
  endSpan,
  plans,
  progressSpan,
  retries,
  step,
  stepSpan,
  told,
  waits,
  within,
  type Run,
  type Step,
  type Told,
} from './run-story.js';
import type { SentSpan } from './test-bridge.js';
import { T0, useTimelines } from './use-timelines.js';

const { ask, send } = useTimelines();

const END = 60;

const place = (n: number): string => (n + 1).toString(16).padStart(16, '0');
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined, freq: 1 });
/** Moments are few, so that much happens at once. */
const moment = fc.integer({ min: 0, max: END - 1 });
const revision = maybe(fc.integer({ min: 0, max: 2 }));
const index = fc.integer({ min: 0, max: 2 });

const serving = (at: number, n: number | undefined, of: number | undefined): Told =>
  calls(at, 1, {
    ...(n === undefined ? {} : { 'hive.plan.step.index': n }),
    ...(of === undefined ? {} : { 'hive.plan.revision': of }),
  });

const tellings: fc.Arbitrary<Told> = fc.oneof(
  fc.tuple(moment, revision, fc.constantFrom([], ['one'], ['one', 'two', 'three'])).map((parts) => plans(...parts)),
  fc
    .tuple(moment, index, fc.constantFrom('started', 'completed', 'failed', 'skipped'), revision, maybe(index))
    .map(([at, n, action, of, turns]) =>
      step(at, [n, action], {
        ...(of === undefined ? {} : { 'hive.plan.revision': of }),
        ...(turns === undefined ? {} : { 'hive.plan.step.turns': turns }),
      }),
    ),
  fc.tuple(moment, maybe(index), revision).map((parts) => serving(...parts)),
  fc
    .tuple(moment, fc.integer({ min: 1, max: 3 }), maybe(index), maybe(fc.integer({ min: 0, max: 3 })))
    .map(([at, attempt, backoff, inside]) =>
      retries(at, attempt, { ...waits(backoff), ...within(inside === undefined ? undefined : place(inside)) }),
    ),
  moment.map((at) => asks(at, 'ann')),
  moment.map((at) => decides(at, 'ann')),
  moment.map((at) => told(at, 'escalated', { 'hive.escalation.reason': 'hard' })),
);

/** Actions, some inside an earlier one; some fail. */
const works: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.tuple(moment, moment, fc.boolean(), maybe(fc.nat(3)), fc.constantFrom('search', 'send')), { maxLength: 5 })
  .map((list) =>
    list.map(([a, b, fails, inside, name], n) => ({
      id: place(n),
      name,
      from: Math.min(a, b),
      to: Math.max(a, b),
      ...(inside === undefined || inside >= n ? {} : { inside: place(inside) }),
      ...(fails ? { error: 'boom' } : {}),
    })),
  );

let count = 0;
const runs: fc.Arbitrary<Run> = fc
  .tuple(fc.array(tellings, { maxLength: 12 }), works, fc.boolean())
  .map(([list, steps, fails]) => {
    const name = `run-${++count}`;
    return {
      task: name,
      run: `${name}-run`,
      start: T0,
      end: END,
      told: list,
      steps,
      ...(fails ? { error: 'gave up' } : {}),
    };
  });

/** A run's spans, each told thing by itself as well as with its end, some twice, in any order. */
const arrivals = (run: Run): fc.Arbitrary<readonly SentSpan[]> => {
  const spans = [
    ...(run.told ?? []).map((one) => progressSpan(run, [one])),
    ...(run.steps ?? []).map((one) => stepSpan(run, one)),
    endSpan(run, END),
  ];
  return fc
    .tuple(fc.shuffledSubarray(spans, { minLength: spans.length }), fc.shuffledSubarray(spans))
    .map(([all, again]) => [...all, ...again]);
};

const stories = runs.chain((run) => fc.tuple(fc.constant(run), arrivals(run)));

const found = ({ task, plan }: TaskTimeline): Expected => ({
  counts: {
    actions: task.action_count,
    errors: task.error_count,
    retries: task.retry_count,
    retryMs: task.retry_ms,
    escalations: task.escalation_count,
  },
  waitingMs: task.waiting_ms,
  plan:
    plan === null
      ? null
      : {
          revision: plan.revision,
          goal: plan.goal,
          history: plan.history.map((one) => one.revision),
          steps: plan.steps.map(({ description, state, calls: made, turns }) => [description, state, made, turns]),
        },
});

test('whatever is told of runs, in whatever order it comes and however often, comes to what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stories, { minLength: 10, maxLength: 10 }), async (list) => {
      // In two halves, so that what is told twice comes in different inserts too.
      const spans = list.flatMap(([, sent]) => sent);
      const half = Math.ceil(spans.length / 2);
      for (const part of [spans.slice(0, half), spans.slice(half)]) {
        if (part.length > 0) expect(await send(part)).toBe(200);
      }
      for (const [run] of list) {
        const body = await ask(run.task);
        expect([run.task, found(body)]).toEqual([run.task, expectedOf(run)]);
        const { llm_ms, waiting_ms, tools_ms, other_ms } = body.time_breakdown;
        expect(llm_ms + waiting_ms + tools_ms + other_ms).toBe(END);
        expect(body.task.working_ms + body.task.waiting_ms).toBe(END);
        expect(body.retry_chains.reduce((sum, chain) => sum + chain.cost_ms, 0)).toBe(body.task.retry_ms);
      }
    }),
    { numRuns: 5, seed: 5, endOnFailure: true },
  );
});

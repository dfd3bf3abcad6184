import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { lastValueFrom, of } from 'rxjs';
import { MOST_EVENTS, wholeTimeline, type AskPage } from './whole-timeline.js';

/** A bridge whose run has so many events, in pages of a thousand. Only what is read here is there. */
const bridgeOf = (events: number): { readonly ask: AskPage; readonly asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    ask: (after) => {
      const from = Number(after?.cursor ?? 0);
      asked.push(after === undefined ? 'first' : `${after.taskRunId} ${after.cursor}`);
      const until = Math.min(from + 1000, events);
      const page = {
        task: { task_run_id: 'run-1' },
        events: Array.from({ length: until - from }, (_, n) => ({ event_id: String(from + n) })),
        pagination: { cursor: until < events ? String(until) : null, has_more: until < events, newest: 'n' },
        truncated: false,
      };
      return of(page as unknown as TaskTimeline);
    },
  };
};

const ids = ({ events }: TaskTimeline): readonly string[] => events.map(({ event_id }) => event_id);

test('pages of the same run are followed to the end', async () => {
  const { ask, asked } = bridgeOf(2500);
  const whole = await lastValueFrom(wholeTimeline(ask));
  expect(ids(whole)).toEqual(Array.from({ length: 2500 }, (_, n) => String(n)));
  expect(asked).toEqual(['first', 'run-1 1000', 'run-1 2000']);
  expect(whole.truncated).toBe(false);
});

test('a run with more events than anybody looks through says that it has more', async () => {
  const { ask } = bridgeOf(MOST_EVENTS + 1);
  const whole = await lastValueFrom(wholeTimeline(ask));
  expect(whole.events).toHaveLength(MOST_EVENTS);
  expect(whole.truncated).toBe(true);
});

import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { EMPTY, expand, map, reduce, type Observable } from 'rxjs';

/** More events than anybody looks through; the view says that there are more. */
export const MOST_EVENTS = 20_000;

/** Which page: the first, or the one that a cursor of a run's answer names. */
export type AskPage = (after?: { readonly cursor: string; readonly taskRunId: string }) => Observable<TaskTimeline>;

/** A run with the events of all its pages, and what the last page tells of the run as a whole. */
export function wholeTimeline(askPage: AskPage): Observable<TaskTimeline> {
  let count = 0;
  return askPage().pipe(
    expand(({ task, events, pagination: { cursor } }) => {
      count += events.length;
      return cursor === null || events.length === 0 || count >= MOST_EVENTS
        ? EMPTY
        : askPage({ cursor, taskRunId: task.task_run_id });
    }),
    reduce((before, page) => ({ ...page, events: [...before.events, ...page.events] })),
    map((timeline) => ({ ...timeline, truncated: timeline.truncated || timeline.pagination.cursor !== null })),
  );
}

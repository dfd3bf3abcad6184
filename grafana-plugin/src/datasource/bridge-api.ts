import { getBackendSrv } from '@grafana/runtime';
import { nextPage, type ApiRequest, type PagedPath } from '@hiveboard/bridge/client';
import type {
  AgentSummary,
  AnswerPath,
  Answers,
  LlmCallPage,
  LlmCallRecord,
  Page,
  TaskTimeline,
} from '@hiveboard/sdk/contract';
import { EMPTY, expand, map, of, reduce, switchMap, throwError, type Observable } from 'rxjs';
import type { TimelineAnswer } from '../data/frames/timeline.js';
import { failure } from '../data/failure.js';
import type { LlmCallsQuery, TimelineQuery } from '../data/query.js';
import {
  agentsRequest,
  llmCallsRequest,
  runCallsRequest,
  tasksRequest,
  timelineRequest,
  type Range,
} from '../data/request.js';
import { wholeTimeline, type AskPage } from './whole-timeline.js';

/** Asks the bridge once. Leaving the observable gives the request up. */
export type Ask = <Path extends AnswerPath>(request: ApiRequest<Path>) => Observable<Answers[Path]>;

/** A request below `url`, silent about failures: whoever asks shows them in place. */
const fetchAt = <Answer>(url: string, params: ApiRequest<AnswerPath>['params'] = {}): Observable<Answer> =>
  getBackendSrv()
    .fetch<Answer>({ url, params: { ...params }, method: 'GET', showErrorAlert: false })
    .pipe(map(({ data }) => data));

/** Asks the bridge that Grafana's proxy reaches at `url`. */
export const askAt =
  (url: string): Ask =>
  ({ path, params }) =>
    fetchAt(`${url}${path}`, params);

/** Asks that bridge how it is: whether it lives, or whether it takes telemetry. Needs no key. */
export const askHealth = (url: string, path: '/healthz' | '/readyz'): Observable<unknown> => fetchAt(`${url}${path}`);

/** Follows cursors until the end, or until there are `enough` rows. */
function allPages<Path extends PagedPath, Row, Answer extends Page<Row>>(
  ask: (request: ApiRequest<Path>) => Observable<Answer>,
  request: ApiRequest<Path>,
  enough: number,
): Observable<readonly [Answer, readonly Row[]]> {
  let count = 0;
  return ask(request).pipe(
    expand(({ data, pagination: { cursor } }) => {
      count += data.length;
      return cursor === null || data.length === 0 || count >= enough ? EMPTY : ask(nextPage(request, cursor));
    }),
    reduce<Answer, readonly Answer[]>((pages, page) => [...pages, page], []),
    switchMap((pages) => {
      const last = pages.at(-1);
      return last === undefined ? EMPTY : of([last, pages.flatMap(({ data }) => data).slice(0, enough)] as const);
    }),
  );
}

/** Far above any fleet that a page of cards can serve; keeps a mistaken cursor from asking for ever. */
const MOST_AGENTS = 10_000;
const MOST_CALLS = 1000;

/** Every agent. */
export const askAgents = (ask: Ask): Observable<readonly AgentSummary[]> =>
  allPages<'/v1/agents', AgentSummary, Page<AgentSummary>>(ask, agentsRequest(), MOST_AGENTS).pipe(
    map(([, agents]) => agents),
  );

/** Up to `limit` calls, with the totals of the whole filter. */
export function askLlmCalls(
  ask: Ask,
  query: Omit<LlmCallsQuery, 'refId' | 'queryType'>,
  range: Range,
): Observable<LlmCallPage> {
  const limit = Math.min(MOST_CALLS, query.limit ?? 50);
  return allPages<'/v1/llm-calls', LlmCallRecord, LlmCallPage>(ask, llmCallsRequest(query, range), limit).pipe(
    map(([last, data]) => ({ ...last, data })),
  );
}

/** A task's timeline and its calls in full. Without a task id, the task that started last. */
export function askTimeline(ask: Ask, query: TimelineQuery, range: Range): Observable<TimelineAnswer> {
  if (query.taskId === undefined || query.taskId === '') {
    return ask(tasksRequest({ agentId: query.agentId, limit: 1 }, range)).pipe(
      switchMap(({ data: [task] }) =>
        task === undefined
          ? throwError(() => ({ status: 404, data: failureBody('No task started in this time range') }))
          : askTimeline(ask, { ...query, taskId: task.task_id, taskRunId: task.task_run_id }, range),
      ),
    );
  }
  const askPage: AskPage = (after) =>
    ask(
      after === undefined
        ? timelineRequest(query)
        : nextPage(timelineRequest({ ...query, taskRunId: after.taskRunId }), after.cursor),
    );
  return wholeTimeline(askPage).pipe(
    switchMap((timeline) => askCallsOf(ask, timeline).pipe(map((calls) => ({ timeline, calls })))),
  );
}

const failureBody = (message: string) => ({ error: failure('not-found').kind, message, status: 404 });

/** Clocks of agents differ; a call may carry a moment just outside its task. */
const CLOCK_SLACK_MS = 60_000;

/** The calls of a task, as far as events tell of any. */
function askCallsOf(ask: Ask, { task, events }: TaskTimeline): Observable<readonly LlmCallRecord[]> {
  if (!events.some(({ kind }) => kind === 'llm_call')) return of([]);
  const from = Date.parse(task.started_at) - CLOCK_SLACK_MS;
  const to = (task.completed_at === null ? Date.now() : Date.parse(task.completed_at)) + CLOCK_SLACK_MS;
  const request = runCallsRequest({ taskId: task.task_id, runId: task.task_run_id }, { from, to });
  return allPages<'/v1/llm-calls', LlmCallRecord, LlmCallPage>(ask, request, MOST_CALLS).pipe(
    map(([, calls]) => calls),
  );
}

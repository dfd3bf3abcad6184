import { RUNS_BOUND, runRetriesSql } from '@hiveboard/clickhouse';
import type { RetryAttempt, RetryChain, RetryOutcome, TaskSummary } from '@hiveboard/sdk/contract';
import { momentOrNull, textOrNull, type Reader } from './reader.js';
import { AS_WRITTEN, type Extent } from './run.js';

/** An attempt as `hive.run_retries` tells it; the id is empty when nobody told of one. */
type AttemptRow = readonly [
  isAction: number,
  id: string,
  name: string,
  startedAt: string,
  durationMs: number | null,
  status: RetryOutcome,
];

/** A retry with the attempt that had failed and the next one. */
export interface RetryRow {
  readonly action_id: string;
  readonly ts: string;
  readonly event_id: string;
  readonly attempt: number;
  readonly reason: string;
  readonly backoff_ms: number | null;
  readonly is_answer: number;
  readonly failure: AttemptRow;
  readonly next_attempt: AttemptRow;
  readonly chain: number;
  /** What all retries of the run cost, however many are asked for. */
  readonly lost_ms: number;
}

const RETRIES_SQL = `
SELECT action_id, ts, event_id, attempt, reason, backoff_ms, is_answer, failure, next_attempt, chain, sum(cost_ms) OVER () AS lost_ms
FROM (${runRetriesSql(RUNS_BOUND)})
WHERE task_id IN {tasks:Array(String)}
ORDER BY ts, event_id
LIMIT {limit:UInt32}
${AS_WRITTEN}`;

/** The first retries of a run. */
export const findRetries = (
  reader: Reader,
  { run, limit }: { readonly run: Extent; readonly limit: number },
  signal?: AbortSignal,
): Promise<readonly RetryRow[]> => reader.rows<RetryRow>(RETRIES_SQL, { ...run, limit }, signal);

/** What an attempt was, if anybody told. */
const told = ([isAction, id, , , durationMs]: AttemptRow): Pick<
  RetryAttempt,
  'action_id' | 'call_id' | 'duration_ms'
> => ({
  action_id: isAction === 1 ? textOrNull(id) : null,
  call_id: isAction === 1 ? null : textOrNull(id),
  duration_ms: id === '' ? null : durationMs,
});

/** How an attempt stands of which nobody told: as its run does. */
const OF_RUN: ReadonlyMap<string, RetryOutcome> = new Map<string, RetryOutcome>([
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
]);

const NOTHING: AttemptRow = [0, '', '', '', null, 'processing'];

/** Retries as chains of attempts: the one that failed first, then each retry with what was tried then. */
export function retryChains(
  retries: readonly RetryRow[],
  { derived_status: status }: Pick<TaskSummary, 'derived_status'>,
): readonly RetryChain[] {
  const chains = new Map<string, RetryRow[]>();
  for (const retry of retries) {
    const [isAction, , name] = retry.failure;
    const key = JSON.stringify([retry.action_id, isAction, name, retry.chain]);
    const chain = chains.get(key);
    if (chain === undefined) chains.set(key, [retry]);
    else chain.push(retry);
  }
  return [...chains.values()].map((chain) => chainOf(chain, OF_RUN.get(status) ?? 'processing'));
}

function chainOf(retries: readonly RetryRow[], runStands: RetryOutcome): RetryChain {
  const [first] = retries;
  const original = first?.is_answer === 1 ? first.failure : NOTHING;
  const tried = retries.map((retry, place): RetryAttempt => {
    const following = retries[place + 1];
    const attempt =
      following === undefined ? retry.next_attempt : following.is_answer === 1 ? following.failure : NOTHING;
    return {
      attempt: retry.attempt,
      event_id: retry.event_id,
      timestamp: retry.ts,
      reason: textOrNull(retry.reason),
      backoff_ms: retry.backoff_ms,
      ...told(attempt),
      // Whatever is tried again has failed.
      status: following !== undefined ? 'failed' : attempt[1] === '' ? runStands : attempt[5],
    };
  });
  const lost = retries.map(
    ({ backoff_ms: backoff, is_answer: isAnswer, failure }) =>
      (backoff ?? 0) + (isAnswer === 1 ? (failure[4] ?? 0) : 0),
  );
  const before: RetryAttempt = {
    attempt: 0,
    event_id: null,
    timestamp: momentOrNull(original[3]) ?? '',
    reason: null,
    backoff_ms: null,
    ...told(original),
    status: 'failed',
  };
  return {
    name: textOrNull(original[2]),
    parent_action_id: textOrNull(first?.action_id ?? ''),
    outcome: tried.at(-1)?.status ?? runStands,
    cost_ms: lost.reduce((sum, ms) => sum + ms, 0),
    attempts: original[1] === '' ? tried : [before, ...tried],
  };
}

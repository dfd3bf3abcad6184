import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { actionTree } from './action-tree.js';
import { findPlan } from './plan.js';
import type { Reader } from './reader.js';
import { findCounted } from './run-figures.js';
import { findRetries, retryChains } from './run-retries.js';
import { findAsked, findTimes } from './run-times.js';
import { findActions, findRunCalls } from './run-work.js';
import { summaryOf, type FoundRun } from './tasks.js';

/** How much of a run one answer tells, beside its events. */
const MOST = { actions: 10_000, calls: 10_000, retries: 1_000, approvals: 1_000, revisions: 100 } as const;

/** All that is told of a run as a whole. */
export type Overview = Omit<TaskTimeline, 'events' | 'pagination'>;

/** What a run is, came to, did, planned, retried and waited for, and what its time went into. */
export async function findOverview(
  reader: Reader,
  { row, extent: run }: FoundRun,
  signal?: AbortSignal,
): Promise<Overview> {
  // Most runs retry nothing, and that is the dearest of these questions: whether it is asked should be known soon.
  const counted = (await findCounted(reader, run, signal))(row);
  const [retries, actions, calls, { approvals, times }, { plan, isCut }] = await Promise.all([
    counted.retries === 0 ? [] : findRetries(reader, { run, limit: MOST.retries + 1 }, signal),
    findActions(reader, { run, limit: MOST.actions + 1 }, signal),
    findRunCalls(reader, { run, limit: MOST.calls + 1 }, signal),
    findAsked(reader, { run, task: row, limit: MOST.approvals + 1 }, signal).then(async ({ approvals, waits }) => ({
      approvals,
      times: await findTimes(reader, { run, task: row, waits }, signal),
    })),
    findPlan(reader, { run, limit: MOST.revisions }, signal),
  ]);
  const task = summaryOf(row, { ...counted, retryMs: retries[0]?.lost_ms ?? 0 });
  const work = actionTree(actions.slice(0, MOST.actions), calls.slice(0, MOST.calls));
  return {
    task,
    action_tree: work.actions,
    calls: work.calls,
    plan,
    retry_chains: retryChains(retries.slice(0, MOST.retries), task),
    approvals: approvals.slice(0, MOST.approvals),
    time_breakdown: times,
    truncated:
      isCut ||
      actions.length > MOST.actions ||
      calls.length > MOST.calls ||
      retries.length > MOST.retries ||
      approvals.length > MOST.approvals,
  };
}

import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { actionTree } from './action-tree.js';
import { findPlan } from './plan.js';
import type { Reader } from './reader.js';
import { extentsOf, keyOf, likelyRun, type Extent, type RunKey, type RunQuestion } from './run.js';
import { findRunEvents, type RunEvent, type RunPlace } from './run-events.js';
import { findCounted } from './run-figures.js';
import type { RunRow } from './run-pages.js';
import { findRetries, retryChains } from './run-retries.js';
import { findAsked, findTimes } from './run-times.js';
import { findActions, findRunCalls } from './run-work.js';
import { summaryOf } from './tasks.js';

/** How much of a run one answer tells, beside its events. */
const MOST = { actions: 10_000, calls: 10_000, retries: 1_000, approvals: 1_000, revisions: 100 } as const;

/** All that is told of a run as a whole. */
export type Overview = Omit<TaskTimeline, 'events' | 'pagination'>;

/** A run, where it lies in time, and what it is, which may be known later. */
interface ComingRun {
  readonly key: RunKey;
  readonly run: Extent;
  readonly row: Promise<RunRow>;
}

/** What a run is, came to, did, planned, retried and waited for, and what its time went into. */
async function findOverview(
  reader: Reader,
  { key, run, row: coming }: ComingRun,
  signal: AbortSignal,
): Promise<Overview> {
  const [row, { counted, retries }, actions, calls, { approvals, times }, { plan, isCut }] = await Promise.all([
    coming,
    // Most runs retry nothing, and that is the dearest of these questions: whether it is asked should be known soon.
    findCounted(reader, run, signal).then(async (countedOf) => {
      const counted = countedOf(key);
      return {
        counted,
        retries: counted.retries === 0 ? [] : await findRetries(reader, { run, limit: MOST.retries + 1 }, signal),
      };
    }),
    findActions(reader, { run, limit: MOST.actions + 1 }, signal),
    findRunCalls(reader, { run, limit: MOST.calls + 1 }, signal),
    findAsked(reader, { run, task: key, life: coming, limit: MOST.approvals + 1 }, signal).then(
      async ({ approvals, waits }) => ({
        approvals,
        times: await findTimes(reader, { run, task: key, life: coming, waits }, signal),
      }),
    ),
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

/** All that is told of a run, and where it lies in time. */
export interface Told {
  readonly run: Extent;
  readonly events: readonly RunEvent[];
  readonly overview: Overview;
}

/** Which events of which run. */
export interface TimelineQuestion {
  readonly asked: RunQuestion;
  /** The run, as soon as it is known. */
  readonly row: Promise<RunRow>;
  readonly from: RunPlace | null;
  readonly limit: number;
}

/**
 * All that is told of a run. Which run it is takes as long to find out as most of that, so it is asked at the same time as that of
 * the run that it most likely is; if it is another, that is thrown away, and the right one is asked.
 */
export async function findTimeline(
  reader: Reader,
  { asked, row, from, limit }: TimelineQuestion,
  signal: AbortSignal,
): Promise<Told> {
  const tell = async (key: RunKey, run: Extent): Promise<Told> => {
    const [events, overview] = await Promise.all([
      findRunEvents(reader, { run, from, limit }, signal),
      findOverview(reader, { key, run, row }, signal),
    ]);
    return { run, events, overview };
  };
  const likely = likelyRun(reader, asked, signal);
  const early = likely.then((known) => known && tell(known.key, known.run));
  // Whether it failed matters only where its answer is wanted.
  early.catch(() => undefined);
  const { task_id, task_run_id } = await row;
  const key = { task_id, task_run_id };
  const known = await likely;
  const told = known !== undefined && keyOf(known.key) === keyOf(key) ? await early : undefined;
  return told ?? tell(key, (await extentsOf(reader, { tenant: asked.tenant, runs: [key] }, signal))([key]));
}

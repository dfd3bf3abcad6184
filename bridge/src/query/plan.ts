import { RUNS_BOUND, runStepSpendSql } from '@hiveboard/clickhouse';
import type { PlanRevision, PlanView, StepState } from '@hiveboard/sdk/contract';
import { momentOrNull, type Reader } from './reader.js';
import type { Extent } from './run.js';
import { spendOf, type SpendRow } from './spend.js';

interface StepRow {
  readonly goal: string;
  readonly revision: number;
  readonly revisions: number;
  readonly step_index: number;
  readonly description: string;
  readonly state: StepState;
  readonly started_at: string;
  readonly ended_at: string;
  readonly turns: number | null;
  readonly tokens: number | null;
}

interface StepSpendRow extends SpendRow {
  readonly revision: number;
  readonly step_index: number;
}

const NEWS_SQL = `
SELECT count() AS told
FROM hive.plan_log
WHERE tenant = {tenant:String} AND task_id IN {tasks:Array(String)} AND task_run_id IN {runs:Array(String)}`;

const STEPS_SQL = `
SELECT goal, revision, revisions, step_index, description, state, started_at, ended_at, turns, tokens
FROM hive.plans
WHERE tenant = {tenant:String} AND task_id IN {tasks:Array(String)} AND task_run_id IN {runs:Array(String)}
ORDER BY step_index`;

const SPEND_SQL = `
SELECT revision, step_index, calls, unpriced_calls, tokens_in AS sum_tokens_in, tokens_out AS sum_tokens_out,
    toFloat64(reported_cost) AS sum_cost, toFloat64(estimated_cost) AS sum_estimated_cost
FROM (${runStepSpendSql(RUNS_BOUND)})
WHERE task_id IN {tasks:Array(String)}`;

const HISTORY_SQL = `
SELECT revision, goal, announced_at, event_id, steps
FROM hive.plan_revisions
WHERE tenant = {tenant:String} AND task_id IN {tasks:Array(String)} AND task_run_id IN {runs:Array(String)}
ORDER BY revision DESC
LIMIT {limit:UInt32}`;

/** A run's plan. */
export interface FoundPlan {
  /** The plan in force, or null for a run without one. */
  readonly plan: PlanView | null;
  /** Whether the run has more revisions of its plan than were asked for. */
  readonly isCut: boolean;
}

/** The plan in force of a run, what each of its steps spent, and the newest revisions that led to it. */
export async function findPlan(
  reader: Reader,
  { run, limit }: { readonly run: Extent; readonly limit: number },
  signal?: AbortSignal,
): Promise<FoundPlan> {
  const [news] = await reader.rows<{ readonly told: number }>(NEWS_SQL, { ...run }, signal);
  if (news === undefined || news.told === 0) return { plan: null, isCut: false };
  const [steps, spend, history] = await Promise.all([
    reader.rows<StepRow>(STEPS_SQL, { ...run }, signal),
    reader.rows<StepSpendRow>(SPEND_SQL, { ...run }, signal),
    reader.rows<PlanRevision>(HISTORY_SQL, { ...run, limit: limit + 1 }, signal),
  ]);
  const [first] = steps;
  const isCut = history.length > limit;
  if (first === undefined) return { plan: null, isCut };
  const spent = new Map(
    spend.filter(({ revision }) => revision === first.revision).map((row) => [row.step_index, row]),
  );
  const plan: PlanView = {
    goal: first.goal,
    revision: first.revision,
    revisions: first.revisions,
    completed: steps.filter(({ state }) => state === 'completed').length,
    steps: steps.map((row) => ({
      index: row.step_index,
      description: row.description,
      state: row.state,
      started_at: momentOrNull(row.started_at),
      completed_at: momentOrNull(row.ended_at),
      turns: row.turns,
      tokens: row.tokens,
      ...spendOf(spent.get(row.step_index)),
    })),
    history: history.slice(0, limit).toReversed(),
  };
  return { plan, isCut };
}

import { RUNS_BOUND, SINCE, UNTIL, during, inside, ofRuns, type RunsMeant } from './runs-meant.js';

/** What is told of an action, by its end or else by its announcement, as SQL over `hive.events`. */
const ACTION_TOLD = {
  started_at: 'ts',
  duration_ms: 'if(is_end, duration_ms, NULL)',
  parent_action_id: "if(parent_action_id != '', parent_action_id, JSONExtractString(data, 'parent_id'))",
  name: "if(JSONExtractString(data, 'name') != '', JSONExtractString(data, 'name'), summary)",
  status: "multiIf(NOT is_end, 'processing', kind = 'action_failed', 'failed', 'completed')",
  error_message: "JSONExtractString(data, 'exception_message')",
} as const;
/** A column of `hive.run_actions`, beside those that tell which action it is. */
export type ActionColumn = keyof typeof ACTION_TOLD;

const isActionColumn = (name: string): name is ActionColumn => Object.hasOwn(ACTION_TOLD, name);
const ALL_ACTION_COLUMNS: readonly ActionColumn[] = Object.keys(ACTION_TOLD).filter(isActionColumn);

/**
 * The actions of some runs: the one definition, of which the view `hive.run_actions` is made. Columns that are not asked for need
 * not be read.
 */
export const runActionsSql = (columns: readonly ActionColumn[], meant: RunsMeant): string => `SELECT
    task_id,
    task_run_id,
    action_id,
    max(is_end) AS is_ended,
    -- Of several ends the newest, of several announcements the oldest.
    if(is_ended, argMaxIf(told, (ts, told_id), is_end), argMinIf(told, (ts, told_id), NOT is_end)) AS action,
    if(is_ended, '', argMinIf(told_id, (ts, told_id), NOT is_end)) AS announcement,
    ${columns.map((name, index) => `tupleElement(action, ${index + 1}) AS ${name}`).join(',\n    ')}
FROM
(
    SELECT
        task_id,
        task_run_id,
        action_id,
        ts,
        toString(event_id) AS told_id,
        CAST(kind != 'action_started', 'UInt8') AS is_end,
        tuple(
            ${columns.map((name) => ACTION_TOLD[name]).join(',\n            ')}
        ) AS told
    FROM hive.events
    PREWHERE ${ofRuns(meant)}
        AND kind IN ('action_started', 'action_completed', 'action_failed')
        AND ${inside(during(meant), 1)}
    WHERE action_id != ''
)
GROUP BY task_id, task_run_id, action_id`;

/** What is told of a call, as SQL over `hive.llm_call_log`. */
const CALL_TOLD = {
  event_id: 'event_id',
  ts: 'ts',
  action_id: 'action_id',
  name: 'name',
  model: 'model',
  tokens_in: 'tokens_in',
  tokens_out: 'tokens_out',
  cost: 'cost',
  cost_source: 'cost_source',
  duration_ms: 'duration_ms',
  error_message: 'error_message',
  plan_step: 'plan_step',
  plan_revision: 'plan_revision',
  started_at: 'ts - toIntervalMillisecond(toInt64(least(ifNull(duration_ms, 0), 1e12)))',
  reported_cost: "if(cost_source = 'reported', cost, 0)",
  estimated_cost: "if(cost_source IN ('override', 'list'), cost, 0)",
  is_unpriced: "CAST(cost_source = 'unpriced', 'UInt8')",
} as const;
/** A column of `hive.run_calls`, beside those that tell whose call it is. */
export type CallColumn = keyof typeof CALL_TOLD;

const isCallColumn = (name: string): name is CallColumn => Object.hasOwn(CALL_TOLD, name);
const ALL_CALL_COLUMNS: readonly CallColumn[] = Object.keys(CALL_TOLD).filter(isCallColumn);

const named = (sql: string, name: string): string => (sql === name ? name : `${sql} AS ${name}`);

/** The calls of some runs: the one definition, of which the view `hive.run_calls` is made. Each column takes time to plan. */
export const runCallsSql = (columns: readonly CallColumn[], meant: RunsMeant): string => `SELECT
    task_id,
    task_run_id,
    ${columns.map((name) => named(CALL_TOLD[name], name)).join(',\n    ')}
FROM hive.llm_call_log FINAL
PREWHERE ${ofRuns(meant)}
    -- Calls lie by the hour.
    AND toStartOfHour(ts) >= toStartOfHour(${SINCE})
    AND toStartOfHour(ts) <= toStartOfHour(${UNTIL})
    AND ${during(meant)}`;

/** How much happened in some runs: the one definition, of which the view `hive.run_counts` is made. */
export const runCountsSql = (meant: RunsMeant): string => `SELECT
    task_id,
    task_run_id,
    uniqExactIf(action_id, action_id != '' AND startsWith(kind, 'action_')) AS actions,
    uniqExactIf(action_id, action_id != '' AND kind = 'action_failed') + uniqExactIf(event_id, kind = 'task_failed') AS errors,
    uniqExactIf(event_id, kind = 'retry') AS retries
FROM hive.events
PREWHERE ${ofRuns(meant)}
    AND kind IN ('action_started', 'action_completed', 'action_failed', 'task_failed', 'retry')
    AND ${during(meant)}
GROUP BY task_id, task_run_id`;

/** The views that say so, by their files. */
export const RUN_WORK_VIEWS: Readonly<Record<string, string>> = {
  '31_run_actions.sql': `-- The actions of some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all where none is
-- named: each once, as its end tells it, else as its announcement does. Repetitions need no FINAL: nothing here is counted.
CREATE OR REPLACE VIEW hive.run_actions AS
${runActionsSql(ALL_ACTION_COLUMNS, RUNS_BOUND)};
`,
  '32_run_calls.sql': `-- The calls to models of some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all
-- where none is named: each once.
CREATE OR REPLACE VIEW hive.run_calls AS
${runCallsSql(ALL_CALL_COLUMNS, RUNS_BOUND)};
`,
  '36_run_counts.sql': `-- How much happened in some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all where
-- none is named: actions, those under way included, failures of actions and of the run itself, and retries.
CREATE OR REPLACE VIEW hive.run_counts AS
${runCountsSql(RUNS_BOUND)};
`,
};

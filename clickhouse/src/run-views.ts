import { runActionsSql, runCallsSql } from './run-work-views.js';
import { RUNS_BOUND, during, inside, ofRuns, type RunsMeant } from './runs-meant.js';

/** The retries of some runs: the one definition, of which the view `hive.run_retries` is made. */
export const runRetriesSql = (meant: RunsMeant): string => `SELECT
    task_id,
    task_run_id,
    place AS action_id,
    moment AS ts,
    retry_id AS event_id,
    number AS attempt,
    reason,
    backoff_ms,
    is_answer,
    failure,
    next_attempt,
    countIf(starts) OVER (PARTITION BY task_id, task_run_id, place, is_action, title ORDER BY moment, retry_id ROWS UNBOUNDED PRECEDING) AS chain,
    ifNull(backoff_ms, 0) + if(is_answer, ifNull(tupleElement(failure, 5), 0), 0) AS cost_ms
FROM
(
    SELECT
        *,
        tupleElement(failure, 2) != ''
            AND row_number() OVER (PARTITION BY task_id, task_run_id, is_action, tupleElement(failure, 2) ORDER BY moment, retry_id) = 1 AS is_answer,
        number <= lagInFrame(number, 1, number) OVER (PARTITION BY task_id, task_run_id, place, is_action, title ORDER BY moment, retry_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS starts
    FROM
    (
        SELECT
            *,
            if(what = 'retry', tupleElement(failure, 1), tupleElement(attempt, 1)) AS is_action,
            if(what = 'retry', tupleElement(failure, 3), tupleElement(attempt, 3)) AS title,
            argMinIf(attempt, (moment, tupleElement(attempt, 2)), what = 'began')
                -- What failed in no time failed before the retry of the same moment.
                OVER (PARTITION BY task_id, task_run_id, place, is_action, title
                    ORDER BY moment DESC, multiIf(what = 'retry', 1, is_instant, 2, 0) ROWS UNBOUNDED PRECEDING) AS next_attempt
        FROM
        (
            SELECT
                *,
                -- Where two end at once, the one that encloses the other.
                argMaxIf(attempt, (moment, tupleElement(attempt, 5), tupleElement(attempt, 2)), what = 'failed')
                    OVER (PARTITION BY task_id, task_run_id, place ORDER BY moment, retry_id ROWS UNBOUNDED PRECEDING) AS failure
            FROM
            (
                SELECT
                    task_id,
                    task_run_id,
                    arrayJoin(arrayDistinct([inside, ''])) AS place,
                    arrayJoin(if(state = 'failed', ['began', 'failed'], ['began'])) AS what,
                    if(what = 'began', began, began + toIntervalMillisecond(toInt64(least(ifNull(took, 0), 1e12)))) AS moment,
                    state = 'failed' AND ifNull(took, 0) < 1 AS is_instant,
                    '' AS retry_id,
                    0 AS number,
                    '' AS reason,
                    CAST(NULL, 'Nullable(Float64)') AS backoff_ms,
                    (is_action, attempt_id, name, began, took, state) AS attempt
                FROM
                (
                    SELECT task_id, task_run_id, parent_action_id AS inside, 1 AS is_action, action_id AS attempt_id, name,
                        started_at AS began, duration_ms AS took, status AS state
                    FROM
                    (
                        ${inside(runActionsSql(['started_at', 'duration_ms', 'parent_action_id', 'name', 'status'], meant), 6)}
                    )
                    UNION ALL
                    SELECT task_id, task_run_id, action_id AS inside, 0 AS is_action, toString(event_id) AS attempt_id, name,
                        started_at AS began, duration_ms AS took, if(error_message = '', 'completed', 'failed') AS state
                    FROM
                    (
                        ${inside(runCallsSql(['event_id', 'ts', 'action_id', 'name', 'duration_ms', 'error_message', 'started_at'], meant), 6)}
                    )
                )
                UNION ALL
                SELECT
                    task_id,
                    task_run_id,
                    action_id AS place,
                    'retry' AS what,
                    ts AS moment,
                    0 AS is_instant,
                    toString(event_id) AS retry_id,
                    JSONExtractUInt(any(data), 'attempt') AS number,
                    JSONExtractString(any(data), 'reason') AS reason,
                    JSONExtract(any(data), 'backoff_seconds', 'Nullable(Float64)') * 1000 AS backoff_ms,
                    CAST((0, '', '', 0, NULL, ''), 'Tuple(UInt8, String, String, DateTime64(3, \\'UTC\\'), Nullable(Float64), String)') AS attempt
                FROM hive.events
                PREWHERE ${ofRuns(meant)} AND kind = 'retry'
                    AND ${inside(during(meant), 4)}
                GROUP BY task_id, task_run_id, action_id, ts, event_id
            )
        )
    )
    WHERE what = 'retry'
)`;

/** What the time of one run went into: the one definition, of which the view `hive.run_times` is made. */
export const runTimesSql = (meant: RunsMeant): string => `SELECT
    intervalLengthSumIf(from_ms, until_ms, what = 'llm') AS llm_ms,
    intervalLengthSumIf(from_ms, until_ms, what IN ('llm', 'waiting')) - llm_ms AS waiting_ms,
    intervalLengthSum(from_ms, until_ms) - llm_ms - waiting_ms AS tools_ms,
    {ends:Int64} - {begins:Int64} - llm_ms - waiting_ms - tools_ms AS other_ms
FROM
(
    SELECT
        what,
        -- What lies outside the run has no length at one of its ends.
        least(greatest(began, {begins:Int64}), {ends:Int64}) AS from_ms,
        if(is_open, {ends:Int64}, least(greatest(over, from_ms), {ends:Int64})) AS until_ms
    FROM
    (
        SELECT 'llm' AS what, toUnixTimestamp64Milli(started_at) AS began, toUnixTimestamp64Milli(ts) AS over, 0 AS is_open
        FROM
        (
            ${inside(runCallsSql(['ts', 'started_at'], meant), 3)}
        )
        WHERE task_id = {task:String}
        UNION ALL
        SELECT 'waiting' AS what, tupleElement(wait, 1) AS began, tupleElement(wait, 2) AS over, 0 AS is_open
        FROM (SELECT arrayJoin(arrayZip({waits_from:Array(Int64)}, {waits_until:Array(Int64)})) AS wait)
        UNION ALL
        SELECT 'tools' AS what, toUnixTimestamp64Milli(started_at) AS began,
            began + toInt64(least(ifNull(duration_ms, 0), 1e12)) AS over, NOT is_ended AS is_open
        FROM
        (
            ${inside(runActionsSql(['started_at', 'duration_ms'], meant), 3)}
        )
        WHERE task_id = {task:String}
    )
)`;

/** What the calls of some runs came to for each step of their plans: the one definition, of which `hive.run_step_spend` is made. */
export const runStepSpendSql = (meant: RunsMeant): string => `SELECT
    task_id,
    task_run_id,
    ifNull(told_revision, announced) AS revision,
    assumeNotNull(plan_step) AS step_index,
    count() AS calls,
    sum(is_unpriced) AS unpriced_calls,
    sum(tokens_in) AS tokens_in,
    sum(tokens_out) AS tokens_out,
    sum(reported) AS reported_cost,
    sum(estimated) AS estimated_cost
FROM
(
    SELECT
        *,
        max(announces) OVER (PARTITION BY task_id, task_run_id ORDER BY ts, plan_step IS NOT NULL ROWS UNBOUNDED PRECEDING) AS announced
    FROM
    (
        SELECT task_id, task_run_id, ts, plan_step, plan_revision AS told_revision, 0 AS announces, is_unpriced,
            ifNull(tokens_in, 0) AS tokens_in, ifNull(tokens_out, 0) AS tokens_out, reported_cost AS reported, estimated_cost AS estimated
        FROM
        (
            ${inside(runCallsSql(['ts', 'plan_step', 'plan_revision', 'tokens_in', 'tokens_out', 'reported_cost', 'estimated_cost', 'is_unpriced'], meant), 3)}
        )
        WHERE plan_step IS NOT NULL
        UNION ALL
        SELECT task_id, task_run_id, announced_at AS ts, NULL AS plan_step, NULL AS told_revision, revision AS announces, 0 AS is_unpriced,
            0 AS tokens_in, 0 AS tokens_out, 0 AS reported, 0 AS estimated
        FROM hive.plan_revisions
        WHERE tenant = {tenant:String} AND task_run_id IN ${meant.runs}
    )
)
WHERE plan_step IS NOT NULL
GROUP BY task_id, task_run_id, revision, step_index`;

/** The views that say so, by their files. */
export const RUN_VIEWS: Readonly<Record<string, string>> = {
  '33_run_retries.sql': `-- The retries of some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all where none is
-- named, each with the attempt that had failed and with the next one. A retry that is told inside an action answers what
-- failed in that action; one that is told outside any, what failed anywhere in its run: in both cases the last failure
-- before it. A failure is answered once, by the first retry after it. The next attempt is the next action, or call, of the
-- same name. Retries of the same thing that count up are one chain.
-- Attempts are (is_action, id, name, started_at, duration_ms, status).
CREATE OR REPLACE VIEW hive.run_retries AS
${runRetriesSql(RUNS_BOUND)};
`,
  '34_run_step_spend.sql': `-- What the calls of some runs of a tenant, between two moments in epoch milliseconds, came to for each step of each
-- revision of their plans. A call that does not name a revision served the highest that had been announced by then.
CREATE OR REPLACE VIEW hive.run_step_spend AS
${runStepSpendSql({ runs: RUNS_BOUND.runs })};
`,
  '35_run_times.sql': `-- What the time of one run of a tenant went into, in milliseconds, out of its calls, its actions, and when somebody was waited for
-- (from and until, in epoch milliseconds, as hive.approval_pairs tells). \`begins\` and \`ends\` say when it began, and when it ended
-- or that it is open until now, in epoch milliseconds. Each moment counts once, for the first that applies: a model at work,
-- somebody waited for, an action under way, anything else. So the four add up to the duration, however much went on side by side.
CREATE OR REPLACE VIEW hive.run_times AS
${runTimesSql({ runs: '[{run:String}]' })};
`,
};

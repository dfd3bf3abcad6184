-- What the calls of some runs of a tenant, between two moments in epoch milliseconds, came to for each step of each
-- revision of their plans. A call that does not name a revision served the highest that had been announced by then.
CREATE OR REPLACE VIEW hive.run_step_spend AS
SELECT
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
            SELECT
                task_id,
                task_run_id,
                ts,
                plan_step,
                plan_revision,
                tokens_in,
                tokens_out,
                if(cost_source = 'reported', cost, 0) AS reported_cost,
                if(cost_source IN ('override', 'list'), cost, 0) AS estimated_cost,
                CAST(cost_source = 'unpriced', 'UInt8') AS is_unpriced
            FROM hive.llm_call_log FINAL
            PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
                -- Calls lie by the hour.
                AND toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
                AND toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({until:Int64}, 'UTC'))
                AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
        )
        WHERE plan_step IS NOT NULL
        UNION ALL
        SELECT task_id, task_run_id, announced_at AS ts, NULL AS plan_step, NULL AS told_revision, revision AS announces, 0 AS is_unpriced,
            0 AS tokens_in, 0 AS tokens_out, 0 AS reported, 0 AS estimated
        FROM hive.plan_revisions
        WHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
    )
)
WHERE plan_step IS NOT NULL
GROUP BY task_id, task_run_id, revision, step_index;

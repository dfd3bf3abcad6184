-- What the time of one run of a tenant went into, in milliseconds, out of its calls, its actions, and when somebody was waited for
-- (from and until, in epoch milliseconds, as hive.approval_pairs tells). `begins` and `ends` say when it began, and when it ended
-- or that it is open until now, in epoch milliseconds. Each moment counts once, for the first that applies: a model at work,
-- somebody waited for, an action under way, anything else. So the four add up to the duration, however much went on side by side.
CREATE OR REPLACE VIEW hive.run_times AS
SELECT
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
            SELECT
                task_id,
                task_run_id,
                ts,
                ts - toIntervalMillisecond(toInt64(least(ifNull(duration_ms, 0), 1e12))) AS started_at
            FROM hive.llm_call_log FINAL
            PREWHERE tenant = {tenant:String} AND task_run_id IN [{run:String}]
                -- Calls lie by the hour.
                AND toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
                AND toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({until:Int64}, 'UTC'))
                AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
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
            SELECT
                task_id,
                task_run_id,
                action_id,
                max(is_end) AS is_ended,
                -- Of several ends the newest, of several announcements the oldest.
                if(is_ended, argMaxIf(told, (ts, told_id), is_end), argMinIf(told, (ts, told_id), NOT is_end)) AS action,
                if(is_ended, '', argMinIf(told_id, (ts, told_id), NOT is_end)) AS announcement,
                tupleElement(action, 1) AS started_at,
                tupleElement(action, 2) AS duration_ms
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
                        ts,
                        if(is_end, duration_ms, NULL)
                    ) AS told
                FROM hive.events
                PREWHERE tenant = {tenant:String} AND task_run_id IN [{run:String}]
                    AND kind IN ('action_started', 'action_completed', 'action_failed')
                    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
                WHERE action_id != ''
            )
            GROUP BY task_id, task_run_id, action_id
        )
        WHERE task_id = {task:String}
    )
);

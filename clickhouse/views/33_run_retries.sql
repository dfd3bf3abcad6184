-- The retries of some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all where none is
-- named, each with the attempt that had failed and with the next one. A retry that is told inside an action answers what
-- failed in that action; one that is told outside any, what failed anywhere in its run: in both cases the last failure
-- before it. A failure is answered once, by the first retry after it. The next attempt is the next action, or call, of the
-- same name. Retries of the same thing that count up are one chain.
-- Attempts are (is_action, id, name, started_at, duration_ms, status).
CREATE OR REPLACE VIEW hive.run_retries AS
SELECT
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
                        SELECT
                            task_id,
                            task_run_id,
                            action_id,
                            max(is_end) AS is_ended,
                            -- Of several ends the newest, of several announcements the oldest.
                            if(is_ended, argMaxIf(told, (ts, told_id), is_end), argMinIf(told, (ts, told_id), NOT is_end)) AS action,
                            if(is_ended, '', argMinIf(told_id, (ts, told_id), NOT is_end)) AS announcement,
                            tupleElement(action, 1) AS started_at,
                            tupleElement(action, 2) AS duration_ms,
                            tupleElement(action, 3) AS parent_action_id,
                            tupleElement(action, 4) AS name,
                            tupleElement(action, 5) AS status
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
                                    if(is_end, duration_ms, NULL),
                                    if(parent_action_id != '', parent_action_id, JSONExtractString(data, 'parent_id')),
                                    if(JSONExtractString(data, 'name') != '', JSONExtractString(data, 'name'), summary),
                                    multiIf(NOT is_end, 'processing', kind = 'action_failed', 'failed', 'completed')
                                ) AS told
                            FROM hive.events
                            PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
                                AND kind IN ('action_started', 'action_completed', 'action_failed')
                                AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
                                AND (empty({hours:Array(DateTime('UTC'))}) OR toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))})
                            WHERE action_id != ''
                        )
                        GROUP BY task_id, task_run_id, action_id
                    )
                    UNION ALL
                    SELECT task_id, task_run_id, action_id AS inside, 0 AS is_action, toString(event_id) AS attempt_id, name,
                        started_at AS began, duration_ms AS took, if(error_message = '', 'completed', 'failed') AS state
                    FROM
                    (
                        SELECT
                            task_id,
                            task_run_id,
                            event_id,
                            ts,
                            action_id,
                            name,
                            duration_ms,
                            error_message,
                            ts - toIntervalMillisecond(toInt64(least(ifNull(duration_ms, 0), 1e12))) AS started_at
                        FROM hive.llm_call_log FINAL
                        PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
                            -- Calls lie by the hour.
                            AND toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
                            AND toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({until:Int64}, 'UTC'))
                            AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
                            AND (empty({hours:Array(DateTime('UTC'))}) OR toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))})
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
                    CAST((0, '', '', 0, NULL, ''), 'Tuple(UInt8, String, String, DateTime64(3, \'UTC\'), Nullable(Float64), String)') AS attempt
                FROM hive.events
                PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)} AND kind = 'retry'
                    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
                    AND (empty({hours:Array(DateTime('UTC'))}) OR toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))})
                GROUP BY task_id, task_run_id, action_id, ts, event_id
            )
        )
    )
    WHERE what = 'retry'
);

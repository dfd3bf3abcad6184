-- The actions of some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all where none is
-- named: each once, as its end tells it, else as its announcement does. Repetitions need no FINAL: nothing here is counted.
CREATE OR REPLACE VIEW hive.run_actions AS
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
    tupleElement(action, 5) AS status,
    tupleElement(action, 6) AS error_message
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
            multiIf(NOT is_end, 'processing', kind = 'action_failed', 'failed', 'completed'),
            JSONExtractString(data, 'exception_message')
        ) AS told
    FROM hive.events
    PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
        AND kind IN ('action_started', 'action_completed', 'action_failed')
        AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
        AND (empty({hours:Array(DateTime('UTC'))}) OR toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))})
    WHERE action_id != ''
)
GROUP BY task_id, task_run_id, action_id;

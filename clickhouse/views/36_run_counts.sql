-- How much happened in some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all where
-- none is named: actions, those under way included, failures of actions and of the run itself, and retries.
CREATE OR REPLACE VIEW hive.run_counts AS
SELECT
    task_id,
    task_run_id,
    uniqExactIf(action_id, action_id != '' AND startsWith(kind, 'action_')) AS actions,
    uniqExactIf(action_id, action_id != '' AND kind = 'action_failed') + uniqExactIf(event_id, kind = 'task_failed') AS errors,
    uniqExactIf(event_id, kind = 'retry') AS retries
FROM hive.events
PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
    AND kind IN ('action_started', 'action_completed', 'action_failed', 'task_failed', 'retry')
    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND (empty({hours:Array(DateTime('UTC'))}) OR toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))})
GROUP BY task_id, task_run_id;

-- Every open run of which something was heard within a week: how it is called, whose it is, since when, and when it was last
-- heard of. Whether that is within its agent's own threshold, hive.agents says. hive.runs says the same of each run; this
-- finds them by themselves.
CREATE OR REPLACE VIEW hive.alive_runs AS
SELECT
    tenant,
    agent_id,
    run,
    max(last_received) AS heard_at,
    min(started_at) AS started_at,
    max(task_id) AS task_id,
    max(task_run_id) AS task_run_id,
    max(project) AS project
FROM hive.open_runs
PREWHERE is_ended = 0 AND last_received > now64(3, 'UTC') - INTERVAL 7 DAY
-- What ended within two hours is told here. What began more than an hour ago may have ended before that.
WHERE run NOT IN (SELECT run FROM hive.open_runs WHERE is_ended = 1)
    AND run NOT IN
    (
        SELECT run FROM hive.ended_runs
        WHERE run IN (SELECT run FROM hive.open_runs WHERE is_ended = 0 AND started_at < now64(3, 'UTC') - INTERVAL 1 HOUR)
    )
GROUP BY tenant, agent_id, run;

-- Every open run that is not silent: something was heard of it within its agent's threshold, and within a week at any
-- rate. How it is called, whose it is, and since when. hive.runs says the same of each run; this finds them by themselves.
CREATE OR REPLACE VIEW hive.alive_runs AS
SELECT
    open.tenant AS tenant,
    open.agent_id AS agent_id,
    open.run AS run,
    max(open.task_id) AS task_id,
    max(open.task_run_id) AS task_run_id,
    max(open.project) AS project,
    min(open.started_at) AS started_at
FROM
(
    SELECT tenant, agent_id, run, task_id, task_run_id, project, started_at, last_received
    FROM hive.open_runs
    PREWHERE is_ended = 0 AND last_received > now64(3, 'UTC') - INTERVAL 7 DAY
    -- What ended within two hours is told here. What began more than an hour ago may have ended before that.
    WHERE run NOT IN (SELECT run FROM hive.open_runs WHERE is_ended = 1)
        AND run NOT IN
        (
            SELECT run FROM hive.ended_runs
            WHERE run IN (SELECT run FROM hive.open_runs WHERE is_ended = 0 AND started_at < now64(3, 'UTC') - INTERVAL 1 HOUR)
        )
) AS open
LEFT JOIN
(
    SELECT tenant, agent_id, tupleElement(max(stuck_threshold_seconds), 2) AS threshold
    FROM hive.agent_registers
    GROUP BY tenant, agent_id
) AS agent ON agent.tenant = open.tenant AND agent.agent_id = open.agent_id
WHERE agent.threshold = 0 OR dateDiff('millisecond', open.last_received, now64(3, 'UTC')) <= agent.threshold * 1000
GROUP BY open.tenant, open.agent_id, open.run;

-- Whom agents wait for: how many requests for approvals nobody decided, and the oldest of these as (since, task, run, person,
-- reason), with the hashes of their runs. hive.waiting_approvals tells the same of each request. To pair requests with
-- decisions is dear: only where there are more of them, in runs not noted to be over.
CREATE OR REPLACE VIEW hive.agent_waits AS
SELECT
    tenant,
    agent_id,
    sum(pending) AS unanswered,
    min((waiting_since, task_id, task_run_id, approver, reason)) AS oldest,
    groupArray(run) AS runs
FROM hive.approvals
WHERE pending > 0
    AND (tenant, agent_id, task_run_id) IN
    (
        SELECT tenant, agent_id, task_run_id
        FROM hive.human_log FINAL
        PREWHERE run NOT IN (SELECT run FROM hive.noted_endings)
        GROUP BY tenant, agent_id, task_id, task_run_id
        HAVING countIf(kind = 'approval_requested') > countIf(kind = 'approval_received')
    )
    -- A run that ended waits for nobody. Requests outside any task count until they are answered.
    AND run NOT IN
    (
        SELECT run FROM hive.ended_runs
        WHERE run IN (SELECT run FROM hive.human_log WHERE run NOT IN (SELECT run FROM hive.noted_endings))
    )
GROUP BY tenant, agent_id;

-- Every request for an approval that somebody waits for: nobody decided, and its run is not over. Requests outside any task
-- wait until they are decided.
CREATE OR REPLACE VIEW hive.waiting_approvals AS
SELECT
    tenant,
    agent_id,
    task_id,
    task_run_id,
    project,
    task_type,
    environment,
    group_name,
    tupleElement(request, 1) AS requested_at,
    tupleElement(request, 2) AS request_id,
    tupleElement(request, 3) AS approver,
    tupleElement(request, 4) AS reason,
    greatest(dateDiff('millisecond', requested_at, now64(3, 'UTC')), 0) AS waiting_ms
FROM hive.approvals
ARRAY JOIN waiting AS request
-- Runs that are over are left out before anything is put together.
WHERE run NOT IN (SELECT run FROM hive.asking_run_endings);

-- Every request for an approval with the decision that answers it. `waited_ms` runs until now while there is none:
-- whether anybody still waits for it depends on its run, which may have ended.
CREATE OR REPLACE VIEW hive.approval_pairs AS
SELECT
    tenant,
    agent_id,
    task_id,
    task_run_id,
    project,
    task_type,
    environment,
    group_name,
    pending,
    tupleElement(request, 1) AS requested_at,
    tupleElement(request, 2) AS request_id,
    tupleElement(request, 3) AS approver,
    tupleElement(request, 4) AS reason,
    tupleElement(verdict, 1) AS decided_at,
    tupleElement(verdict, 2) AS decision_id,
    tupleElement(verdict, 2) != '' AS is_decided,
    tupleElement(verdict, 3) AS decided_by,
    tupleElement(verdict, 4) AS decision,
    tupleElement(verdict, 5) AS comment,
    greatest(dateDiff('millisecond', requested_at, if(is_decided, decided_at, now64(3, 'UTC'))), 0) AS waited_ms
FROM
(
    SELECT tenant, agent_id, task_id, task_run_id, project, task_type, environment, group_name, pending,
        tupleElement(pair, 1) AS request, tupleElement(pair, 2) AS verdict
    FROM hive.approvals
    ARRAY JOIN answered AS pair
);

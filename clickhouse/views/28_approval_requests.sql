-- Every request for an approval, and how it stands. One that nobody decided before its run ended is abandoned: it waits
-- for nobody. Those that wait are in hive.waiting_approvals by themselves.
CREATE OR REPLACE VIEW hive.approval_requests AS
SELECT
    request.tenant AS tenant,
    request.agent_id AS agent_id,
    request.task_id AS task_id,
    request.task_run_id AS task_run_id,
    request.run AS run,
    request.project AS project,
    request.task_type AS task_type,
    request.environment AS environment,
    request.group_name AS group_name,
    tupleElement(request.asked, 1) AS requested_at,
    tupleElement(request.asked, 2) AS request_id,
    tupleElement(request.asked, 3) AS approver,
    tupleElement(request.asked, 4) AS reason,
    tupleElement(request.verdict, 3) AS decided_by,
    tupleElement(request.verdict, 4) AS decision,
    tupleElement(request.verdict, 5) AS comment,
    multiIf(tupleElement(request.verdict, 2) != '', 'decided', over.run != 0, 'abandoned', 'pending') AS status,
    multiIf(status = 'decided', tupleElement(request.verdict, 1), status = 'abandoned', over.closed_at, toDateTime64(0, 3, 'UTC')) AS closed_at,
    greatest(dateDiff('millisecond', requested_at, if(status = 'pending', now64(3, 'UTC'), closed_at)), 0) AS waiting_ms
FROM
(
    SELECT tenant, agent_id, task_id, task_run_id, run, project, task_type, environment, group_name,
        tupleElement(pair, 1) AS asked, tupleElement(pair, 2) AS verdict
    FROM hive.approvals
    ARRAY JOIN answered AS pair
) AS request
LEFT JOIN
(
    SELECT run, max(ended_at) AS closed_at
    FROM hive.asking_run_endings
    GROUP BY run
) AS over ON over.run = request.run;

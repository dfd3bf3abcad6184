-- Every request for an approval, where it belongs, and how it stands. One that nobody decided before its run ended is
-- abandoned: it waits for nobody. Requests outside any task wait until they are decided.
CREATE OR REPLACE VIEW hive.approval_requests AS
SELECT
    pair.tenant AS tenant,
    pair.agent_id AS agent_id,
    pair.task_id AS task_id,
    pair.task_run_id AS task_run_id,
    run.task_type AS task_type,
    run.project AS project,
    if(run.environment != '', run.environment, agent.environment) AS environment,
    if(run.group_name != '', run.group_name, agent.group_name) AS group_name,
    pair.request_id AS request_id,
    pair.requested_at AS requested_at,
    pair.approver AS approver,
    pair.reason AS reason,
    multiIf(pair.is_decided, 'decided', run.outcome != '', 'abandoned', 'pending') AS status,
    pair.decision AS decision,
    pair.decided_by AS decided_by,
    multiIf(pair.is_decided, pair.decided_at, run.outcome != '', run.ended_at, toDateTime64(0, 3, 'UTC')) AS closed_at,
    if(status = 'pending', pair.waited_ms, greatest(dateDiff('millisecond', requested_at, closed_at), 0)) AS waited_ms
FROM hive.approval_pairs AS pair
LEFT JOIN
(
    SELECT
        tenant,
        task_id,
        task_run_id,
        max(task_type) AS task_type,
        max(project) AS project,
        max(environment) AS environment,
        max(group_name) AS group_name,
        tupleElement(max(ended), 1) AS ended_at,
        tupleElement(max(ended), 2) AS outcome
    FROM hive.task_registers
    WHERE (tenant, task_id, task_run_id) IN (SELECT tenant, task_id, task_run_id FROM hive.human_log WHERE kind = 'approval_requested')
    GROUP BY tenant, task_id, task_run_id
) AS run ON run.tenant = pair.tenant AND run.task_id = pair.task_id AND run.task_run_id = pair.task_run_id
LEFT JOIN
(
    SELECT tenant, agent_id, tupleElement(max(environment), 2) AS environment, tupleElement(max(group_name), 2) AS group_name
    FROM hive.agent_registers
    GROUP BY tenant, agent_id
) AS agent ON agent.tenant = pair.tenant AND agent.agent_id = pair.agent_id;

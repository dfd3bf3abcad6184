-- Every run of a task, and how it stands. An open run of which nothing has been heard for longer than its agent's
-- threshold is stuck, unless it waits for somebody: that may take all night, and its process need not live.
CREATE OR REPLACE VIEW hive.tasks AS
SELECT
    run.tenant AS tenant,
    run.task_id AS task_id,
    run.task_run_id AS task_run_id,
    run.agent_id AS agent_id,
    run.project AS project,
    run.task_type AS task_type,
    run.environment AS environment,
    run.group_name AS group_name,
    run.correlation_id AS correlation_id,
    run.trace_id AS trace_id,
    run.started_at AS started_at,
    run.outcome != '' AS is_ended,
    run.ended_at AS ended_at,
    run.error_message AS error_message,
    run.last_received AS last_received,
    human.pending AS pending_approvals,
    human.waiting_since AS waiting_since,
    human.approver AS approver,
    human.reason AS approval_reason,
    human.escalations AS escalations,
    human.requested + human.received > 0 AS has_human_intervention,
    if(is_ended, dateDiff('millisecond', started_at, ended_at), greatest(dateDiff('millisecond', started_at, now64(3, 'UTC')), 0)) AS duration_ms,
    multiIf(
        is_ended, run.outcome,
        pending_approvals > 0, 'waiting',
        agent.threshold > 0 AND dateDiff('millisecond', run.last_received, now64(3, 'UTC')) > agent.threshold * 1000, 'stuck',
        escalations > 0, 'escalated',
        'processing'
    ) AS status
FROM
(
    SELECT
        tenant,
        task_id,
        task_run_id,
        max(agent_id) AS agent_id,
        max(project) AS project,
        max(task_type) AS task_type,
        max(environment) AS environment,
        max(group_name) AS group_name,
        max(correlation_id) AS correlation_id,
        max(trace_id) AS trace_id,
        min(started_at) AS started_at,
        max(ended) AS ending,
        tupleElement(ending, 1) AS ended_at,
        tupleElement(ending, 2) AS outcome,
        tupleElement(ending, 3) AS error_message,
        max(last_received) AS last_received
    FROM hive.task_registers
    GROUP BY tenant, task_id, task_run_id
) AS run
LEFT JOIN
(
    SELECT tenant, agent_id, tupleElement(max(stuck_threshold_seconds), 2) AS threshold
    FROM hive.agent_registers
    GROUP BY tenant, agent_id
) AS agent ON agent.tenant = run.tenant AND agent.agent_id = run.agent_id
LEFT JOIN hive.approvals AS human
    ON human.tenant = run.tenant AND human.agent_id = run.agent_id AND human.task_id = run.task_id AND human.task_run_id = run.task_run_id;

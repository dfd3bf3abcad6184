-- Every run of a task: when it began, whether and how it ended, and whether it has gone silent, that is, open while
-- nothing has been heard of it for longer than its agent's threshold, or than a week. A run that only its trace tells of, since a
-- framework's telemetry knows no tasks, is part of the task that was reported in the same trace, and no run beside it.
CREATE OR REPLACE VIEW hive.runs AS
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
    tupleElement(run.ending, 1) AS ended_at,
    tupleElement(run.ending, 2) AS outcome,
    tupleElement(run.ending, 3) AS error_message,
    outcome != '' AS is_ended,
    run.last_received AS last_received,
    NOT is_ended
        AND dateDiff('millisecond', run.last_received, now64(3, 'UTC'))
            > if(agent.threshold > 0, least(agent.threshold, 604800), 604800) * 1000 AS is_silent,
    greatest(dateDiff('millisecond', started_at, if(is_ended, ended_at, now64(3, 'UTC'))), 0) AS duration_ms
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
        max(last_received) AS last_received
    FROM hive.task_registers AS register
    WHERE register.task_id != register.trace_id
        OR (register.tenant, register.trace_id) NOT IN
        (
            SELECT tenant, trace_id
            FROM hive.task_registers
            -- Few runs are known by their trace alone: only the traces of those need to be kept in mind.
            WHERE task_id != trace_id AND trace_id IN (SELECT trace_id FROM hive.task_registers WHERE task_id = trace_id)
        )
    GROUP BY tenant, task_id, task_run_id
) AS run
LEFT JOIN
(
    SELECT tenant, agent_id, tupleElement(max(stuck_threshold_seconds), 2) AS threshold
    FROM hive.agent_registers
    GROUP BY tenant, agent_id
) AS agent ON agent.tenant = run.tenant AND agent.agent_id = run.agent_id;

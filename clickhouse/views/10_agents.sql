-- Every agent, and how it stands. In this order: offline (it stopped on purpose), stuck (silent for longer than its own
-- threshold, by the server's clock), error (its latest finished run failed and none has started since), waiting (an
-- open run, or the agent itself, waits for an approval), processing (an open run that is not silent), idle.
CREATE OR REPLACE VIEW hive.agents AS
SELECT
    agent.tenant AS tenant,
    agent.agent_id AS agent_id,
    agent.type AS type,
    agent.version AS version,
    agent.framework AS framework,
    agent.runtime AS runtime,
    agent.sdk_version AS sdk_version,
    agent.environment AS environment,
    agent.group_name AS group_name,
    agent.stuck_threshold_seconds AS stuck_threshold_seconds,
    agent.first_seen AS first_seen,
    agent.last_received AS last_received,
    agent.last_heartbeat AS last_heartbeat,
    agent.heartbeat_summary AS heartbeat_summary,
    if(work.alive > 0, work.newest.2, asked.oldest.2) AS current_task_id,
    if(work.alive > 0, work.newest.3, asked.oldest.3) AS current_task_run_id,
    if(work.alive > 0, work.newest.4, '') AS current_project,
    asked.unanswered AS pending_approvals,
    asked.oldest.1 AS waiting_since,
    asked.oldest.2 AS waiting_task_id,
    asked.oldest.4 AS approver,
    asked.oldest.5 AS approval_reason,
    work.completed_1h AS completed_1h,
    work.failed_1h AS failed_1h,
    work.avg_duration_ms_1h AS avg_duration_ms_1h,
    agent.last_stop >= agent.last_event AND agent.last_stop > toDateTime64(0, 3, 'UTC') AS is_offline,
    NOT is_offline AND agent.stuck_threshold_seconds > 0
        AND dateDiff('millisecond', agent.last_received, now64(3, 'UTC')) > agent.stuck_threshold_seconds * 1000 AS is_stuck,
    multiIf(
        is_offline, 'offline',
        is_stuck, 'stuck',
        work.last_ending.2 = 'failed' AND work.last_started <= work.last_ending.1, 'error',
        asked.unanswered > 0, 'waiting',
        work.alive > 0, 'processing',
        'idle'
    ) AS status
FROM
(
    SELECT
        tenant,
        agent_id,
        min(first_seen) AS first_seen,
        max(last_received) AS last_received,
        max(last_event) AS last_event,
        max(last_heartbeat) AS last_heartbeat,
        max(last_stop) AS last_stop,
        tupleElement(max(heartbeat_summary), 2) AS heartbeat_summary,
        tupleElement(max(type), 2) AS type,
        tupleElement(max(version), 2) AS version,
        tupleElement(max(framework), 2) AS framework,
        tupleElement(max(runtime), 2) AS runtime,
        tupleElement(max(sdk_version), 2) AS sdk_version,
        tupleElement(max(environment), 2) AS environment,
        tupleElement(max(group_name), 2) AS group_name,
        tupleElement(max(stuck_threshold_seconds), 2) AS stuck_threshold_seconds
    FROM hive.agent_registers
    GROUP BY tenant, agent_id
) AS agent
LEFT JOIN
(
    SELECT
        tenant,
        agent_id,
        max(started_at) AS last_started,
        maxIf((ended_at, outcome), is_ended) AS last_ending,
        countIf(NOT is_ended AND NOT is_silent) AS alive,
        maxIf((started_at, task_id, task_run_id, project), NOT is_ended AND NOT is_silent) AS newest,
        countIf(outcome = 'completed' AND ended_at > now64(3, 'UTC') - INTERVAL 1 HOUR) AS completed_1h,
        countIf(outcome = 'failed' AND ended_at > now64(3, 'UTC') - INTERVAL 1 HOUR) AS failed_1h,
        avgOrNullIf(duration_ms, outcome = 'completed' AND ended_at > now64(3, 'UTC') - INTERVAL 1 HOUR) AS avg_duration_ms_1h
    FROM hive.runs
    GROUP BY tenant, agent_id
) AS work ON work.tenant = agent.tenant AND work.agent_id = agent.agent_id
LEFT JOIN
(
    SELECT
        tenant,
        agent_id,
        sum(pending) AS unanswered,
        min((waiting_since, task_id, task_run_id, approver, reason)) AS oldest
    FROM hive.approvals
    -- A run that ended waits for nobody. Requests outside any task count until they are answered.
    WHERE pending > 0
        AND (tenant, task_id, task_run_id) NOT IN (SELECT tenant, task_id, task_run_id FROM hive.task_registers WHERE tupleElement(ended, 2) != '')
    GROUP BY tenant, agent_id
) AS asked ON asked.tenant = agent.tenant AND asked.agent_id = agent.agent_id;

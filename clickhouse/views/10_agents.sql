-- Every agent, and how it stands. In this order: offline (it stopped on purpose), stuck (silent for longer than its own
-- threshold, by the server's clock), error (its latest finished run failed and none has started since), waiting (an
-- open run, or the agent itself, waits for an approval), processing (an open run that is not silent), idle.
-- A failed run that only its trace tells of may be part of a task that the agent reported: it counts when it began after
-- the last of these had ended, while none is under way.
CREATE OR REPLACE VIEW hive.agents AS
SELECT
    tenant,
    agent_id,
    type,
    version,
    framework,
    runtime,
    sdk_version,
    environment,
    group_name,
    stuck_threshold_seconds,
    first_seen,
    last_received,
    last_heartbeat,
    heartbeat_summary,
    current.1 AS current_task_id,
    current.2 AS current_task_run_id,
    current.3 AS current_project,
    pending_approvals,
    oldest.1 AS waiting_since,
    oldest.2 AS waiting_task_id,
    oldest.4 AS approver,
    oldest.5 AS approval_reason,
    is_offline,
    is_stuck,
    has_failed,
    multiIf(
        is_offline, 'offline',
        is_stuck, 'stuck',
        has_failed, 'error',
        pending_approvals > 0, 'waiting',
        is_alive, 'processing',
        'idle'
    ) AS status
FROM
(
    -- What is worked out of something that is worked out stands a level higher: ClickHouse works out an alias again wherever
    -- it is used, and what is in it, and so on.
    SELECT
        *,
        newest.1 > toDateTime64(0, 3, 'UTC') AS is_alive,
        if(newest.1 > toDateTime64(0, 3, 'UTC'), (newest.2, newest.3, newest.4), (oldest.2, oldest.3, '')) AS current,
        NOT is_offline AND stuck_threshold_seconds > 0 AND silent_ms > stuck_threshold_seconds * 1000 AS is_stuck,
        multiIf(
            last_ending.2 = 'failed' AND last_started <= last_ending.1, 1,
            last_traced_ending.2 != 'failed', 0,
            newest.1 > toDateTime64(0, 3, 'UTC'), 0,
            last_started > last_traced_ending.1, 0,
            last_ending.1 < last_traced_ending.3
        ) AS has_failed
    FROM
    (
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
            run.last_started AS last_started,
            run.last_ending AS last_ending,
            run.last_traced_ending AS last_traced_ending,
            asked.unanswered AS pending_approvals,
            asked.oldest AS oldest,
            agent.last_stop >= agent.last_event AND agent.last_stop > toDateTime64(0, 3, 'UTC') AS is_offline,
            dateDiff('millisecond', agent.last_received, now64(3, 'UTC')) AS silent_ms,
            -- Of the open runs that are not silent, the one that began last: 1970 where there is none.
            arrayReduce('max', arrayFilter(
                run -> agent.stuck_threshold_seconds = 0
                    OR dateDiff('millisecond', run.5, now64(3, 'UTC')) <= agent.stuck_threshold_seconds * 1000,
                open.runs
            )) AS newest
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
                max(last_started) AS last_started,
                max(last_ending) AS last_ending,
                max(last_traced_ending) AS last_traced_ending
            FROM hive.agent_runs
            GROUP BY tenant, agent_id
        ) AS run ON run.tenant = agent.tenant AND run.agent_id = agent.agent_id
        LEFT JOIN
        (
            SELECT tenant, agent_id, groupArray((started_at, task_id, task_run_id, project, heard_at)) AS runs
            FROM hive.alive_runs
            GROUP BY tenant, agent_id
        ) AS open ON open.tenant = agent.tenant AND open.agent_id = agent.agent_id
        LEFT JOIN hive.agent_waits AS asked ON asked.tenant = agent.tenant AND asked.agent_id = agent.agent_id
    )
);

-- How much waits in and for each agent, in figures: one scan a part for the whole fleet, whatever its size.
CREATE OR REPLACE VIEW hive.agent_pipelines AS
SELECT
    tenant,
    agent_id,
    max(environment) AS environment,
    max(group_name) AS group_name,
    sum(queue_depth) AS queue_depth,
    -- Since when the oldest waits; null where nothing does, or where the agent does not say so.
    min(queue_oldest_since) AS queue_oldest_since,
    sum(critical) AS critical_issues,
    sum(high) AS high_issues,
    sum(medium) AS medium_issues,
    sum(issues) AS active_issues,
    sum(todos) AS active_todos,
    sum(high_todos) AS high_priority_todos,
    sum(scheduled) AS enabled_schedules,
    sum(missed) AS missed_runs,
    sum(approvals) AS pending_approvals,
    min(approval_since) AS approval_oldest_since,
    queue_depth + active_issues + active_todos + enabled_schedules + pending_approvals > 0 AS has_any
FROM
(
    SELECT tenant, agent_id, tupleElement(max(register.environment), 2) AS environment, tupleElement(max(register.group_name), 2) AS group_name,
        0 AS queue_depth, CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS queue_oldest_since,
        0 AS critical, 0 AS high, 0 AS medium, 0 AS issues, 0 AS todos, 0 AS high_todos, 0 AS scheduled, 0 AS missed,
        0 AS approvals, CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS approval_since
    FROM hive.agent_registers AS register
    GROUP BY tenant, agent_id
    UNION ALL
    SELECT tenant, agent_id, '', '', depth, oldest_since, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL
    FROM hive.queues
    UNION ALL
    SELECT tenant, agent_id, '', '', 0, NULL,
        countIf(severity = 'critical'), countIf(severity = 'high'), countIf(severity = 'medium'), count(), 0, 0, 0, 0, 0, NULL
    FROM hive.issues
    WHERE is_open
    GROUP BY tenant, agent_id
    UNION ALL
    SELECT tenant, agent_id, '', '', 0, NULL, 0, 0, 0, 0, count(), countIf(priority = 'high'), 0, 0, 0, NULL
    FROM hive.todos
    WHERE is_active
    GROUP BY tenant, agent_id
    UNION ALL
    SELECT tenant, agent_id, '', '', 0, NULL, 0, 0, 0, 0, 0, 0, countIf(is_enabled), sum(ifNull(missed_runs, 0)), 0, NULL
    FROM hive.schedule_items
    GROUP BY tenant, agent_id
    UNION ALL
    SELECT tenant, agent_id, '', '', 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, count(), min(requested_at)
    FROM hive.waiting_approvals
    GROUP BY tenant, agent_id
)
GROUP BY tenant, agent_id;

-- Where a request for an approval belongs, so that what waits can be told without its run, and what somebody added to a
-- decision. Rows that are there already are written anew from the events that are still kept.
ALTER TABLE hive.human_log
    ADD COLUMN IF NOT EXISTS project LowCardinality(String),
    ADD COLUMN IF NOT EXISTS task_type LowCardinality(String),
    ADD COLUMN IF NOT EXISTS environment LowCardinality(String),
    ADD COLUMN IF NOT EXISTS group_name LowCardinality(String),
    ADD COLUMN IF NOT EXISTS comment String;

ALTER TABLE hive.human_log_feed MODIFY QUERY
SELECT
    tenant,
    agent_id,
    task_id,
    task_run_id,
    ts,
    event_id,
    received_at,
    kind,
    concat(JSONExtractString(data, 'approver'), JSONExtractString(data, 'approved_by'), JSONExtractString(data, 'assigned_to')) AS person,
    JSONExtractString(data, 'decision') AS decision,
    JSONExtractString(data, 'reason') AS reason,
    project,
    task_type,
    environment,
    group_name,
    JSONExtractString(data, 'comment') AS comment
FROM hive.events
WHERE kind IN ('approval_requested', 'approval_received', 'escalated');

INSERT INTO hive.human_log
    (tenant, agent_id, task_id, task_run_id, ts, event_id, received_at, kind, person, decision, reason, project, task_type, environment, group_name, comment)
SELECT
    tenant,
    agent_id,
    task_id,
    task_run_id,
    ts,
    event_id,
    received_at,
    kind,
    concat(JSONExtractString(data, 'approver'), JSONExtractString(data, 'approved_by'), JSONExtractString(data, 'assigned_to')) AS person,
    JSONExtractString(data, 'decision') AS decision,
    JSONExtractString(data, 'reason') AS reason,
    project,
    task_type,
    environment,
    group_name,
    JSONExtractString(data, 'comment') AS comment
FROM hive.events
WHERE kind IN ('approval_requested', 'approval_received', 'escalated');

-- Where people come in: approvals asked for and given, escalations. Kept for ever: an approval may wait all night.
CREATE TABLE IF NOT EXISTS hive.human_log
(
    tenant      LowCardinality(String),
    agent_id    String,
    task_id     String,
    task_run_id String,
    ts          DateTime64(3, 'UTC'),
    event_id    UUID,
    received_at DateTime64(3, 'UTC'),
    kind        LowCardinality(String),
    -- Whom it is asked of, who decided, or to whom it was handed.
    person      String,
    decision    LowCardinality(String),
    reason      String
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY (tenant, agent_id, task_run_id, ts, event_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.human_log_feed TO hive.human_log AS
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
    JSONExtractString(data, 'reason') AS reason
FROM hive.events
WHERE kind IN ('approval_requested', 'approval_received', 'escalated');

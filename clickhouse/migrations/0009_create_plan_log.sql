-- Every plan, and every news of a plan's step. Kept for ever with the task that they belong to.
CREATE TABLE IF NOT EXISTS hive.plan_log
(
    tenant      LowCardinality(String),
    task_id     String,
    task_run_id String,
    ts          DateTime64(3, 'UTC'),
    event_id    UUID,
    received_at DateTime64(3, 'UTC'),
    kind        LowCardinality(String),
    revision    UInt64,
    summary     String,
    data        String
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY (tenant, task_run_id, ts, event_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.plan_log_feed TO hive.plan_log AS
SELECT
    tenant,
    task_id,
    task_run_id,
    ts,
    event_id,
    received_at,
    kind,
    if(kind = 'plan_created', JSONExtractUInt(data, 'revision'), JSONExtractUInt(data, 'plan_revision')) AS revision,
    summary,
    data
FROM hive.events
WHERE kind IN ('plan_created', 'plan_step');

-- Every report, resolution and dismissal of an issue. Kept for ever: an issue stays open until somebody closes it.
CREATE TABLE IF NOT EXISTS hive.issue_log
(
    tenant           LowCardinality(String),
    agent_id         String,
    -- The agent's own id of the issue, else a hash of its exact title.
    issue_key        String,
    ts               DateTime64(3, 'UTC'),
    event_id         UUID,
    received_at      DateTime64(3, 'UTC'),
    action           LowCardinality(String),
    issue_id         String,
    title            String,
    severity         LowCardinality(String),
    category         LowCardinality(String),
    context          String,
    occurrence_count UInt64
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY (tenant, agent_id, issue_key, ts, event_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.issue_log_feed TO hive.issue_log AS
SELECT
    tenant,
    agent_id,
    if(issue_id != '', issue_id, concat('title-', lower(hex(sipHash128(title))))) AS issue_key,
    ts,
    event_id,
    received_at,
    if(JSONExtractString(data, 'action') = '', 'reported', JSONExtractString(data, 'action')) AS action,
    JSONExtractString(data, 'issue_id') AS issue_id,
    if(JSONHas(data, 'title'), JSONExtractString(data, 'title'), summary) AS title,
    JSONExtractString(data, 'severity') AS severity,
    JSONExtractString(data, 'category') AS category,
    JSONExtractRaw(data, 'context') AS context,
    JSONExtractUInt(data, 'occurrence_count') AS occurrence_count
FROM hive.events
WHERE kind = 'issue';

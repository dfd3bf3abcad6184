-- The newest queue snapshot and the newest schedule of each agent: each report replaces the one before it.
CREATE TABLE IF NOT EXISTS hive.agent_reports
(
    tenant      LowCardinality(String),
    agent_id    String,
    kind        LowCardinality(String),
    ts          DateTime64(3, 'UTC'),
    event_id    UUID,
    data        String
)
ENGINE = ReplacingMergeTree(ts)
ORDER BY (tenant, agent_id, kind);

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.agent_reports_feed TO hive.agent_reports AS
SELECT tenant, agent_id, kind, ts, event_id, data
FROM hive.events
WHERE kind IN ('queue_snapshot', 'scheduled');

-- What waits for each agent, as it last said.
CREATE OR REPLACE VIEW hive.queues AS
SELECT
    tenant,
    agent_id,
    ts AS last_updated,
    JSONExtractUInt(data, 'depth') AS depth,
    JSONExtract(data, 'oldest_age_seconds', 'Nullable(Float64)') AS oldest_age_seconds,
    JSONExtractRaw(data, 'items') AS items,
    JSONExtractRaw(data, 'processing') AS processing
FROM hive.agent_reports FINAL
WHERE kind = 'queue_snapshot';

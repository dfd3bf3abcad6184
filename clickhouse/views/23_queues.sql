-- What waits for each agent, as it last said, and how old that is by now. Items are JSON: '' where the agent sent none, which
-- says nothing about how many wait. The oldest waits since when the agent said; else as long as the oldest of what it sent.
CREATE OR REPLACE VIEW hive.queues AS
SELECT
    tenant,
    agent_id,
    ts AS last_updated,
    greatest(dateDiff('millisecond', ts, now64(3, 'UTC')), 0) / 1000 AS report_age_seconds,
    JSONExtractUInt(data, 'depth') AS depth,
    JSONExtract(data, 'oldest_age_seconds', 'Nullable(Float64)') AS told_age,
    if(told_age >= 0, told_age, NULL) AS oldest_age_seconds,
    JSONExtractRaw(data, 'items') AS items,
    JSONExtractRaw(data, 'processing') AS processing,
    multiIf(
        depth = 0, NULL,
        oldest_age_seconds IS NOT NULL, ts - toIntervalMillisecond(toInt64(least(oldest_age_seconds, 1e9) * 1000)),
        arrayReduce('min', arrayMap(
            item -> parseDateTime64BestEffortOrNull(JSONExtractString(item, 'queued_at'), 3, 'UTC'),
            JSONExtractArrayRaw(data, 'items')
        ))
    ) AS oldest_since,
    if(oldest_since IS NULL, NULL, greatest(dateDiff('millisecond', oldest_since, now64(3, 'UTC')), 0) / 1000) AS oldest_age_now_seconds
FROM hive.agent_reports FINAL WHERE kind = 'queue_snapshot';

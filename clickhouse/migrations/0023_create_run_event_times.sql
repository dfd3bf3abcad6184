-- Between which moments each run has events, by their senders' clocks: whoever asks for a run's events need not look
-- through all days. Out of the events themselves, since a run's own start and end say little of clocks that differ.
CREATE TABLE IF NOT EXISTS hive.run_event_times
(
    tenant      LowCardinality(String),
    task_id     String,
    task_run_id String,
    first_event SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_event  SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, task_id, task_run_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.run_event_times_feed TO hive.run_event_times AS
SELECT tenant, task_id, task_run_id, min(ts) AS first_event, max(ts) AS last_event
FROM hive.events
WHERE task_run_id != ''
GROUP BY tenant, task_id, task_run_id;

-- Of events that were here before.
INSERT INTO hive.run_event_times
SELECT tenant, task_id, task_run_id, min(ts), max(ts)
FROM hive.events
WHERE task_run_id != ''
GROUP BY tenant, task_id, task_run_id;

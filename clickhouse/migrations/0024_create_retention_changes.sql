-- Since when calls, and their sums by the hour, have been kept for how many days. What has expired once does not come back
-- when more days are kept: hive.kept tells from here how far back hours can still be added up.
CREATE TABLE IF NOT EXISTS hive.retention_changes
(
    changed_at DateTime64(6, 'UTC') DEFAULT now64(6),
    calls_days UInt16,
    hours_days UInt16
)
ENGINE = ReplacingMergeTree
ORDER BY (changed_at, calls_days, hours_days);

-- As the tables were created.
INSERT INTO hive.retention_changes (changed_at, calls_days, hours_days) SELECT 0, 90, 400;

-- A change of a TTL works out anew when each part of the table expires, out of its times alone, and rewrites nothing.
ALTER TABLE hive.events MODIFY SETTING materialize_ttl_recalculate_only = 1;
ALTER TABLE hive.llm_calls MODIFY SETTING materialize_ttl_recalculate_only = 1;
ALTER TABLE hive.repricings MODIFY SETTING materialize_ttl_recalculate_only = 1;
ALTER TABLE hive.llm_call_inserts MODIFY SETTING materialize_ttl_recalculate_only = 1;
ALTER TABLE hive.llm_cost_hours MODIFY SETTING materialize_ttl_recalculate_only = 1;
ALTER TABLE hive.otel_traces MODIFY SETTING materialize_ttl_recalculate_only = 1;
ALTER TABLE hive.otel_traces_trace_id_ts MODIFY SETTING materialize_ttl_recalculate_only = 1;
ALTER TABLE hive.dead_letters MODIFY SETTING materialize_ttl_recalculate_only = 1;

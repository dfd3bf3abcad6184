-- The calls of the last hour.
CREATE OR REPLACE VIEW hive.last_hour_calls AS
SELECT
    tenant,
    ts,
    agent_id,
    tokens_in,
    tokens_out,
    if(cost_source = 'reported', cost, 0) AS reported_cost,
    if(cost_source IN ('override', 'list'), cost, 0) AS estimated_cost,
    CAST(cost_source = 'unpriced', 'UInt8') AS is_unpriced
FROM hive.llm_call_log FINAL
WHERE toStartOfHour(ts) >= toStartOfHour(now64(3, 'UTC') - INTERVAL 1 HOUR) AND ts > now64(3, 'UTC') - INTERVAL 1 HOUR;

-- The calls to models of some runs of a tenant, between two moments in epoch milliseconds and in certain hours, or in all
-- where none is named: each once.
CREATE OR REPLACE VIEW hive.run_calls AS
SELECT
    task_id,
    task_run_id,
    event_id,
    ts,
    action_id,
    name,
    model,
    tokens_in,
    tokens_out,
    cost,
    cost_source,
    duration_ms,
    error_message,
    plan_step,
    plan_revision,
    ts - toIntervalMillisecond(toInt64(least(ifNull(duration_ms, 0), 1e12))) AS started_at,
    if(cost_source = 'reported', cost, 0) AS reported_cost,
    if(cost_source IN ('override', 'list'), cost, 0) AS estimated_cost,
    CAST(cost_source = 'unpriced', 'UInt8') AS is_unpriced
FROM hive.llm_call_log FINAL
PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
    -- Calls lie by the hour.
    AND toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
    AND toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({until:Int64}, 'UTC'))
    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND (empty({hours:Array(DateTime('UTC'))}) OR toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))});

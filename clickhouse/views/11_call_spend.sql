-- What each call adds to every sum over calls. The rollups and the exact answers are sums of these same columns.
CREATE OR REPLACE VIEW hive.call_spend AS
SELECT
    tenant,
    ts,
    agent_id,
    model,
    provider,
    project,
    environment,
    group_name,
    task_type,
    cost_source,
    -- Too many to be kept by, in the rollups.
    task_id,
    task_run_id,
    plan_step,
    attempt,
    toUInt64(1) AS calls,
    toUInt64(error_message != '') AS failed_calls,
    ifNull(call.tokens_in, 0) AS tokens_in,
    ifNull(call.tokens_out, 0) AS tokens_out,
    ifNull(call.cache_read_tokens, 0) AS cache_read_tokens,
    ifNull(call.cache_write_tokens, 0) AS cache_write_tokens,
    ifNull(call.reasoning_tokens, 0) AS reasoning_tokens,
    CAST(call.reported_cost + call.estimated_cost, 'Decimal(38, 9)') AS cost,
    CAST(call.reported_cost, 'Decimal(38, 9)') AS reported_cost,
    CAST(call.estimated_cost, 'Decimal(38, 9)') AS estimated_cost,
    toUInt64(call.is_unpriced) AS unpriced_calls,
    -- Of some calls it is known which part of the cost was spent on input: that part, their cost, how many they are.
    CAST(ifNull(call.input_cost, 0), 'Decimal(38, 9)') AS input_cost,
    if(call.input_cost IS NULL, CAST(0, 'Decimal(38, 9)'), cost) AS split_cost,
    toUInt64(call.input_cost IS NOT NULL) AS split_calls,
    -- In whole microseconds, so that the order of adding does not matter.
    toUInt64(if(call.duration_ms > 0 AND isFinite(call.duration_ms), round(least(call.duration_ms, 1e12) * 1000), 0)) AS duration_us,
    toUInt64(call.duration_ms IS NOT NULL) AS timed_calls
FROM hive.calls AS call;

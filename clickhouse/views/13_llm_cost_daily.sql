-- What calls came to, by day (UTC) and group, as last reckoned. Kept for ever.
CREATE OR REPLACE VIEW hive.llm_cost_daily AS
SELECT
    tenant,
    day,
    spend.agent_id AS agent_id,
    spend.model AS model,
    spend.provider AS provider,
    spend.project AS project,
    spend.environment AS environment,
    spend.group_name AS group_name,
    spend.task_type AS task_type,
    spend.cost_source AS cost_source,
    spend.calls AS calls,
    spend.failed_calls AS failed_calls,
    spend.tokens_in AS tokens_in,
    spend.tokens_out AS tokens_out,
    spend.cache_read_tokens AS cache_read_tokens,
    spend.cache_write_tokens AS cache_write_tokens,
    spend.reasoning_tokens AS reasoning_tokens,
    spend.cost AS cost,
    spend.input_cost AS input_cost,
    spend.split_cost AS split_cost,
    spend.split_calls AS split_calls,
    spend.duration_us AS duration_us,
    spend.timed_calls AS timed_calls,
    if(spend.cost_source = 'unpriced', spend.calls, 0) AS unpriced_calls,
    if(spend.cost_source = 'reported', spend.cost, 0) AS reported_cost,
    if(spend.cost_source = 'reported', 0, spend.cost) AS estimated_cost
FROM hive.llm_cost_days FINAL
ARRAY JOIN spend;

-- Every request to a language model, once. What a sender reported and what the bridge worked out are kept apart.
CREATE OR REPLACE VIEW hive.calls AS
SELECT
    *,
    if(cost_source = 'reported', cost, 0) AS reported_cost,
    if(cost_source IN ('override', 'list'), cost, 0) AS estimated_cost,
    CAST(cost_source = 'unpriced', 'UInt8') AS is_unpriced
FROM hive.llm_call_log FINAL;

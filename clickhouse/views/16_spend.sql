-- What calls from `since` until (without) `until`, in epoch milliseconds, come to, of one tenant or of all (''). Exact at
-- every moment: whole days and hours come out of rollups, unless calls arrived since those were made; these hours, and
-- the ends of the period, come out of the calls. `ts` is when a row's call, hour or day began; it tells apart steps of
-- `step` seconds that are multiples of each other.
CREATE OR REPLACE VIEW hive.spend AS
WITH
    -- No call is of a time outside these: where times of whole seconds end, nothing may wrap around.
    least(greatest({since:Int64}, 0), 4102444800000) AS since_ms,
    least(greatest({until:Int64}, 0), 4102444800000) AS until_ms,
    fromUnixTimestamp64Milli(since_ms, 'UTC') AS since,
    fromUnixTimestamp64Milli(until_ms, 'UTC') AS until,
    -- Where whole hours begin and end, and whole days; nowhere, when they are coarser than the steps asked for.
    toDateTime(intDiv(since_ms + 3599999, 3600000) * 3600, 'UTC') AS first_hour,
    if({step:UInt32} % 3600 = 0, toDateTime(intDiv(until_ms, 3600000) * 3600, 'UTC'), first_hour) AS end_hour,
    toDateTime(intDiv(since_ms + 86399999, 86400000) * 86400, 'UTC') AS first_day,
    if({step:UInt32} % 86400 = 0, toDateTime(intDiv(until_ms, 86400000) * 86400, 'UTC'), first_day) AS end_day,
    -- Asked once, so that every hour is read in one place and no other. Behind a function, since IN would ask again.
    arrayDistinct((
        SELECT groupArrayArray(arrayMap(place -> (CAST(tenant, 'String'), place.1), dirty_hours)) FROM hive.rollup_states
        WHERE day >= toDate(first_hour) AND day <= toDate(end_hour) AND ({tenant:String} = '' OR tenant = {tenant:String})
    )) AS dirty,
    arrayDistinct(arrayConcat(
        arrayMap(place -> (place.1, toDate(place.2)), dirty),
        (
            SELECT groupArray((CAST(tenant, 'String'), day)) FROM hive.rollup_states
            WHERE is_behind AND day >= toDate(first_day) AND day < toDate(end_day) AND ({tenant:String} = '' OR tenant = {tenant:String})
        )
    )) AS dirty_day
SELECT *
FROM
(
    SELECT tenant, toDateTime64(day, 3, 'UTC') AS ts, agent_id, model, provider, project, environment, group_name, task_type, cost_source, calls, failed_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, input_cost, split_cost, split_calls, duration_us, timed_calls, if(cost_source = 'unpriced', calls, 0) AS unpriced_calls, if(cost_source = 'reported', cost, 0) AS reported_cost, if(cost_source = 'reported', 0, cost) AS estimated_cost
    FROM hive.llm_cost_days FINAL
    ARRAY JOIN spend.agent_id AS agent_id, spend.model AS model, spend.provider AS provider, spend.project AS project, spend.environment AS environment, spend.group_name AS group_name, spend.task_type AS task_type, spend.cost_source AS cost_source, spend.calls AS calls, spend.failed_calls AS failed_calls, spend.tokens_in AS tokens_in, spend.tokens_out AS tokens_out, spend.cache_read_tokens AS cache_read_tokens, spend.cache_write_tokens AS cache_write_tokens, spend.reasoning_tokens AS reasoning_tokens, spend.cost AS cost, spend.input_cost AS input_cost, spend.split_cost AS split_cost, spend.split_calls AS split_calls, spend.duration_us AS duration_us, spend.timed_calls AS timed_calls
    WHERE ({tenant:String} = '' OR tenant = {tenant:String})
        AND day >= toDate(first_day)
        AND day < toDate(end_day)
        AND NOT has(dirty_day, (CAST(tenant, 'String'), day))
    UNION ALL
    SELECT tenant, toDateTime64(hour, 3, 'UTC') AS ts, agent_id, model, provider, project, environment, group_name, task_type, cost_source, calls, failed_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, input_cost, split_cost, split_calls, duration_us, timed_calls, if(cost_source = 'unpriced', calls, 0) AS unpriced_calls, if(cost_source = 'reported', cost, 0) AS reported_cost, if(cost_source = 'reported', 0, cost) AS estimated_cost
    FROM hive.llm_cost_hours FINAL
    ARRAY JOIN spend.agent_id AS agent_id, spend.model AS model, spend.provider AS provider, spend.project AS project, spend.environment AS environment, spend.group_name AS group_name, spend.task_type AS task_type, spend.cost_source AS cost_source, spend.calls AS calls, spend.failed_calls AS failed_calls, spend.tokens_in AS tokens_in, spend.tokens_out AS tokens_out, spend.cache_read_tokens AS cache_read_tokens, spend.cache_write_tokens AS cache_write_tokens, spend.reasoning_tokens AS reasoning_tokens, spend.cost AS cost, spend.input_cost AS input_cost, spend.split_cost AS split_cost, spend.split_calls AS split_calls, spend.duration_us AS duration_us, spend.timed_calls AS timed_calls
    WHERE ({tenant:String} = '' OR tenant = {tenant:String})
        AND hour >= first_hour
        AND hour < end_hour
        AND NOT has(dirty, (CAST(tenant, 'String'), hour))
        AND (hour < first_day OR hour >= end_day OR has(dirty_day, (CAST(tenant, 'String'), toDate(hour))))
    UNION ALL
    SELECT tenant, ts, agent_id, model, provider, project, environment, group_name, task_type, cost_source, toUInt64(1) AS calls, toUInt64(call.error_message != '') AS failed_calls, ifNull(call.tokens_in, 0) AS tokens_in, ifNull(call.tokens_out, 0) AS tokens_out, ifNull(call.cache_read_tokens, 0) AS cache_read_tokens, ifNull(call.cache_write_tokens, 0) AS cache_write_tokens, ifNull(call.reasoning_tokens, 0) AS reasoning_tokens, CAST(if(call.cost_source IN ('reported', 'override', 'list'), call.cost, 0), 'Decimal(38, 9)') AS cost, CAST(ifNull(call.input_cost, 0), 'Decimal(38, 9)') AS input_cost, if(call.input_cost IS NULL, CAST(0, 'Decimal(38, 9)'), CAST(if(call.cost_source IN ('reported', 'override', 'list'), call.cost, 0), 'Decimal(38, 9)')) AS split_cost, toUInt64(call.input_cost IS NOT NULL) AS split_calls, toUInt64(if(call.duration_ms > 0 AND isFinite(call.duration_ms), round(least(call.duration_ms, 1e12) * 1000), 0)) AS duration_us, toUInt64(call.duration_ms IS NOT NULL) AS timed_calls, CAST(call.cost_source = 'unpriced', 'UInt64') AS unpriced_calls, CAST(if(call.cost_source = 'reported', call.cost, 0), 'Decimal(38, 9)') AS reported_cost, CAST(if(call.cost_source IN ('override', 'list'), call.cost, 0), 'Decimal(38, 9)') AS estimated_cost
    FROM hive.llm_call_log AS call FINAL
    WHERE ({tenant:String} = '' OR tenant = {tenant:String})
        AND toStartOfHour(ts) >= toStartOfHour(since)
        AND toStartOfHour(ts) <= toStartOfHour(until)
        AND ts >= since
        AND ts < until
        AND (toStartOfHour(ts) < first_hour OR toStartOfHour(ts) >= end_hour OR (CAST(tenant, 'String'), toStartOfHour(ts)) IN dirty)
);

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
        SELECT groupArray((CAST(tenant, 'String'), hour)) FROM hive.dirty_hours
        WHERE hour >= first_hour AND hour < end_hour AND ({tenant:String} = '' OR tenant = {tenant:String})
    )) AS dirty,
    arrayDistinct(arrayConcat(
        arrayMap(place -> (place.1, toDate(place.2)), dirty),
        (
            SELECT groupArray((CAST(tenant, 'String'), day)) FROM hive.dirty_days
            WHERE {tenant:String} = '' OR tenant = {tenant:String}
        )
    )) AS dirty_day
SELECT
    *,
    if(cost_source = 'reported', cost, 0) AS reported_cost,
    if(cost_source = 'reported', 0, cost) AS estimated_cost,
    if(cost_source = 'unpriced', calls, 0) AS unpriced_calls
FROM
(
    SELECT tenant, toDateTime64(day, 3, 'UTC') AS ts,
        agent_id, model, provider, project, environment, group_name, task_type, cost_source, calls, failed_calls,
        tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, input_cost, split_cost,
        split_calls, duration_us, timed_calls
    FROM hive.llm_cost_daily
    WHERE day >= toDate(first_day) AND day < toDate(end_day) AND NOT has(dirty_day, (CAST(tenant, 'String'), day))
    UNION ALL
    SELECT tenant, toDateTime64(hour, 3, 'UTC') AS ts,
        agent_id, model, provider, project, environment, group_name, task_type, cost_source, calls, failed_calls,
        tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, input_cost, split_cost,
        split_calls, duration_us, timed_calls
    FROM hive.llm_cost_hourly
    WHERE hour >= first_hour AND hour < end_hour AND NOT has(dirty, (CAST(tenant, 'String'), hour))
        AND (hour < first_day OR hour >= end_day OR has(dirty_day, (CAST(tenant, 'String'), toDate(hour))))
    UNION ALL
    SELECT tenant, ts,
        agent_id, model, provider, project, environment, group_name, task_type, cost_source, calls, failed_calls,
        tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, input_cost, split_cost,
        split_calls, duration_us, timed_calls
    FROM hive.call_spend
    WHERE ts >= since AND ts < until
        AND (ts < first_hour OR ts >= end_hour OR (CAST(tenant, 'String'), toStartOfHour(ts)) IN dirty)
)
WHERE {tenant:String} = '' OR tenant = {tenant:String};

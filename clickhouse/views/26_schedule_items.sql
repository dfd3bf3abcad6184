-- What each agent has scheduled, one row an item, and which runs it missed. Only the newest report is known of a schedule:
-- an agent that runs an item reports when it is next due. So a run that is due longer than five minutes ago, of which no
-- report has told since, counts as missed. It is certain that it was where the report itself was made that late;
-- otherwise the agent may have run it and not said so. Of items that recur after 5m, 1h, daily and the like every run
-- since then counts; of others, the one that was due.
CREATE OR REPLACE VIEW hive.schedule_items AS
SELECT
    tenant,
    agent_id,
    last_updated,
    position,
    JSONExtractString(item, 'id') AS id,
    JSONExtractString(item, 'name') AS name,
    JSONExtractString(item, 'next_run') AS next_run,
    JSONExtractString(item, 'interval') AS interval,
    JSONExtractString(item, 'status') AS status,
    -- An older way to say it is the status `active`. Who says nothing means yes.
    if(JSONType(item, 'enabled') = 'Bool', JSONExtractBool(item, 'enabled'), status IN ('', 'active')) AS is_enabled,
    if(JSONExtractString(item, 'last_status') != '', JSONExtractString(item, 'last_status'), status) AS last_status,
    -- Words such as 10:30 would be of 1970.
    if(match(next_run, '^\\d{4}-\\d{2}-\\d{2}'), parseDateTime64BestEffortOrNull(next_run, 3, 'UTC'), NULL) AS due_at,
    extractGroups(lower(interval), '^\\s*([1-9][0-9]{0,5})\\s*([smhdw])\\s*$') AS every,
    -- 0 where it cannot be told.
    if(
        empty(every),
        toUInt64(transform(lower(interval), ['hourly', 'daily', 'weekly'], [3600, 86400, 604800], 0)),
        toUInt64OrZero(every[1]) * transform(every[2], ['s', 'm', 'h', 'd', 'w'], [1, 60, 3600, 86400, 604800], 0)
    ) AS interval_seconds,
    300 AS grace_seconds,
    dateDiff('second', due_at, last_updated) - grace_seconds AS late_when_reported,
    dateDiff('second', due_at, greatest(now64(3, 'UTC'), last_updated)) - grace_seconds AS late_now,
    multiIf(
        NOT is_enabled OR ifNull(late_when_reported, -1) < 0, 0,
        interval_seconds = 0, 1,
        intDiv(late_when_reported, interval_seconds) + 1
    ) AS missed_when_reported,
    multiIf(
        NOT is_enabled OR ifNull(late_now, -1) < 0, 0,
        interval_seconds = 0, 1,
        intDiv(late_now, interval_seconds) + 1
    ) AS missed_runs
FROM
(
    SELECT tenant, agent_id, last_updated, item, position
    FROM hive.schedules
    ARRAY JOIN JSONExtractArrayRaw(items) AS item, arrayEnumerate(JSONExtractArrayRaw(items)) AS position
)
WHERE JSONType(item) = 'Object';

-- From when on all calls are still there, and all their sums by the hour: what is older may have expired. An hour counts
-- as kept for the fewest days that were in force at any time since it began, and a day longer for clocks that are ahead.
CREATE OR REPLACE VIEW hive.kept AS
SELECT
    -- Two hours are for whoever is at work at that border.
    toDateTime(max(least(ended_at + INTERVAL 1 DAY, now64(6, 'UTC') - toIntervalDay(calls_days))) + INTERVAL 2 HOUR, 'UTC') AS calls_from,
    toDateTime(max(least(ended_at + INTERVAL 1 DAY, now64(6, 'UTC') - toIntervalDay(hours_days))) + INTERVAL 2 HOUR, 'UTC') AS hours_from,
    -- The days of calls that changed last week may not have been added up since.
    toDateTime(min(if(ended_at > now64(6, 'UTC') - INTERVAL 7 DAY, now64(6, 'UTC') - toIntervalDay(calls_days + 1), now64(6, 'UTC'))), 'UTC') AS changes_from
FROM
(
    SELECT
        calls_days,
        hours_days,
        -- What holds now ends at no time that matters.
        leadInFrame(changed_at, 1, toDateTime64('2100-01-01 00:00:00', 6, 'UTC'))
            OVER (ORDER BY changed_at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS ended_at
    FROM hive.retention_changes
);

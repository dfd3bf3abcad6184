-- How far the rollups hold the calls, by day: its hours whose calls have changed since they were last added up, and whether
-- any of its hours was added up since the day was. An hour of which calls may have expired is never added up again, nor is a
-- day of which hours may have: what is known of it stands.
CREATE OR REPLACE VIEW hive.rollup_states AS
WITH (SELECT (calls_from, greatest(toDate(changes_from), toDate(hours_from) + 1)) FROM hive.kept) AS kept
SELECT
    tenant,
    toDate(hour) AS day,
    -- The hour, its inserts, and how many of these were counted when it was added up.
    groupArray((hour, inserts, version)) AS hours_of_day,
    groupArrayIf((hour, inserts, version), hour > kept.1 AND inserts != version) AS dirty_hours,
    sum(version) AS inserted,
    max(day_version) AS counted,
    day >= kept.2 AND inserted != counted AS is_dirty,
    is_dirty OR notEmpty(dirty_hours) AS is_behind
FROM
(
    SELECT tenant, hour, sum(seen) AS inserts, max(of_hour) AS version, max(of_day) AS day_version
    FROM
    (
        SELECT tenant, hour, inserts AS seen, 0 AS of_hour, 0 AS of_day FROM hive.llm_call_inserts
        UNION ALL
        SELECT tenant, hour, 0 AS seen, counted AS of_hour, 0 AS of_day FROM hive.llm_cost_hours
        UNION ALL
        SELECT tenant, toDateTime(day, 'UTC') AS hour, 0 AS seen, 0 AS of_hour, counted AS of_day FROM hive.llm_cost_days
    )
    GROUP BY tenant, hour
)
GROUP BY tenant, day;

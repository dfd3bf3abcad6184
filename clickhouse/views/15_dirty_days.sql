-- Days of which an hour was added up since the day was. A day of which hours may have expired is never added up again.
CREATE OR REPLACE VIEW hive.dirty_days AS
WITH
    (SELECT (changes_from, hours_from) FROM hive.kept) AS kept,
    greatest(toDate(kept.1), toDate(kept.2) + 1) AS first_day
SELECT
    tenant,
    day,
    sum(of_hour) AS inserted,
    max(of_day) AS counted
FROM
(
    SELECT tenant, toDate(hour) AS day, max(version) AS of_hour, 0 AS of_day
    FROM hive.llm_cost_hours
    WHERE hour >= toDateTime(first_day, 'UTC')
    GROUP BY tenant, hour
    UNION ALL
    SELECT tenant, day, 0 AS of_hour, version AS of_day
    FROM hive.llm_cost_days
    WHERE day >= first_day
)
GROUP BY tenant, day
HAVING inserted != counted;

-- Days of which an hour was added up since the day was.
CREATE OR REPLACE VIEW hive.dirty_days AS
SELECT
    tenant,
    day,
    sum(of_hour) AS inserted,
    max(of_day) AS counted
FROM
(
    SELECT tenant, toDate(hour) AS day, max(version) AS of_hour, 0 AS of_day
    FROM hive.llm_cost_hours
    WHERE hour >= today() - 91
    GROUP BY tenant, hour
    UNION ALL
    SELECT tenant, day, 0 AS of_hour, version AS of_day
    FROM hive.llm_cost_days
    WHERE day >= today() - 91
)
GROUP BY tenant, day
HAVING inserted != counted;

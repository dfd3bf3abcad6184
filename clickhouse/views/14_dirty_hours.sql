-- Hours whose calls have changed since they were last added up. An hour of which calls may have expired is never added up
-- again: what is known of it stands.
CREATE OR REPLACE VIEW hive.dirty_hours AS
SELECT
    tenant,
    hour,
    sum(seen) AS inserted,
    max(version) AS counted
FROM
(
    SELECT tenant, hour, inserts AS seen, 0 AS version FROM hive.llm_call_inserts
    UNION ALL
    SELECT tenant, hour, 0 AS seen, version FROM hive.llm_cost_hours
)
WHERE hour > (SELECT calls_from FROM hive.kept)
GROUP BY tenant, hour
HAVING inserted != counted;

-- Which projects each agent works for: of runs that are under way, and of those that were heard of within two hours, since
-- so long runs are kept in mind that are over.
CREATE OR REPLACE VIEW hive.agent_projects AS
SELECT tenant, agent_id, project
FROM hive.alive_runs
UNION ALL
SELECT tenant, agent_id, project
FROM hive.open_runs
WHERE last_received > now64(3, 'UTC') - INTERVAL 2 HOUR;

-- What each agent has scheduled, as it last said.
CREATE OR REPLACE VIEW hive.schedules AS
SELECT
    tenant,
    agent_id,
    ts AS last_updated,
    JSONExtractRaw(data, 'items') AS items
FROM hive.agent_reports FINAL
WHERE kind = 'scheduled';

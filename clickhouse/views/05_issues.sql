-- Every issue over all its reports. The newest event decides whether it is open; the newest report says what it is.
CREATE OR REPLACE VIEW hive.issues AS
SELECT
    tenant,
    agent_id,
    issue_key,
    argMax(action, (ts, event_id)) AS last_action,
    argMax(actor, (ts, event_id)) AS last_actor,
    last_action NOT IN ('resolved', 'dismissed') AS is_open,
    argMaxIf(issue_id, (ts, event_id), action = 'reported') AS issue_id,
    argMaxIf(title, (ts, event_id), action = 'reported') AS summary,
    argMaxIf(severity, (ts, event_id), action = 'reported') AS severity,
    argMaxIf(category, (ts, event_id), action = 'reported') AS category,
    argMaxIf(context, (ts, event_id), action = 'reported') AS context,
    greatest(argMaxIf(occurrence_count, (ts, event_id), action = 'reported'), countIf(action = 'reported')) AS occurrences,
    minIf(ts, action = 'reported') AS first_seen,
    maxIf(ts, action = 'reported') AS last_seen,
    max(ts) AS last_updated
FROM hive.issue_log FINAL
GROUP BY tenant, agent_id, issue_key
-- A resolution of something that nobody reported is no issue.
HAVING countIf(action = 'reported') > 0;

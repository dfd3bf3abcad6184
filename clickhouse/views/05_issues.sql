-- Every issue over all its reports. The newest event decides whether it is open; the newest report says what it is. It
-- recurs when it is reported although it was closed; somebody who opens it again makes no recurrence. When it last became
-- open again, by a report or by somebody, is 1970 for one that never did.
CREATE OR REPLACE VIEW hive.issues AS
SELECT
    tenant,
    agent_id,
    issue_key,
    argMax(action, told) AS last_action,
    argMax(actor, told) AS last_actor,
    last_action NOT IN ('resolved', 'dismissed') AS is_open,
    argMaxIf(issue_id, told, action = 'reported') AS issue_id,
    argMaxIf(title, told, action = 'reported') AS summary,
    argMaxIf(severity, told, action = 'reported') AS severity,
    argMaxIf(category, told, action = 'reported') AS category,
    argMaxIf(context, told, action = 'reported') AS context,
    greatest(argMaxIf(occurrence_count, told, action = 'reported'), countIf(action = 'reported')) AS occurrences,
    countIf(action = 'reported' AND action_before IN ('resolved', 'dismissed')) AS recurrences,
    maxIf(ts, action NOT IN ('resolved', 'dismissed') AND action_before IN ('resolved', 'dismissed')) AS reopened_at,
    minIf(ts, action = 'reported') AS first_seen,
    maxIf(ts, action = 'reported') AS last_seen,
    max(ts) AS last_updated
FROM
(
    SELECT
        *,
        -- The time, and within a millisecond the id, since ids count up, as one number: such are quick to compare.
        bitShiftLeft(toUInt256(toUnixTimestamp64Milli(ts)), 128) + toUInt128(event_id) AS told,
        lagInFrame(action) OVER (PARTITION BY tenant, agent_id, issue_key ORDER BY told) AS action_before
    FROM hive.issue_log FINAL
)
GROUP BY tenant, agent_id, issue_key
-- A resolution of something that nobody reported is no issue.
HAVING countIf(action = 'reported') > 0;

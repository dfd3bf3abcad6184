-- Every to-do as its newest event leaves it. Its title is that of its first event: later ones tell outcomes.
CREATE OR REPLACE VIEW hive.todos AS
SELECT
    tenant,
    agent_id,
    todo_id,
    argMax(action, told) AS last_action,
    last_action NOT IN ('completed', 'dismissed') AS is_active,
    argMin(title, told) AS summary,
    argMaxIf(priority, told, priority != '') AS priority,
    argMaxIf(source, told, source != '') AS source,
    argMaxIf(context, told, context != '') AS context,
    argMaxIf(due_by, told, due_by != '') AS due_by,
    min(ts) AS created_at,
    max(ts) AS updated_at,
    count() AS events
FROM
(
    -- The time, and within a millisecond the id, since ids count up, as one number: such are quick to compare.
    SELECT *, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(ts)), 128) + toUInt128(event_id) AS told
    FROM hive.todo_log FINAL
)
GROUP BY tenant, agent_id, todo_id;

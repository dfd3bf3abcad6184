-- Every to-do as its newest event leaves it. Its title is that of its first event: later ones tell outcomes. What
-- happened within one millisecond is in the order of the ids, which count up.
CREATE OR REPLACE VIEW hive.todos AS
SELECT
    tenant,
    agent_id,
    todo_id,
    argMax(action, (ts, toString(event_id))) AS last_action,
    last_action NOT IN ('completed', 'dismissed') AS is_active,
    argMin(title, (ts, toString(event_id))) AS summary,
    argMaxIf(priority, (ts, toString(event_id)), priority != '') AS priority,
    argMaxIf(source, (ts, toString(event_id)), source != '') AS source,
    argMaxIf(context, (ts, toString(event_id)), context != '') AS context,
    argMaxIf(due_by, (ts, toString(event_id)), due_by != '') AS due_by,
    min(ts) AS created_at,
    max(ts) AS updated_at,
    count() AS events
FROM hive.todo_log FINAL
GROUP BY tenant, agent_id, todo_id;

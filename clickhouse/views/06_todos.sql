-- Every to-do as its newest event leaves it. Its title is that of its first event: later ones tell outcomes.
CREATE OR REPLACE VIEW hive.todos AS
SELECT
    tenant,
    agent_id,
    todo_id,
    argMax(action, (ts, event_id)) AS last_action,
    last_action NOT IN ('completed', 'dismissed') AS is_active,
    argMin(title, (ts, event_id)) AS summary,
    argMaxIf(priority, (ts, event_id), priority != '') AS priority,
    argMaxIf(source, (ts, event_id), source != '') AS source,
    argMaxIf(context, (ts, event_id), context != '') AS context,
    argMaxIf(due_by, (ts, event_id), due_by != '') AS due_by,
    min(ts) AS created_at,
    max(ts) AS updated_at
FROM hive.todo_log FINAL
GROUP BY tenant, agent_id, todo_id;

-- Every event of every to-do. Kept for ever.
CREATE TABLE IF NOT EXISTS hive.todo_log
(
    tenant      LowCardinality(String),
    agent_id    String,
    todo_id     String,
    ts          DateTime64(3, 'UTC'),
    event_id    UUID,
    received_at DateTime64(3, 'UTC'),
    action      LowCardinality(String),
    title       String,
    priority    LowCardinality(String),
    source      LowCardinality(String),
    context     String,
    due_by      String
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY (tenant, agent_id, todo_id, ts, event_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.todo_log_feed TO hive.todo_log AS
SELECT
    tenant,
    agent_id,
    JSONExtractString(data, 'todo_id') AS todo_id,
    ts,
    event_id,
    received_at,
    JSONExtractString(data, 'action') AS action,
    if(JSONHas(data, 'title'), JSONExtractString(data, 'title'), summary) AS title,
    JSONExtractString(data, 'priority') AS priority,
    JSONExtractString(data, 'source') AS source,
    JSONExtractString(data, 'context') AS context,
    JSONExtractString(data, 'due_by') AS due_by
FROM hive.events
WHERE kind = 'todo';

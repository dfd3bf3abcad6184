-- Who resolved, dismissed or reopened an issue.
ALTER TABLE hive.issue_log ADD COLUMN IF NOT EXISTS actor String;

ALTER TABLE hive.issue_log_feed MODIFY QUERY
SELECT
    tenant,
    agent_id,
    if(issue_id != '', issue_id, concat('title-', lower(hex(sipHash128(title))))) AS issue_key,
    ts,
    event_id,
    received_at,
    if(JSONExtractString(data, 'action') = '', 'reported', JSONExtractString(data, 'action')) AS action,
    JSONExtractString(data, 'issue_id') AS issue_id,
    if(JSONHas(data, 'title'), JSONExtractString(data, 'title'), summary) AS title,
    JSONExtractString(data, 'severity') AS severity,
    JSONExtractString(data, 'category') AS category,
    JSONExtractRaw(data, 'context') AS context,
    JSONExtractUInt(data, 'occurrence_count') AS occurrence_count,
    JSONExtractString(data, 'by') AS actor
FROM hive.events
WHERE kind = 'issue';

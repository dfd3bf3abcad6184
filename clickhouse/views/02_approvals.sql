-- What people are asked for, per run of a task: how many requests wait, and the one that has waited longest.
-- Decisions answer requests in the order in which those were made, so the first unanswered one has waited longest.
CREATE OR REPLACE VIEW hive.approvals AS
SELECT
    tenant,
    agent_id,
    task_id,
    task_run_id,
    requested,
    received,
    escalations,
    greatest(toInt64(requested) - toInt64(received), 0) AS pending,
    if(pending > 0, tupleElement(requests[received + 1], 1), toDateTime64(0, 3, 'UTC')) AS waiting_since,
    if(pending > 0, tupleElement(requests[received + 1], 2), '') AS approver,
    if(pending > 0, tupleElement(requests[received + 1], 3), '') AS reason
FROM
(
    SELECT
        tenant,
        agent_id,
        task_id,
        task_run_id,
        countIf(kind = 'approval_requested') AS requested,
        countIf(kind = 'approval_received') AS received,
        countIf(kind = 'escalated') AS escalations,
        arraySort(groupArrayIf((ts, person, reason), kind = 'approval_requested')) AS requests
    FROM hive.human_log FINAL
    GROUP BY tenant, agent_id, task_id, task_run_id
);

-- Every request for an approval, and how it stands. One that nobody decided before its run ended is abandoned: it waits
-- for nobody. Requests outside any task wait until they are decided.
CREATE OR REPLACE VIEW hive.approval_requests AS
SELECT
    pair.*,
    multiIf(pair.is_decided, 'decided', run.outcome != '', 'abandoned', 'pending') AS status,
    multiIf(pair.is_decided, pair.decided_at, run.outcome != '', run.ended_at, toDateTime64(0, 3, 'UTC')) AS closed_at,
    if(status = 'pending', pair.waited_ms, greatest(dateDiff('millisecond', pair.requested_at, closed_at), 0)) AS waiting_ms
FROM hive.approval_pairs AS pair
LEFT JOIN
(
    SELECT
        tenant AS of_tenant,
        task_id AS of_task,
        task_run_id AS of_run,
        tupleElement(max(ended), 1) AS ended_at,
        tupleElement(max(ended), 2) AS outcome
    FROM hive.task_registers
    -- Only of these it matters whether they ended.
    WHERE (tenant, task_id, task_run_id) IN (SELECT tenant, task_id, task_run_id FROM hive.approvals WHERE pending > 0)
    GROUP BY tenant, task_id, task_run_id
) AS run ON run.of_tenant = pair.tenant AND run.of_task = pair.task_id AND run.of_run = pair.task_run_id;
